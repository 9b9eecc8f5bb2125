/// Looks into metadata, which is a text of the API's that usually is a JSON object.
public enum Metadata {
  /// The text or number that a member holds; `nil` where the metadata is no object, or has no such member.
  public static func member(_ name: String, of metadata: String) -> String? {
    var reader = JSONReader(Array(metadata.utf8))
    var found: String?
    do {
      try reader.enterObject()
      while let field = try reader.nextField() {
        let value = try reader.valueText()
        if field.utf8.elementsEqual(name.utf8) { found = value.flatMap(text) }
      }
      try reader.end()
    } catch {
      return nil
    }
    return found
  }

  private static func text(_ value: String) -> String? {
    if value.hasPrefix("\"") {
      var reader = JSONReader(Array(value.utf8))
      return try? reader.text()
    }
    return value.utf8.first.map { $0 == UInt8(ascii: "-") || $0.isDecimalDigit } == true ? value : nil
  }
}
