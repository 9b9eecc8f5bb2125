import Ledger
import RecordStreams
import Roster

extension ListShape {
  func place(of source: Ledger.SourcePosition) -> String { place(record: source.record, line: source.line) }
  func number(of source: Ledger.SourcePosition) -> Int { number(record: source.record, line: source.line) }

  /// How a row is refused whose key, name or user an earlier one has.
  func wording(of duplicate: DuplicateRow) -> RejectionReason {
    let (place, first) = (place(of: duplicate.source), place(of: duplicate.first))
    let rejection =
      switch duplicate.field {
      case .key: RowRejection.duplicateKey(duplicate.text, at: place, first: first)
      case .name: RowRejection.duplicateName(duplicate.text, at: place, first: first)
      case .user: RowRejection.duplicateUser(duplicate.text, at: place, first: first)
      }
    return RejectionReason(code: rejection.code, message: rejection.message)
  }
}

extension RunLedger {
  /// How the rows of its list are written.
  var listShape: ListShape { StoredOptions(header.options)?.shape ?? ListShape(format: .csv) }
}
