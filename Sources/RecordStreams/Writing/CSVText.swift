/// A field in CSV, as bytes.
enum CSVText {
  /// Appends a field, in quotes where it has to be: delimiter, quote, line break or outer spaces, or `isOnlyField` and empty, whose
  /// row would be an empty line.
  ///
  /// Without a quote nothing can be quoted: delimiters and line breaks become spaces then.
  static func append(
    _ bytes: UnsafeRawBufferPointer, delimiter: UInt8, quote: UInt8?, isOnlyField: Bool = false,
    to output: inout [UInt8]
  ) {
    guard needsQuotes(bytes, delimiter: delimiter, quote: quote, isOnlyField: isOnlyField) else {
      output.append(contentsOf: bytes)
      return
    }
    guard let quote else {
      output.append(contentsOf: bytes.map { isBreak($0) || $0 == delimiter ? UInt8(ascii: " ") : $0 })
      return
    }
    output.append(quote)
    for byte in bytes {
      if byte == quote { output.append(quote) }
      output.append(byte)
    }
    output.append(quote)
  }

  static func append(_ text: String, delimiter: UInt8, quote: UInt8?, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0), delimiter: delimiter, quote: quote, to: &output) }
  }

  private static func needsQuotes(
    _ bytes: UnsafeRawBufferPointer, delimiter: UInt8, quote: UInt8?, isOnlyField: Bool
  ) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return isOnlyField }
    if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") { return true }
    for byte in bytes where byte == delimiter || byte == quote || isBreak(byte) { return true }
    return false
  }

  private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
