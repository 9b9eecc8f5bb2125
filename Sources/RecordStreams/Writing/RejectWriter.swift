/// Writes rows of a list as they stand in it, with what became of them behind: mended, the file can be imported again.
///
/// Columns `muster_code`, `muster_message` and `muster_source` follow the list's own. If the list is such a file itself, its old
/// ones are replaced. Options that the list needed (`--quote`, `--no-header`, not `--skip-rows`) are needed for the file, too.
public struct RejectWriter {
  /// What stands behind each row.
  public static let columns = ["muster_code", "muster_message", "muster_source"]

  private var output: OutputBuffer
  private let shape: ListShape
  private let listColumns: [String]
  private let hasOldColumns: Bool

  public init(to sink: any ByteSink, shape: ListShape, columns: [String]) {
    output = OutputBuffer(sink)
    self.shape = shape
    hasOldColumns = columns.suffix(3) == RejectWriter.columns[...]
    listColumns = hasOldColumns ? columns.dropLast(3) : columns
  }

  public mutating func begin() throws(WriteFailure) {
    guard shape.hasHeader else { return }
    output.append(shape.row(listColumns + RejectWriter.columns))
    output.append(UInt8(ascii: "\n"))
  }

  /// Writes one row; `source` is its line or record in the list.
  public mutating func write(
    original: UnsafeRawBufferPointer, code: String, message: String, source: Int
  ) throws(WriteFailure) {
    if hasOldColumns {
      output.append(shape.row(ownFields(of: original)))
    } else {
      output.append(original)
    }
    output.append(shape.delimiter)
    output.append(shape.row([code, message, String(source)]))
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
