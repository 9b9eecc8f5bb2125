import Engine
import Sandbox

/// What holds of jobs that delete users.
extension Invariants {
  func checkDeletion() throws {
    for row in books.rows {
      let id = row.userID ?? row.namedID ?? ""
      let isThere = account.resource(AccountText(id)) != nil
      switch (row.state, row.verb) {
      case (.done, .deleted), (.done, .absent):
        if isThere { throw Violation("\(shown(row)) is still there") }
        if row.verb == .absent, id.isEmpty, !wasMissing(row) { throw Violation("\(shown(row)) was not absent") }
      case (.failed, _) where row.code == "user_renamed" && scenario.faults.contains(.others): break
      case (.failed, _):
        guard row.code == "user_active", states(of: id).contains(where: \.isActive) else {
          throw Violation("\(shown(row)) failed (\(row.code)) without a reason in the account")
        }
      default: throw Violation("\(shown(row)) is \(row.state) (\(row.code)) at the end")
      }
    }
    let users = Set(books.rows.compactMap(\.userID))
    for mutation in log where mutation.tag == World.ourTag {
      let id = mutation.resource.id.string
      guard mutation.change == .deleted, mutation.isCascade || users.contains(id) else {
        throw Violation("\(id) was \(mutation.change), which nobody asked for")
      }
      try checkDeleted(mutation)
    }
  }

  private func checkDeleted(_ mutation: AccountMutation) throws {
    let resource = mutation.resource
    let isAlone = !scenario.faults.contains(.others)
    if mutation.isCascade {
      let line = [resource.id, resource.description, resource.metadata].map(\.string) + [acl(of: resource)]
      let isRecorded = books.recorded[resource.ownerID?.string ?? ""]?.contains(line.joined(separator: "|")) ?? false
      // Others may give a user something between the look at it and its end.
      if isAlone, !isRecorded { throw Violation("\(resource.id) went along and was not taken down") }
    } else if !scenario.settings.deletesActiveUsers {
      let wasInactive = isAlone ? !resource.isActive : states(of: resource.id.string).contains { !$0.isActive }
      if !wasInactive { throw Violation("\(resource.id) was deleted although it was active") }
    }
  }

  func acl(of resource: AccountResource) -> String { resource.acl.map(\.string).joined(separator: "\n") }

  // MARK: - Taking an import back

  func checkWithdrawal() throws {
    for row in books.rows {
      switch row.state {
      case .done: break
      case .failed where row.code == "credential_of_others": try checkConflict(row)
      default: throw Violation("\(shown(row)) is \(row.state) (\(row.code)) at the end of the undo")
      }
    }
    let excused = Set(books.rows.filter { $0.state == .failed }.compactMap(\.namedID))
    for mutation in log.dropFirst(start) where mutation.tag == World.ourTag {
      let resource = mutation.resource
      // A key that comes later than the settling time allows for is beyond what anybody can know.
      let isBeyond = scenario.faults.contains(.veryLate) && !resource.kind.isUser
      if mutation.change == .created, !isBeyond { throw Violation("the undo created \(resource.id)") }
      let isMadeActiveAgain =
        mutation.change == .updated && resource.isActive
        && earlier?.rows.contains { $0.userID == resource.id.string && $0.origin == .adopted && !$0.isActive } ?? false
      guard isOurs(resource.id.string) || isMadeActiveAgain else {
        throw Violation("the undo \(mutation.change) \(resource.id) of others")
      }
      if mutation.change == .deleted, excused.contains(resource.id.string) {
        throw Violation("\(resource.id) was deleted in spite of credentials of others")
      }
    }
    try checkNothingIsLeft(excused)
  }

  private func checkConflict(_ row: Books.Row) throws {
    let id = row.userID ?? row.namedID ?? ""
    let isForeign = log.contains {
      $0.tag == World.othersTag && $0.change == .created && $0.resource.ownerID?.string == id
    }
    // Without a mark, nobody can tell a credential of the import's own that came later than the settling time allows for.
    let isBeyond = scenario.faults.contains(.veryLate) && !scenario.settings.usesMarker
    guard isForeign || isBeyond else { throw Violation("nobody has given \(shown(row)) a credential") }
    guard let user = account.resource(AccountText(id)) else { return }
    guard user.isActive == row.wasActive else { throw Violation("\(shown(row)) was not left as it was") }
  }

  private func isRefusedName(_ number: Int) -> Bool {
    earlier?.rows.contains { $0.key == "\(number)" && ($0.code == "name_exists" || $0.origin == .adopted) } ?? false
  }

  /// Whatever the import made is gone, unless the undo has said why not.
  private func checkNothingIsLeft(_ excused: Set<String>) throws {
    let users = account.resources(scenario.settings.userKind == .bot ? .botUser : .serviceUser)
    for user in users where isOurs(user.id.string) {
      // Others may have renamed it since.
      let name = log.first { $0.change == .created && $0.resource.id == user.id }?.resource.name.string
      let number = (0..<scenario.customerCount).first { Scenario.name($0) == name }
      let isRejected = number.map { books.rejections["\($0)"] != nil } ?? false
      // Of a creation that a proxy carried out twice, answering for the second, nothing shows whose it is.
      let isUndecidable = scenario.faults.contains(.duplicated) && number.map(isRefusedName) ?? false
      if isUndecidable { continue }
      if !excused.contains(user.id.string), !isRejected { throw Violation("\(user.id) of the import is still there") }
    }
    let rejectedUsers = Set((earlier?.rows ?? []).filter { books.rejections[$0.key] != nil }.compactMap(\.userID))
    for credential in credentials where isOurs(credential.id.string) {
      let owner = credential.ownerID?.string ?? ""
      if excused.contains(owner) || rejectedUsers.contains(owner) || scenario.faults.contains(.veryLate) { continue }
      throw Violation("\(credential.id) of the import is still there")
    }
  }
}
