/// Keeps spreadsheets from running a cell as a formula, by an apostrophe in front of it, and takes that back.
///
/// A cell is defused if it begins with `=`, `+`, `-`, `@`, a tab or a line break, or with apostrophes and then one of
/// these: so the apostrophe that was added can be told from the text's own, and nothing is lost.
///
/// Source: OWASP, CSV Injection.
public enum SpreadsheetText {
  /// Whether the text gets an apostrophe in front.
  public static func isDangerous(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = bytes.first, first == apostrophe || isTrigger(first) else { return false }
    guard let start = bytes.first(where: { $0 != apostrophe }) else { return false }
    return isTrigger(start)
  }

  /// Whether the text has got an apostrophe in front, which is to be taken off again.
  public static func isDefused(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.first == apostrophe && isDangerous(bytes)
  }

  /// The text without the apostrophe that defused it.
  static func original(_ text: String) -> String {
    var text = text
    let hasApostrophe = text.withUTF8 { isDefused(UnsafeRawBufferPointer($0)) }
    return hasApostrophe ? String(text.dropFirst()) : text
  }

  static let apostrophe = UInt8(ascii: "'")

  private static func isTrigger(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: true
    default: false
    }
  }
}
