import Ledger
import RecordStreams

extension ListShape {
  func place(of source: Ledger.SourcePosition) -> String { place(record: source.record, line: source.line) }
  func number(of source: Ledger.SourcePosition) -> Int { number(record: source.record, line: source.line) }

  func place(in list: String, _ source: Ledger.SourcePosition) -> String {
    place(in: list, record: source.record, line: source.line)
  }
}

extension RunLedger {
  /// How the rows of its list are written.
  var listShape: ListShape { StoredOptions(header.options)?.shape ?? ListShape(format: .csv) }
}
