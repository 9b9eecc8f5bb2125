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
    let marks = Marks(delimiter: delimiter, quote: quote, escape: escape)
    guard marks.needsQuotes(bytes, isOnlyField: isOnlyField) else {
      output.append(contentsOf: bytes)
      return
    }
    guard let quote else {
      output.append(contentsOf: bytes.map { marks.contains($0) ? UInt8(ascii: " ") : $0 })
      return
    }
    output.append(quote)
    for byte in bytes {
      if byte == quote || byte == escape { output.append(byte) }
      output.append(byte)
    }
    output.append(quote)
  }

  /// The bytes that mean something outside quotes.
  private struct Marks {
    let delimiter: UInt8
    let quote: UInt8
    let escape: UInt8

    /// What is not used is looked for as a line break is.
    init(delimiter: UInt8, quote: UInt8?, escape: UInt8?) {
      self.delimiter = delimiter
      self.quote = quote ?? UInt8(ascii: "\n")
      self.escape = escape ?? UInt8(ascii: "\n")
    }

    @inline(__always) func contains(_ byte: UInt8) -> Bool {
      byte == delimiter || byte == quote || byte == escape || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    func needsQuotes(_ bytes: UnsafeRawBufferPointer, isOnlyField: Bool) -> Bool {
      guard let first = bytes.first, let last = bytes.last else { return isOnlyField }
      if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") { return true }
      for byte in bytes where contains(byte) { return true }
      return false
    }
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
