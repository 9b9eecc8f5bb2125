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
  func writeRows(_ selection: RowSelection, of ledger: RunLedger, written dialect: StoredOptions) throws {
    let destination = try OutputDestination(arguments[Options.output], console: console)
    let format = format(of: destination)
    if format == .csv {
      try writeRowsAsTheyStood(selection, of: ledger, dialect, to: destination.sink)
    } else {
      try writeParsedRows(selection, of: ledger, dialect, as: format, to: destination.sink)
    }
    try destination.complete()
  }

  private func format(of destination: OutputDestination) -> OutputFormat {
    arguments[Options.resultFormat] ?? destination.formatOfName ?? .csv
  }

  private static let reasonColumns = ["muster_code", "muster_message", "muster_source"]

  /// Byte by byte as in the list, so that what a person finds there is what it was, a wrong number of fields included.
  private func writeRowsAsTheyStood(
    _ selection: RowSelection, of ledger: RunLedger, _ dialect: StoredOptions, to sink: any ByteSink
  ) throws {
    var line = try ledger.listHeader()
    append(Self.reasonColumns, to: &line, dialect)
    try write(&line, to: sink)
    try ledger.forEachOriginalRow(selection) { row in
      line.append(contentsOf: row.bytes)
      append([row.code, row.message, String(row.source.line)], to: &line, dialect)
      if line.count >= 64 * 1024 { try write(&line, to: sink) }
    }
    try write(&line, to: sink)
  }

  private func append(_ fields: [String], to line: inout [UInt8], _ dialect: StoredOptions) {
    for field in fields {
      line.append(dialect.delimiter)
      line += csvField(field, delimiter: dialect.delimiter, quote: dialect.quote)
    }
    line.append(0x0A)
  }

  private func write(_ bytes: inout [UInt8], to sink: any ByteSink) throws(WriteFailure) {
    let result: Result<Void, WriteFailure> = bytes.withUnsafeBytes { block in
      do throws(WriteFailure) {
        try sink.write(block)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    bytes.removeAll(keepingCapacity: true)
  }

  private func writeParsedRows(
    _ selection: RowSelection, of ledger: RunLedger, _ dialect: StoredOptions, as format: OutputFormat,
    to sink: any ByteSink
  ) throws {
    var options = ReadOptions()
    options.csv.delimiter = dialect.delimiter
    options.csv.quote = dialect.quote
    let header = try ledger.listHeader()
    let columns = try fields(of: header, options)
    var writer = format.makeWriter(to: sink, recordName: "row")
    try writer.begin(columns: columns + Self.reasonColumns)
    try ledger.forEachOriginalRow(selection) { row in
      var values = try fields(of: Array(row.bytes), options).map(Optional.some)
      // A row that has too few or too many fields is given back as far as it fits.
      values = Array((values + Array(repeating: nil, count: columns.count)).prefix(columns.count))
      try writer.write(values + [row.code, row.message, String(row.source.line)])
    }
    try writer.finish()
  }

  /// The fields of one row of the list, which was read without fault before.
  private func fields(of row: [UInt8], _ options: ReadOptions) throws -> [String] {
    var options = options
    options.csv.hasHeader = false
    let reader = try makeReader(of: .csv, from: MemoryByteSource(row, name: "the checkpoint"), options: options)
    let batch = RecordBatch()
    guard try reader.read(into: batch), case .record(let record)? = batch.first else { return [] }
    return (0..<batch.columns.count).map { record[$0].text }
  }
}
