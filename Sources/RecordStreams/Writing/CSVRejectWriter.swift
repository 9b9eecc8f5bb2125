/// Writes rows of a CSV or TSV list byte by byte as they stand in it, a wrong number of fields included, with the reason in three columns
/// behind.
public struct CSVRejectWriter: RejectWriter {
  private var output: OutputBuffer
  private let shape: ListShape
  private let listColumns: [String]
  private let hasOldColumns: Bool

  public init(to sink: any ByteSink, shape: ListShape, columns: [String]) {
    output = OutputBuffer(sink)
    self.shape = shape
    hasOldColumns = columns.suffix(3) == RejectReason.columns[...]
    listColumns = hasOldColumns ? columns.dropLast(3) : columns
  }

  public mutating func begin() throws(WriteFailure) {
    guard shape.hasHeader else { return }
    output.append(shape.row(listColumns + RejectReason.columns))
    output.append(UInt8(ascii: "\n"))
  }

  public mutating func write(original: UnsafeRawBufferPointer, _ reason: RejectReason) throws(WriteFailure) {
    if hasOldColumns {
      output.append(shape.row(ownFields(of: original)))
    } else {
      output.append(original)
    }
    output.append(shape.delimiter)
    output.append(shape.row([reason.code, reason.message, String(reason.source)]))
    output.append(UInt8(ascii: "\n"))
    try output.flushIfFull()
  }

  public mutating func finish() throws(WriteFailure) { try output.flush() }

  /// The fields of a row without the three that an earlier run put behind them. A row that cannot be read again stays whole.
  private func ownFields(of original: UnsafeRawBufferPointer) -> [String] {
    let batch = RecordBatch()
    guard let reader = try? CSVReader(MemoryByteSource(Array(original)), options: shape.rowOptions),
      (try? reader.read(into: batch)) == true, case .record(let record) = batch[0]
    else { return [String(decoding: original, as: UTF8.self)] }
    return (0..<max(1, batch.columns.count - 3)).map { record[$0].text }
  }
}
