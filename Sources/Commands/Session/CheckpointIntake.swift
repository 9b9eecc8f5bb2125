import Engine
import Ledger
import RecordStreams

/// Takes the users of an earlier job as the customers of another one.
final class CheckpointIntake: JobIntake {
  private let ledger: RunLedger

  init(_ ledger: RunLedger) { self.ledger = ledger }

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
    var record = 0
    try ledger.forEachUser { user in
      record += 1
      try session.add(
        Customer(id: CustomerID(0), key: user.key, name: user.name, keyCount: 0, userID: user.id),
        row: shape.row([user.key, user.name, user.id.rawValue]),
        at: SourcePosition(record: record, line: user.source.line))
    }
  }
}
