/// A field in CSV, as bytes.
enum CSVText {
  /// Appends a field, in quotes where it has to be: delimiter, quote, escape, line break or outer spaces, or `isOnlyField` and empty,
  /// whose row would be an empty line.
  ///
  /// Without a quote nothing can be quoted: delimiters and line breaks become spaces then.
  static func append(
    _ bytes: UnsafeRawBufferPointer, delimiter: UInt8, quote: UInt8?, escape: UInt8? = nil, isOnlyField: Bool = false,
    to output: inout [UInt8]
  ) {
    let hasMeaning = { (byte: UInt8) in
      byte == delimiter || byte == quote || byte == escape || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes(bytes, isOnlyField: isOnlyField, where: hasMeaning) else {
      output.append(contentsOf: bytes)
      return
    }
    guard let quote else {
      output.append(contentsOf: bytes.map { hasMeaning($0) ? UInt8(ascii: " ") : $0 })
      return
    }
    output.append(quote)
    for byte in bytes {
      if byte == quote || byte == escape { output.append(byte) }
      output.append(byte)
    }
    output.append(quote)
  }

  private static func needsQuotes(
    _ bytes: UnsafeRawBufferPointer, isOnlyField: Bool, where hasMeaning: (UInt8) -> Bool
  ) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return isOnlyField }
    if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") { return true }
    return bytes.contains(where: hasMeaning)
  }
}

extension ListShape {
  /// A row of a CSV or TSV list, without its line break.
  public func row(_ fields: [String]) -> [UInt8] {
    var row: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { row.append(delimiter) }
      var field = field
      field.withUTF8 {
        CSVText.append(
          UnsafeRawBufferPointer($0), delimiter: delimiter, quote: quote, escape: escape,
          isOnlyField: fields.count == 1,
          to: &row)
      }
    }
    return row
  }
}
