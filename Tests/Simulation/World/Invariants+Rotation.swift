import Engine
import Sandbox

/// What holds of jobs that issue credentials beside others, and delete those.
extension Invariants {
  func checkRotation() throws {
    for row in books.rows {
      switch row.state {
      case .done:
        guard row.credentials.count == row.replacementCount else {
          throw Violation("\(shown(row)) has \(row.credentials.count) new credentials for \(row.replacementCount)")
        }
        for key in row.credentials { try checkPair(key, row) }
      case .unchanged:
        if row.replacementCount > 0 { throw Violation("\(shown(row)) has credentials that were not rotated") }
      case .failed: try checkRotationFailure(row)
      case .unknown where row.code == "credential_undecidable" && !scenario.settings.usesMarker: break
      default: throw Violation("\(shown(row)) is \(row.state) (\(row.code)) at the end")
      }
    }
    let users = Set(books.rows.compactMap(\.userID))
    for mutation in log where mutation.tag == World.ourTag {
      let resource = mutation.resource
      guard !resource.kind.isUser, users.contains(resource.ownerID?.string ?? "") else {
        throw Violation("\(resource.id) was \(mutation.change), which nobody asked for")
      }
      if mutation.change != .created, !isOurs(resource.id.string) {
        throw Violation("\(resource.id) of others was \(mutation.change)")
      }
    }
  }

  /// A new credential says what the old one says, apart from who made it.
  private func checkPair(_ key: Books.Key, _ row: Books.Row) throws {
    guard let old = made(key.replaces), let new = made(key.id) else {
      throw Violation("\(key.id) of \(shown(row)) takes the place of nothing")
    }
    let isEqual =
      old.kind == new.kind && old.description == new.description && acl(of: old) == acl(of: new)
      && Marker.stripped(old.metadata.string) == Marker.stripped(new.metadata.string) && old.ownerID == new.ownerID
    if !isEqual { throw Violation("\(new.id) says something else than \(old.id), whose place it takes") }
  }

  private func made(_ id: String) -> AccountResource? {
    log.first { $0.change == .created && $0.resource.id.string == id }?.resource
  }

  private func checkRotationFailure(_ row: Books.Row) throws {
    let id = row.userID ?? row.namedID ?? ""
    switch row.code {
    case "user_missing" where wasMissing(row): return
    case "ERR_NGROK_636" where states(of: id).contains(where: { !$0.isActive }): return
    // The user was deleted between the look at it and the creation.
    case _ where account.resource(AccountText(id)) == nil: return
    default: throw Violation("\(shown(row)) failed (\(row.code)) without a reason in the account")
    }
  }

  // MARK: - Deleting what was replaced

  func checkRetirement() throws {
    var targets: [String: String?] = [:]
    for row in books.rows {
      for target in row.targets { targets[target.id] = target.successor }
      switch row.state {
      case .done:
        for target in row.targets where account.resource(AccountText(target.id)) != nil {
          throw Violation("\(target.id) is still there")
        }
      case .failed where row.code == "successor_missing":
        let isMissing = row.targets.contains { $0.successor.map { account.resource(AccountText($0)) == nil } ?? false }
        if !isMissing { throw Violation("the successors of \(shown(row)) are all there") }
      default: throw Violation("\(shown(row)) is \(row.state) (\(row.code)) at the end")
      }
    }
    for mutation in log.dropFirst(start) where mutation.tag == World.ourTag {
      let id = mutation.resource.id.string
      // Keys that come later than the settling time allows for are beyond what anybody can know.
      if mutation.change == .created, scenario.faults.contains(.veryLate) { continue }
      guard mutation.change == .deleted, let successor = targets[id] else {
        throw Violation("\(id) was \(mutation.change), which nobody asked for")
      }
      let goneBefore = log.prefix(start).first { $0.change == .deleted && $0.resource.id.string == successor }
      if let successor, goneBefore != nil { throw Violation("\(id) was deleted though \(successor) was gone") }
      if let successor, !log.prefix(mutation.sequence).contains(where: { $0.resource.id.string == successor }) {
        throw Violation("\(id) was deleted before \(successor) was there")
      }
    }
  }
}
