import Engine
import Ledger
import NgrokAPI

/// Holds the customers of a list against an account's inventory.
///
/// Which user is a customer's is known from the import's checkpoint, else from the customer key in the metadata of
/// credentials that muster made, else from the name alone.
struct PlanComparison {
  /// The list.
  let list: RunLedger
  let inventory: InventoryFile
  /// What an earlier import of the list has recorded.
  let checkpoint: RunLedger?
  let existing: ExistingPolicy

  func forEachCustomer(_ body: (PlannedChange) throws -> Void) throws {
    try list.forEachCustomer { customer, source in
      let change = try change(for: customer, at: source)
      if let user = change.user { try inventory.noteMatch(user.id) }
      try body(change)
    }
  }

  private func change(for customer: Customer, at source: SourcePosition) throws -> PlannedChange {
    var change = PlannedChange(key: customer.key, name: customer.name, source: source)
    let namesakes = try inventory.users(named: customer.name)
    let recorded = try checkpoint?.user(ofKey: customer.key)
    let own: [User] =
      if let recorded { try inventory.user(recorded.id).map { [$0] } ?? [] } else {
        try inventory.owners(ofKey: customer.key)
      }
    if let namesake = namesakes.first {
      change.user = namesake
      try compare(customer, with: namesake, own: own, recorded: recorded, &change)
    } else if let user = own.first {
      change.user = user
      try rename(user, to: customer, candidates: own, recorded: recorded, &change)
    } else if let recorded {
      change.conflict = PlannedChange.Conflict(
        code: "user_gone",
        message: "the checkpoint made \(recorded.id) for this customer, and it is not in the account any more; "
          + "import the customer with another checkpoint, or take it out of the list")
    } else {
      change.actions = [.create]
      change.requests = 1 + customer.credentialCount + (customer.isActive ? 0 : 1)
    }
    if change.conflict != nil { (change.actions, change.requests) = ([], 0) }
    return change
  }

  // MARK: - The name is in the account

  private func compare(
    _ customer: Customer, with user: User, own: [User], recorded: RecordedUser?, _ change: inout PlannedChange
  ) throws {
    if let other = own.first, !own.contains(where: { $0.id == user.id }) {
      change.conflict = PlannedChange.Conflict(
        code: "name_exists",
        message: "this customer's user is \(other.id), called \(Report.shown(other.name)), and the name belongs to "
          + "\(user.id)")
      return
    }
    let keys = own.isEmpty ? try inventory.keys(ofOwner: user.id) : []
    guard keys.isEmpty || keys.contains(where: { $0.utf8.elementsEqual(customer.key.utf8) }) else {
      change.conflict = PlannedChange.Conflict(
        code: "other_customer",
        message: "\(user.id) has this name, and its credentials are those of customer \(keys.joined(separator: ", "))")
      return
    }
    let equal = try equalCredentials(of: user, to: customer)
    if equal < customer.credentialCount {
      try complete(customer, user, equal: equal, recorded: recorded, &change)
    } else if own.isEmpty, customer.credentialCount == 0, existing == .fail {
      change.conflict = nameExists(user)
    }
    setActivity(of: user, to: customer.isActive, &change)
  }

  private func equalCredentials(of user: User, to customer: Customer) throws -> Int {
    try CredentialKind.allCases.reduce(0) { sum, kind in
      let wanted = customer.credentialCount(of: kind)
      guard wanted > 0 else { return sum }
      return sum + min(wanted, try inventory.credentials(kind, of: user.id).count { isEqual($0, to: customer) })
    }
  }

  /// Whether a credential says what the customer's are to say, whoever made it.
  private func isEqual(_ credential: InventoryCredential, to customer: Customer) -> Bool {
    guard credential.kind != .ssh else { return SSHPublicKey.areEqual(credential.publicKey, customer.publicKey) }
    return credential.description.utf8.elementsEqual(customer.description.utf8)
      && Marker.stripped(credential.metadata).utf8.elementsEqual(Marker.stripped(customer.metadata).utf8)
  }

  private func nameExists(_ user: User) -> PlannedChange.Conflict {
    PlannedChange.Conflict(
      code: "name_exists",
      message: "\(user.id) has this name, and nothing shows that it is this customer's; --existing adopt takes it")
  }

  /// The user lacks credentials that the list asks for.
  private func complete(
    _ customer: Customer, _ user: User, equal: Int, recorded: RecordedUser?, _ change: inout PlannedChange
  ) throws {
    if let recorded, recorded.state == .pending {
      // An import that was stopped goes on.
      change.actions.append(.create)
      change.requests += customer.credentialCount - equal
      return
    }
    guard equal == 0 else {
      change.conflict = PlannedChange.Conflict(
        code: "credential_exists",
        message: "\(user.id) has \(equal) of \(customer.credentialCount) "
          + (customer.credentialCount == customer.keyCount ? "API keys" : "credentials")
          + " already, and an import does not complete "
          + "them: the others' tokens may exist nowhere")
      return
    }
    if recorded != nil, existing != .skip {
      change.conflict = PlannedChange.Conflict(
        code: "credential_missing",
        message: "the checkpoint is done with this customer, and \(user.id) has none of its credentials; "
          + "import the customer with another checkpoint")
      return
    }
    switch existing {
    case .fail: change.conflict = nameExists(user)
    case .skip: break
    case .adopt:
      guard user.isActive || customer.isActive else {
        change.conflict = PlannedChange.Conflict(
          code: "user_inactive",
          message: "\(user.id) has this name and is inactive, so nothing can be issued to it; activate it first")
        return
      }
      if !user.isActive { change.actions.append(.activate) }
      change.actions.append(.adopt)
      // Its credentials are listed before the first is issued.
      change.requests += 1 + customer.credentialCount + (user.isActive == customer.isActive ? 0 : 1)
    }
  }

  /// Whoever is adopted is brought to the activity that the list asks for on the way.
  private func setActivity(of user: User, to isActive: Bool, _ change: inout PlannedChange) {
    guard user.isActive != isActive, change.conflict == nil,
      !change.actions.contains(.create), !change.actions.contains(.adopt)
    else { return }
    change.actions.append(isActive ? .activate : .deactivate)
    change.requests += 1
  }

  // MARK: - The name is not

  private func rename(
    _ user: User, to customer: Customer, candidates: [User], recorded: RecordedUser?, _ change: inout PlannedChange
  ) throws {
    if candidates.count > 1 {
      change.conflict = PlannedChange.Conflict(
        code: "several_users",
        message: "the credentials of \(candidates.map(\.id.rawValue).joined(separator: ", ")) carry this customer's key"
      )
    } else if let other = try list.key(ofCustomerNamed: user.name) {
      change.conflict = PlannedChange.Conflict(
        code: "name_exchanged",
        message: "this customer's user is \(user.id), whose name \(Report.shown(user.name)) is now that of customer "
          + other)
    } else {
      change.actions = [.rename]
      change.requests = 1
      let equal = try equalCredentials(of: user, to: customer)
      if equal < customer.credentialCount { try complete(customer, user, equal: equal, recorded: recorded, &change) }
      setActivity(of: user, to: customer.isActive, &change)
    }
  }
}
