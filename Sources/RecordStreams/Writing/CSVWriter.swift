/// Writes CSV as RFC 4180 has it, with `\n` as line break, as other programs on Unix do.
///
/// A field is quoted where it has to be: delimiter, quote, line break, outer white space, or an only field that is empty (its row
/// would be an empty line). A value that is not there and an empty text look alike.
public struct CSVWriter: RecordWriter {
  private var output: OutputBuffer
  private let delimiter: UInt8
  private let defusesFormulas: Bool
  private var columnCount = 0
  private var defused: [UInt8] = []

  /// - Parameter defusesFormulas: puts an apostrophe in front of cells that spreadsheets would run, see `SpreadsheetText`.
  public init(to sink: any ByteSink, delimiter: UInt8 = UInt8(ascii: ","), defusesFormulas: Bool = false) {
    output = OutputBuffer(sink)
    self.delimiter = delimiter
    self.defusesFormulas = defusesFormulas
  }

  public mutating func begin(columns: [String]) throws(WriteFailure) {
    columnCount = columns.count
    try write(columns)
  }

  public mutating func write(_ fields: UnsafeBufferPointer<Field>) throws(WriteFailure) {
    for index in 0..<columnCount {
      if index > 0 { output.append(delimiter) }
      let bytes = index < fields.count ? fields[index].bytes : UnsafeRawBufferPointer(start: nil, count: 0)
      if defusesFormulas, SpreadsheetText.isDangerous(bytes) {
        defused.removeAll(keepingCapacity: true)
        defused.append(SpreadsheetText.apostrophe)
        defused.append(contentsOf: bytes)
        defused.withUnsafeBytes { output.append(csv: $0, delimiter: delimiter, isOnlyField: columnCount == 1) }
      } else {
        output.append(csv: bytes, delimiter: delimiter, isOnlyField: columnCount == 1)
      }
    }
    output.append(UInt8(ascii: "\n"))
    try output.flushIfFull()
  }

  public mutating func finish() throws(WriteFailure) { try output.flush() }
}
