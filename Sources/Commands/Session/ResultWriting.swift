import Ledger
import RecordStreams

/// Writes a run's results, or rows of its list, to where `-o` points.
struct ResultWriting {
  private let arguments: CommandArguments
  private let console: Console

  init(_ arguments: CommandArguments, console: Console) {
    self.arguments = arguments
    self.console = console
  }

  /// One row for each customer and credential, tokens included.
  func writeResults(of ledger: RunLedger) throws {
    let destination = try OutputDestination(arguments[Options.output], console: console)
    var writer = format(of: destination).makeWriter(to: destination.sink, recordName: "result")
    try writer.begin(columns: ResultRow.columns)
    try ledger.forEachResult { row in
      try writer.write([
        row.key, row.name, row.stateWord, row.userID, row.credential, row.credentialID, row.token?.exposed ?? "",
        row.replacesID, row.createdAt, row.code, row.message, row.operationID, String(row.source.line),
      ])
    }
    try writer.finish()
    try destination.complete()
  }

  /// The list's own rows with what became of them in three columns behind, importable again.
  ///
  /// - Parameter path: where to; `nil`: to where `-o` points.
  func writeRows(
    _ selection: RowSelection, of ledger: RunLedger, written shape: ListShape, to path: String? = nil
  ) throws {
    let destination = try OutputDestination(path ?? arguments[Options.output], console: console)
    let format = format(of: destination)
    if format == .csv {
      try writeRowsAsTheyStood(selection, of: ledger, shape, to: destination.sink)
    } else {
      try writeParsedRows(selection, of: ledger, shape, as: format, to: destination.sink)
    }
    try destination.complete()
  }

  private func format(of destination: OutputDestination) -> OutputFormat {
    arguments[Options.resultFormat] ?? destination.formatOfName ?? .csv
  }

  /// Byte by byte as in the list, so that what a person finds there is what it was, a wrong number of fields included.
  private func writeRowsAsTheyStood(
    _ selection: RowSelection, of ledger: RunLedger, _ shape: ListShape, to sink: any ByteSink
  ) throws {
    var writer = RejectWriter(to: sink, shape: shape, columns: try fields(of: ledger.listHeader(), shape))
    try writer.begin()
    try ledger.forEachOriginalRow(selection) { row in
      try writer.write(original: row.bytes, code: row.code, message: row.message, source: row.source.line)
    }
    try writer.finish()
  }

  private func writeParsedRows(
    _ selection: RowSelection, of ledger: RunLedger, _ shape: ListShape, as format: OutputFormat, to sink: any ByteSink
  ) throws {
    let columns = try fields(of: ledger.listHeader(), shape)
    var writer = format.makeWriter(to: sink, recordName: "row")
    try writer.begin(columns: columns + RejectWriter.columns)
    try ledger.forEachOriginalRow(selection) { row in
      var values = try fields(of: Array(row.bytes), shape).map(Optional.some)
      // A row that has too few or too many fields is given back as far as it fits.
      values = Array((values + Array(repeating: nil, count: columns.count)).prefix(columns.count))
      try writer.write(values + [row.code, row.message, String(row.source.line)])
    }
    try writer.finish()
  }

  /// The fields of one row of the list, which was read without fault before.
  private func fields(of row: [UInt8], _ shape: ListShape) throws -> [String] {
    let reader = try CSVReader(MemoryByteSource(row, name: "the checkpoint"), options: shape.rowOptions)
    let batch = RecordBatch()
    guard try reader.read(into: batch), case .record(let record)? = batch.first else { return [] }
    return (0..<batch.columns.count).map { record[$0].text }
  }
}
