/// Looks into metadata, which is a text of the API's that usually is a JSON object.
public enum Metadata {
  /// The text or number that a member holds; `nil` where the metadata is no object, or has no such member.
  public static func member(_ name: String, of metadata: String) -> String? {
    var reader = JSONReader(Array(metadata.utf8))
    var found: String?
    do {
      try reader.enterObject()
      while let field = try reader.nextField() {
        guard field.utf8.elementsEqual(name.utf8), let value = try reader.valueText() else {
          try reader.skipValue()
          continue
        }
        found = text(value)
      }
      try reader.end()
    } catch {
      return nil
    }
    return found
  }

  private static func text(_ value: String) -> String? {
    switch value.utf8.first {
    case UInt8(ascii: "\"")?:
      var reader = JSONReader(Array(value.utf8))
      return try? reader.text()
    case UInt8(ascii: "-")?, UInt8(ascii: "0")...UInt8(ascii: "9")?: return value
    default: return nil
    }
  }
}
