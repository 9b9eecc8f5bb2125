import Engine
import NgrokAPI

extension RunLedger {
  /// Makes all changes durable in one transaction, or none of them.
  ///
  /// When it throws, nothing may be sent: the same batch is to be committed again. That is safe also if it had become
  /// durable after all, because a change states a whole fact. A change that contradicts what the ledger holds, such as
  /// another token in the place of one that is known, is refused with `ledger_contradiction`.
  public func commit(_ changes: [Change]) throws(LedgerError) {
    guard !changes.isEmpty else { return }
    try database.transaction { () throws(LedgerError) in
      for change in changes { try write(change) }
    }
  }

  /// As `commit`, but customer by customer, and without those whose changes contradict the ledger: nobody else's token is
  /// to be lost with theirs.
  ///
  /// - Returns: the changes that neither were committed nor contradict, because of other errors.
  public func commitWithoutContradictions(_ changes: [Change]) -> [Change] {
    var rest: [Change] = []
    for group in Dictionary(grouping: changes, by: \.customer).values {
      do throws(LedgerError) {
        try commit(group)
      } catch {
        if error.code != .contradiction { rest += group }
      }
    }
    return rest
  }

  func write(_ change: Change) throws(LedgerError) {
    switch change {
    case .attempt(let attempt): try write(attempt)
    case .outcome(let customer, let outcome): try write(outcome, of: customer)
    case .user(let customer, let user): try write(user, of: customer)
    case .credential(let credential): try write(credential)
    case .removal(let removal): try write(removal)
    case .listed(let page): try write(page)
    case .listRestarted: try forgetBaseline()
    case .ownerBaseline(let owner, let credentials): try write(ownerBaseline: credentials, of: owner)
    case .replacement(let replacement): try write(replacement)
    }
  }

  private func write(_ attempt: Attempt) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO attempt (customer, step, number, state, anchor, operation_id) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (customer, step, number) DO UPDATE
      SET state = excluded.state, anchor = excluded.anchor, operation_id = excluded.operation_id
      """)
    statement.bind(1, attempt.customer.rawValue)
    statement.bind(2, attempt.step.rawValue)
    statement.bind(3, attempt.number)
    statement.bind(4, attempt.state.rawValue)
    statement.bind(5, attempt.anchor?.rawValue)
    statement.bind(6, attempt.operationID)
    try statement.run()
  }

  private func write(_ outcome: Outcome, of customer: CustomerID) throws(LedgerError) {
    let statement = try database.statement(
      """
      UPDATE customer SET state = ?2, verb = ?3, code = ?4, message = ?5, operation_id = ?6,
        ended_at = CAST(strftime('%s', 'now') AS INTEGER) WHERE id = ?1
      """)
    statement.bind(1, customer.rawValue)
    statement.bind(2, outcome.state.rawValue)
    statement.bind(3, outcome.verb?.rawValue)
    statement.bind(4, outcome.code)
    statement.bind(5, outcome.message)
    statement.bind(6, outcome.operationID)
    try statement.run()
    if database.changedRows == 0 { throw contradiction("customer \(customer.rawValue) is not in it") }
  }

  private func write(_ user: KnownUser, of customer: CustomerID) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO user (customer, id, origin, created_at, name, was_active) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (customer) DO UPDATE SET origin = excluded.origin, created_at = excluded.created_at,
        name = excluded.name, was_active = excluded.was_active
      WHERE id = excluded.id
      """)
    statement.bind(1, customer.rawValue)
    statement.bind(2, user.id.rawValue)
    statement.bind(3, user.origin.rawValue)
    statement.bind(4, user.createdAt)
    statement.bind(5, user.name)
    statement.bind(6, user.wasActive)
    try statement.run()
    if database.changedRows == 0 { throw contradiction("customer \(customer.rawValue) has another user") }
  }

  /// A token exists nowhere else, so it is never overwritten by that of another credential.
  private func write(_ credential: IssuedCredential) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO credential (customer, step, id, token, created_at, kind) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (customer, step) DO UPDATE SET created_at = excluded.created_at
      WHERE id = excluded.id AND token = excluded.token
      """)
    statement.bind(1, credential.customer.rawValue)
    statement.bind(2, credential.step.rawValue)
    statement.bind(3, credential.id.rawValue)
    statement.bind(4, credential.token?.exposed ?? "")
    statement.bind(5, credential.createdAt)
    statement.bind(6, credential.kind.rawValue)
    try statement.run()
    if database.changedRows == 0 {
      throw contradiction(
        "step \(credential.step.rawValue) of customer \(credential.customer.rawValue) has another credential")
    }
  }

  private func write(_ removal: Removal) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO removal (credential, customer, step, is_done) VALUES (?, ?, ?, ?)
      ON CONFLICT (credential) DO UPDATE SET is_done = excluded.is_done
      """)
    statement.bind(1, removal.credential.rawValue)
    statement.bind(2, removal.customer.rawValue)
    statement.bind(3, removal.step.rawValue)
    statement.bind(4, removal.isDone)
    try statement.run()
  }

  private func write(_ page: ListedPage) throws(LedgerError) {
    guard case .users(let users) = page.items else {
      throw contradiction("a job lists the account's users, not \(page.items.list)")
    }
    let statement = try database.statement(
      """
      INSERT INTO baseline_user (id, name, is_active, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE
      SET name = excluded.name, is_active = excluded.is_active, created_at = excluded.created_at
      """)
    for user in users {
      statement.bind(1, user.id.rawValue)
      statement.bind(2, user.name)
      statement.bind(3, user.isActive)
      statement.bind(4, user.createdAt)
      try statement.run()
    }
    let cursor = try database.statement("UPDATE job SET baseline_next = ?1, is_baseline_complete = ?1 IS NULL")
    cursor.bind(1, page.next)
    try cursor.run()
  }

  private func write(ownerBaseline credentials: [Credential], of owner: UserID) throws(LedgerError) {
    let known = try database.statement("INSERT INTO owner (user) VALUES (?) ON CONFLICT DO NOTHING")
    known.bind(1, owner.rawValue)
    try known.run()
    // A later look replaces an earlier one.
    let earlier = try database.statement("DELETE FROM owner_credential WHERE owner = ?")
    earlier.bind(1, owner.rawValue)
    try earlier.run()
    for credential in credentials { try writeOwnerCredential(credential, of: owner) }
  }

  /// Notes a credential that is not this run's.
  func writeOwnerCredential(_ credential: Credential, of owner: UserID) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT OR REPLACE INTO owner_credential
        (id, owner, kind, description, metadata, acl, public_key, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, credential.id.rawValue)
    statement.bind(2, owner.rawValue)
    bindContent(of: credential, to: statement, from: 3)
    try statement.run()
  }

  private func write(_ replacement: Replacement) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT OR REPLACE INTO replacement
        (customer, step, id, owner, kind, description, metadata, acl, public_key, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, replacement.customer.rawValue)
    statement.bind(2, replacement.step.rawValue)
    statement.bind(3, replacement.old.id.rawValue)
    statement.bind(4, replacement.old.ownerID?.rawValue ?? "")
    bindContent(of: replacement.old, to: statement, from: 5)
    try statement.run()
  }

  /// Binds kind, description, metadata, rules, public key and time of creation, in this order.
  private func bindContent(of credential: Credential, to statement: Statement, from index: Int32) {
    statement.bind(index, credential.kind.rawValue)
    statement.bind(index + 1, credential.description)
    statement.bind(index + 2, credential.metadata)
    statement.bind(index + 3, credential.acl.joined(separator: "\n"))
    statement.bind(index + 4, credential.publicKey)
    statement.bind(index + 5, credential.createdAt)
  }

  private func contradiction(_ reason: String) -> LedgerError {
    LedgerError(
      .contradiction,
      "\(path): a change contradicts what the checkpoint holds: \(reason). Nothing of its batch was taken.")
  }
}
