import Engine
import Sandbox

/// What holds of jobs that make users active or inactive.
extension Invariants {
  func checkActivity(wanted: Bool) throws {
    for row in books.rows {
      let history = states(of: row.userID ?? row.namedID ?? "")
      let ours = history.filter { $0.tag == World.ourTag }
      switch row.state {
      case .done:
        // A look in doubt cannot tell who made the user so.
        let byOthers = history.contains { $0.tag == World.othersTag && $0.isActive == wanted }
        guard !ours.isEmpty || byOthers else { throw Violation("nothing was done to \(shown(row))") }
        guard row.wasActive == !wanted else { throw Violation("the ledger does not know what \(shown(row)) was") }
        if history.last?.tag == World.ourTag, history.last?.isActive != wanted {
          throw Violation("\(shown(row)) is not as wanted")
        }
      case .unchanged:
        guard ours.isEmpty, row.wasActive == wanted else { throw Violation("\(shown(row)) was changed after all") }
        guard history.contains(where: { $0.isActive == wanted }) else {
          throw Violation("\(shown(row)) was never as wanted")
        }
      case .failed:
        guard row.code == "user_missing", wasMissing(row) else {
          throw Violation("\(shown(row)) failed (\(row.code)) without a reason in the account")
        }
      case .unknown, .pending: throw Violation("\(shown(row)) is \(row.state) (\(row.code)) at the end")
      case .skipped, .rejected, .filtered: break
      }
      // Without others, what it was before is what it was when the run began.
      if let wasActive = row.wasActive, !scenario.faults.contains(.others), wasActive != history.first?.isActive {
        throw Violation("\(shown(row)) was \(wasActive ? "inactive" : "active") before the run")
      }
    }
    try checkNothingElseChanged(wanted: wanted)
  }

  private func checkNothingElseChanged(wanted: Bool) throws {
    let users = Set(books.rows.compactMap(\.userID))
    for mutation in log.dropFirst(start) where mutation.tag == World.ourTag {
      let resource = mutation.resource
      guard mutation.change == .updated, users.contains(resource.id.string), resource.isActive == wanted else {
        throw Violation("\(resource.id) was \(mutation.change), which nobody asked for")
      }
      let names = log.prefix(mutation.sequence).filter { $0.resource.id == resource.id }.map(\.resource.name)
      guard names.last == resource.name else { throw Violation("\(resource.id) was renamed") }
    }
  }

  /// Whether the user that a customer means was not to be found at some time of the run.
  func wasMissing(_ row: Books.Row) -> Bool {
    let id = row.userID ?? row.namedID
    if let id { return account.resource(AccountText(id)) == nil }
    let holds = log.contains { $0.resource.kind.isUser && $0.resource.name.string == row.name }
    let involvesOthers = log.dropFirst(start).contains { $0.tag == World.othersTag && $0.resource.kind.isUser }
    return !holds || involvesOthers
  }

  struct State {
    var isActive: Bool
    var tag: UInt64
  }

  /// What a user was when the run began, and after each change since.
  func states(of id: String) -> [State] {
    var states: [State] = []
    for mutation in log where mutation.resource.id.string == id && mutation.change != .deleted {
      let isBefore = mutation.sequence < start
      if isBefore { states.removeAll() }
      states.append(State(isActive: mutation.resource.isActive, tag: isBefore ? 0 : mutation.tag))
    }
    return states
  }

  func shown(_ row: Books.Row) -> String { "\(row.name)\(row.userID ?? row.namedID ?? "")" }
}
