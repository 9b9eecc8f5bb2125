import Engine
import Ledger
import RecordStreams

/// Takes what an earlier job has done as the work of the one that follows from it.
final class SequelIntake: JobIntake {
  enum Sequel {
    /// Takes the job back; with users, perhaps, of which only circumstances tell that they are its own.
    case undo(includesInferred: Bool)
    /// Deletes the credentials whose places others have taken, some time after that.
    case retire(grace: Duration)
  }

  private let earlier: RunLedger
  private let sequel: Sequel

  init(_ earlier: RunLedger, _ sequel: Sequel) {
    self.earlier = earlier
    self.sequel = sequel
  }

  var name: String { earlier.path }
  var path: String { earlier.path }
  var mapping: String { "what \(earlier.header.kind) did" }
  var choices: [String] { ["what \(earlier.header.kind) \(earlier.header.listPath) did"] }
  let shape = ListShape(format: .csv)
  let readNotices: [ReadNotice] = []
  func digest() throws -> String { "" }

  func stage(into session: StagingSession) throws {
    session.setListHeader(Array("key,name,user_id".utf8))
    try session.addWitnesses(earlier.witnesses(limit: 10))
    switch sequel {
    case .undo(let includesInferred):
      try earlier.forEachUndo(includesInferred: includesInferred) { try add($0, grace: .zero, to: session) }
    case .retire(let grace):
      try earlier.forEachReplaced { try add($0, grace: grace, to: session) }
    }
  }

  private func add(_ item: SequelItem, grace: Duration, to session: StagingSession) throws {
    let customer = item.customer
    let row = shape.row([customer.key, customer.name, customer.userID?.rawValue ?? ""])
    guard let obstacle = item.obstacle else {
      let earliest = grace == .zero ? 0 : item.endedAt + Int(grace.components.seconds)
      return try session.add(
        customer, targets: item.targets, noSoonerThan: earliest, row: row, at: item.source)
    }
    try row.withUnsafeBytes {
      try session.reject(key: customer.key, name: customer.name, obstacle, row: $0, at: item.source)
    }
  }
}
