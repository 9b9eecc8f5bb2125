/// An SSH public key as `ssh-keygen` writes it: type, base64 and perhaps a comment.
enum PublicKey {
  /// What makes two keys the same, whatever their comments: type and base64.
  static func identity(of text: AccountText) throws(AccountRefusal) -> AccountText {
    let parts = text.bytes.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    guard let type = parts.first else { throw .noPublicKey }
    let isKnown = ["ssh-", "ecdsa-", "sk-"].contains { type.starts(with: $0.utf8) }
    guard isKnown else { throw .invalidPublicKey("ssh: no key found") }
    guard parts.count > 1, parts[1].allSatisfy(isBase64) else { throw .invalidPublicKey("illegal base64 data") }
    return AccountText(Array(type) + [UInt8(ascii: " ")] + parts[1])
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
