import Engine
import Ledger

/// What a deletion asks of the users beforehand: that an earlier run has deactivated them, and long enough ago.
final class DeletionTerms {
  private let deactivation: RunLedger
  private let grace: Duration
  /// For lists that tell users by their names; filled when it is needed.
  private var idsByName: [[UInt8]: RecordedUser]?

  /// - Returns: `nil` where nothing of the kind is asked.
  init?(_ arguments: CommandArguments, source: RunLedger?) throws {
    grace = arguments[Options.grace] ?? .zero
    if let path = arguments[Options.after] {
      deactivation = try Checkpoint(readAt: path).ledger
    } else if let source, source.header.operation == .deactivate {
      deactivation = source
    } else {
      guard !arguments.isGiven(Options.grace) else {
        throw UsageError.contradiction(
          "--grace counts from a deactivation: name its checkpoint with --after, or as the list")
      }
      return nil
    }
    guard deactivation.header.operation == .deactivate else {
      throw Report(
        "after-no-deactivation", at: deactivation.path,
        "this is the checkpoint of muster \(deactivation.header.kind), which has deactivated nobody", exit: .wrongUsage)
    }
  }

  /// The user, with the second before which it must stay; or why it is not to be deleted.
  func judge(_ customer: Customer) throws -> UserRow {
    let found = try customer.userID.map { try deactivation.user($0) } ?? user(named: customer.name)
    guard let found, found.state == .done || found.state == .unchanged, let end = found.endedAt else {
      return .rejected(
        RejectionReason(
          code: "not-deactivated",
          message: "\(customer.userID?.rawValue ?? Report.shown(customer.name)) is not among the users that "
            + "\(deactivation.path) has deactivated"))
    }
    var customer = customer
    customer.userID = found.id
    return .user(customer, noSoonerThan: end + Int(grace.components.seconds))
  }

  private func user(named name: String) throws -> RecordedUser? {
    if idsByName == nil {
      var index: [[UInt8]: RecordedUser] = [:]
      try deactivation.forEachUser { index[Array($0.name.utf8)] = $0 }
      idsByName = index
    }
    return idsByName?[Array(name.utf8)]
  }
}
