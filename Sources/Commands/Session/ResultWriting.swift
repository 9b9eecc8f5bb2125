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
    var writer = format(of: destination, else: .csv).makeWriter(to: destination.sink, recordName: "result")
    try writer.begin(columns: ResultRow.columns)
    let shape = ledger.listShape
    try ledger.forEachResult { row in
      try writer.write([
        row.key, row.name, row.stateWord, row.userID, row.credential, row.credentialID, row.token?.exposed ?? "",
        row.replacesID, row.createdAt, row.code, row.message, row.operationID, String(shape.number(of: row.source)),
      ])
    }
    try writer.finish()
    try destination.complete()
    console.warnOfReplacedCharacters(writer.replacedCharacters)
  }

  /// The list's own rows with what became of them beside them, importable again.
  ///
  /// - Parameter path: where to; `nil`: to where `-o` points.
  func writeRows(
    _ selection: RowSelection, of ledger: RunLedger, written shape: ListShape, to path: String? = nil
  ) throws {
    let destination = try OutputDestination(path ?? arguments[Options.output], console: console)
    let format = format(of: destination, else: shape.outputFormat)
    if var writer = shape.rejectWriter(as: format, to: destination.sink, columns: try listColumns(of: ledger, shape)) {
      try writer.begin()
      try ledger.forEachOriginalRow(selection) { row in
        try writer.write(
          original: row.bytes,
          RejectReason(code: row.code, message: row.message, source: shape.number(of: row.source)))
      }
      try writer.finish()
    } else {
      try writeParsedRows(selection, of: ledger, shape, as: format, to: destination.sink)
    }
    try destination.complete()
  }

  private func format(of destination: OutputDestination, else usual: OutputFormat) -> OutputFormat {
    arguments[Options.resultFormat] ?? destination.formatOfName ?? usual
  }

  private func writeParsedRows(
    _ selection: RowSelection, of ledger: RunLedger, _ shape: ListShape, as format: OutputFormat, to sink: any ByteSink
  ) throws {
    let rows = OriginalRows(shape: shape, columns: try listColumns(of: ledger, shape))
    var columns = rows.columns.filter { !RejectReason.columns.contains($0) }
    // The rows of a list with a header bring no column of their own, except for those that are not as long as it.
    if shape.format.bringsColumns || selection == .rejected {
      var known = Set(columns)
      try ledger.forEachOriginalRow(selection) { row in
        for name in rows.fields(of: row.bytes).map(\.name) where !RejectReason.columns.contains(name) {
          if known.insert(name).inserted { columns.append(name) }
        }
      }
    }
    var writer = format.makeWriter(to: sink, recordName: "row")
    try writer.begin(columns: columns + RejectReason.columns)
    try ledger.forEachOriginalRow(selection) { row in
      let values = Dictionary(
        rows.fields(of: row.bytes).map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
      try writer.write(
        columns.map { values[$0] ?? nil } + [row.code, row.message, String(shape.number(of: row.source))])
    }
    try writer.finish()
  }

  /// The names of the list's columns, where its rows do not bring them.
  private func listColumns(of ledger: RunLedger, _ shape: ListShape) throws -> [String] {
    guard !shape.format.bringsColumns else { return [] }
    return OriginalRows(shape: shape, columns: []).texts(of: try ledger.listHeader())
  }
}

extension ListFormat {
  /// Whether each row says itself which columns it has.
  var bringsColumns: Bool {
    switch self {
    case .csv, .tsv: false
    case .json, .ndjson, .xml: true
    }
  }
}

extension ListShape {
  /// The format in which the list's rows can be given back as they are.
  fileprivate var outputFormat: OutputFormat {
    switch format {
    case .csv, .tsv: .csv
    case .json: .json
    case .ndjson: .ndjson
    case .xml: .xml
    }
  }

  /// A writer of the list's rows as they stood there; `nil` if `format` has no place for them.
  fileprivate func rejectWriter(
    as format: OutputFormat, to sink: any ByteSink, columns: [String]
  ) -> (any RejectWriter)? {
    switch (self.format, format) {
    case (.csv, .csv), (.tsv, .csv): CSVRejectWriter(to: sink, shape: self, columns: columns)
    case (.json, .json), (.ndjson, .json): JSONRejectWriter(to: sink, shape: self, layout: .array)
    case (.json, .ndjson), (.ndjson, .ndjson): JSONRejectWriter(to: sink, shape: self, layout: .lines)
    case (.xml, .xml): xml.map { XMLRejectWriter(to: sink, shape: $0) }
    default: nil
    }
  }
}
