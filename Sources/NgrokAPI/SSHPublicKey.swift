/// An SSH public key as `ssh-keygen` writes it: type, base64 and perhaps a comment.
public enum SSHPublicKey {
  /// Whether two texts are the same key, whatever their comments.
  public static func areEqual(_ left: String, _ right: String) -> Bool {
    identity(of: left).elementsEqual(identity(of: right)) { $0.elementsEqual($1) }
  }

  private static func identity(of text: String) -> ArraySlice<Substring.UTF8View> {
    text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.prefix(2)
  }
}
