/// Writes CSV as RFC 4180 has it, with `\n` as line break, as other programs on Unix do.
///
/// A field is quoted where it has to be: delimiter, quote, line break, outer white space, or an only field that is empty (its row
/// would be an empty line). A value that is not there and an empty text look alike.
public struct CSVWriter: RecordWriter {
  private var output: OutputBuffer
  private let delimiter: UInt8
  private var columnCount = 0

  public init(to sink: any ByteSink, delimiter: UInt8 = UInt8(ascii: ",")) {
    output = OutputBuffer(sink)
    self.delimiter = delimiter
  }

  public mutating func begin(columns: [String]) throws(WriteFailure) {
    columnCount = columns.count
    try write(columns)
  }

  public mutating func write(_ fields: UnsafeBufferPointer<Field>) throws(WriteFailure) {
    for index in 0..<columnCount {
      if index > 0 { output.append(delimiter) }
      if index < fields.count { append(fields[index].bytes) } else if columnCount == 1 { output.append("\"\"") }
    }
    output.append(UInt8(ascii: "\n"))
    try output.flushIfFull()
  }

  public mutating func finish() throws(WriteFailure) { try output.flush() }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard needsQuotes(bytes) else {
      output.append(bytes)
      return
    }
    let quote = UInt8(ascii: "\"")
    output.append(quote)
    for byte in bytes {
      if byte == quote { output.append(quote) }
      output.append(byte)
    }
    output.append(quote)
  }

  private func needsQuotes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return columnCount == 1 }
    if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") { return true }
    // A reader would take it for a byte order mark at the start of the file.
    if first == 0xef { return true }
    for byte in bytes
    where byte == delimiter || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      return true
    }
    return false
  }
}
