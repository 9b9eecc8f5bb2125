import Engine
import NgrokAPI

extension InventoryFile {
  /// Takes pages of lists in, all of them or none. A page that is in already is passed over, so that a batch whose commit
  /// is in doubt can be committed once more.
  public func commit(_ changes: [Change]) throws(LedgerError) {
    guard !changes.isEmpty else { return }
    try database.transaction { () throws(LedgerError) in
      for change in changes {
        switch change {
        case .listed(let page): try take(page)
        case .listRestarted(let list): try forget(list)
        case .ownerBaseline, .replacement, .attempt, .removal, .user, .credential, .outcome:
          throw LedgerError(.contradiction, "\(path): an inventory takes pages of lists and nothing else.")
        }
      }
    }
  }

  private func take(_ page: ListedPage) throws(LedgerError) {
    guard try advance(page) else { return }
    switch page.items {
    case .users(let users): try insert(users)
    case .credentials(_, let credentials): try insert(credentials)
    }
  }

  /// - Returns: whether the list stood where the page begins.
  private func advance(_ page: ListedPage) throws(LedgerError) -> Bool {
    let list = page.items.list.name
    if page.target == nil {
      let begin = try database.statement("INSERT INTO list (name) VALUES (?) ON CONFLICT DO NOTHING")
      begin.bind(1, list)
      try begin.run()
    }
    let statement = try database.statement(
      """
      UPDATE list SET next = ?3, is_complete = ?3 IS NULL WHERE name = ?1 AND next IS ?2 AND is_complete = 0
      """)
    statement.bind(1, list)
    statement.bind(2, page.target)
    statement.bind(3, page.next)
    try statement.run()
    return database.changedRows == 1
  }

  private func insert(_ users: [User]) throws(LedgerError) {
    let statement = try database.statement(
      "INSERT INTO user (id, name, is_active, created_at, others) VALUES (?, ?, ?, ?, ?)")
    for user in users {
      statement.bind(1, user.id.rawValue)
      statement.bind(2, user.name)
      statement.bind(3, user.isActive)
      statement.bind(4, user.createdAt)
      statement.bind(5, user.otherMembers)
      try statement.run()
    }
  }

  private func insert(_ credentials: [Credential]) throws(LedgerError) {
    let statement = try database.statement(
      """
      INSERT INTO credential (kind, id, owner, description, metadata, acl, public_key, created_at, others)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for credential in credentials {
      statement.bind(1, credential.kind.number)
      statement.bind(2, credential.id.rawValue)
      statement.bind(3, credential.ownerID?.rawValue)
      statement.bind(4, credential.description)
      statement.bind(5, credential.metadata)
      statement.bind(6, credential.aclText)
      statement.bind(7, credential.publicKey)
      statement.bind(8, credential.createdAt)
      statement.bind(9, credential.otherMembers)
      try statement.run()
    }
  }

  private func forget(_ list: AccountList) throws(LedgerError) {
    switch list {
    case .users: try database.statement("DELETE FROM user").run()
    case .credentials(let kind):
      let statement = try database.statement("DELETE FROM credential WHERE kind = ?")
      statement.bind(1, kind.number)
      try statement.run()
    }
    let statement = try database.statement("DELETE FROM list WHERE name = ?")
    statement.bind(1, list.name)
    try statement.run()
  }
}
