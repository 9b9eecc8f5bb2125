extension Account {
  /// The live resource with this id.
  public func resource(_ id: AccountText) -> AccountResource? {
    AccountResourceKind(id: id).flatMap { tables[$0.rawValue][id] }
  }

  /// All live resources of a kind, newest first. O(n).
  public func resources(_ kind: AccountResourceKind) -> [AccountResource] {
    var found: [AccountResource] = []
    found.reserveCapacity(count(kind))
    tables[kind.rawValue].descend(before: nil) { resource in
      found.append(resource)
      return true
    }
    return found
  }

  public func count(_ kind: AccountResourceKind) -> Int { tables[kind.rawValue].count }

  /// The id of the bot or service user with this name, compared by bytes.
  public func userID(named name: AccountText) -> AccountText? { userNames[name] }

  /// The live credentials of an owner, oldest first.
  public func credentials(of ownerID: AccountText) -> [AccountResource] {
    (credentialIDs[ownerID] ?? []).compactMap(resource)
  }

  /// Carries a change out that is known to be allowed, and logs it.
  func apply(
    _ change: AccountMutation.Change, _ resource: AccountResource, at now: AccountTime, tag: UInt64,
    isCascade: Bool = false
  ) {
    perform(change, resource)
    log.append(
      AccountMutation(
        sequence: nextSequence, time: now, change: change, resource: resource, tag: tag, isCascade: isCascade))
    nextSequence += 1
    guard change == .deleted, resource.kind.isUser else { return }
    for credential in credentials(of: resource.id) {
      apply(.deleted, credential, at: now, tag: tag, isCascade: true)
    }
    credentialIDs[resource.id] = nil
  }

  /// The change alone, as it is also replayed from a journal.
  func perform(_ change: AccountMutation.Change, _ resource: AccountResource) {
    let table = resource.kind.rawValue
    if resource.kind.isUser, let before = tables[table][resource.id] { userNames[before.name] = nil }
    switch change {
    case .created:
      tables[table].insert(resource)
      if let ownerID = resource.ownerID { addCredential(resource.id, to: ownerID) }
    case .updated: tables[table].update(resource)
    case .deleted:
      tables[table].remove(resource.id)
      if let ownerID = resource.ownerID { credentialIDs[ownerID]?.removeAll { $0 == resource.id } }
    }
    if resource.kind.isUser, change != .deleted { userNames[resource.name] = resource.id }
    if resource.kind == .sshCredential { notePublicKey(of: resource, change) }
  }

  /// A credential's public key never changes, and one that is no key is in no account.
  private func notePublicKey(of resource: AccountResource, _ change: AccountMutation.Change) {
    guard let identity = try? PublicKey.identity(of: resource.publicKey) else { return }
    if change == .deleted { publicKeys.remove(identity) } else { publicKeys.insert(identity) }
  }

  /// Keeps an owner's ids sorted; a new one nearly always goes to the end.
  private func addCredential(_ id: AccountText, to ownerID: AccountText) {
    var ids = credentialIDs.removeValue(forKey: ownerID) ?? []
    var index = ids.count
    while index > 0, id < ids[index - 1] { index -= 1 }
    ids.insert(id, at: index)
    credentialIDs[ownerID] = ids
  }
}
