import Engine
import Ledger
import RecordStreams

/// Takes the users of an earlier job as the customers of another one.
final class CheckpointIntake: JobIntake {
  private let ledger: RunLedger

  private let terms: DeletionTerms?

  init(_ ledger: RunLedger, _ arguments: CommandArguments) throws {
    self.ledger = ledger
    terms = try DeletionTerms(arguments, source: ledger)
  }

  var name: String { ledger.path }
  var path: String { ledger.path }
  var mapping: String { "users of a checkpoint" }
  var choices: [String] { ["the users of \(ledger.header.kind) \(ledger.header.listPath)"] }
  let shape = ListShape(format: .csv)
  let readNotices: [ReadNotice] = []
  /// A checkpoint may have more users the next time.
  func digest() throws -> String { "" }

  func stage(into session: StagingSession) throws {
    session.setListHeader(Array("key,name,user_id".utf8))
    try session.addWitnesses(ledger.witnesses(limit: 10))
    var record = 0
    try ledger.forEachUser { user in
      record += 1
      let customer = Customer(id: CustomerID(0), key: user.key, name: user.name, keyCount: 0, userID: user.id)
      let row = shape.row([user.key, user.name, user.id.rawValue])
      let position = SourcePosition(record: record, line: user.source.line)
      switch try terms?.judge(customer) ?? .user(customer) {
      case .user(let customer, let earliest):
        try session.add(customer, noSoonerThan: earliest, row: row, at: position)
      case .rejected(let reason):
        try row.withUnsafeBytes { try session.reject(key: user.key, name: user.name, reason, row: $0, at: position) }
      }
    }
  }
}
