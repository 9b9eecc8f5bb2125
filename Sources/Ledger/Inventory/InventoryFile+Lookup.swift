import NgrokAPI

/// Questions about single users, for whoever holds a list against the inventory.
extension InventoryFile {
  /// Makes the questions below fast, and forgets who was matched; to be called when all lists are complete.
  ///
  /// - Parameter keyMember: the member of credentials' metadata objects that holds a customer's key; `nil` if there is none.
  public func prepareForLookups(keyMember: String?) throws(LedgerError) {
    try database.execute(InventorySchema.indexes)
    try database.execute(
      """
      CREATE INDEX IF NOT EXISTS user_by_name ON user (name);
      DROP TABLE IF EXISTS temp.matched;
      CREATE TEMP TABLE matched (position INTEGER PRIMARY KEY);
      DROP TABLE IF EXISTS temp.owned_key;
      CREATE TEMP TABLE owned_key (key TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (key, owner)) WITHOUT ROWID;
      """)
    guard let keyMember else { return }
    // Only credentials that muster made say for certain whose they are; a mark is text in front of which a quote stands.
    let fill = try database.prepare(
      """
      INSERT OR IGNORE INTO temp.owned_key (key, owner)
      SELECT CAST(member.value AS TEXT), c.owner
      FROM credential c JOIN json_each(CASE WHEN json_valid(c.metadata) THEN c.metadata ELSE '{}' END) member
      WHERE c.owner IS NOT NULL AND instr(c.metadata, '"muster":"') > 0
        AND member.key = ? AND member.type IN ('text', 'integer', 'real')
      """)
    defer { fill.finalize() }
    fill.bind(1, keyMember)
    try fill.run()
    try database.execute("CREATE INDEX temp.owned_key_by_owner ON owned_key (owner)")
  }

  /// The users of this name (equal bytes): more than one only if one was renamed while the list was read.
  public func users(named name: String) throws(LedgerError) -> [User] {
    try users(
      where: try database.statement(
        "SELECT id, name, is_active, created_at, others FROM user WHERE name = ? ORDER BY position"), name)
  }

  public func user(_ id: UserID) throws(LedgerError) -> User? {
    try users(
      where: try database.statement("SELECT id, name, is_active, created_at, others FROM user WHERE id = ?"),
      id.rawValue
    ).first
  }

  /// The listed users whose credentials carry this customer key.
  public func owners(ofKey key: String) throws(LedgerError) -> [User] {
    try users(
      where: try database.statement(
        """
        SELECT u.id, u.name, u.is_active, u.created_at, u.others
        FROM temp.owned_key k JOIN user u ON u.id = k.owner WHERE k.key = ? ORDER BY u.position
        """), key)
  }

  /// The customer keys that a user's credentials carry.
  public func keys(ofOwner id: UserID) throws(LedgerError) -> [String] {
    let statement = try database.statement("SELECT key FROM temp.owned_key WHERE owner = ? ORDER BY key")
    statement.bind(1, id.rawValue)
    var keys: [String] = []
    while try statement.step() { keys.append(statement.text(0)) }
    return keys
  }

  /// A user's credentials of one kind.
  public func credentials(_ kind: CredentialKind, of owner: UserID) throws(LedgerError) -> [InventoryCredential] {
    let statement = try database.statement(
      """
      SELECT id, description, metadata, acl, public_key, created_at, others FROM credential
      WHERE owner = ? AND kind = ? ORDER BY position
      """)
    statement.bind(1, owner.rawValue)
    statement.bind(2, kind.number)
    var found: [InventoryCredential] = []
    while try statement.step() {
      found.append(
        InventoryCredential(
          kind: kind, id: CredentialID(statement.text(0)), description: statement.text(1),
          metadata: statement.text(2), acl: statement.text(3), publicKey: statement.text(4),
          createdAt: statement.text(5), otherMembers: statement.text(6)))
    }
    return found
  }

  private func users(where statement: Statement, _ value: String) throws(LedgerError) -> [User] {
    statement.bind(1, value)
    var found: [User] = []
    while try statement.step() { found.append(user(in: statement)) }
    return found
  }

  private func user(in statement: Statement) -> User {
    User(
      id: UserID(statement.text(0)), name: statement.text(1), isActive: statement.flag(2),
      createdAt: statement.text(3), otherMembers: statement.text(4))
  }
}

extension InventoryFile {
  public func userCount() throws(LedgerError) -> Int { try database.integer("SELECT count(*) FROM user") ?? 0 }

  /// Notes that somebody on the list means this user.
  public func noteMatch(_ id: UserID) throws(LedgerError) {
    let statement = try database.statement(
      "INSERT OR IGNORE INTO temp.matched (position) SELECT position FROM user WHERE id = ?")
    statement.bind(1, id.rawValue)
    try statement.run()
  }

  /// Hands over the users whom nobody on the list means, newest first.
  public func forEachUnmatchedUser(_ body: (User) throws -> Void) throws {
    let statement = try database.statement(
      """
      SELECT id, name, is_active, created_at, others FROM user
      WHERE position NOT IN (SELECT position FROM temp.matched) ORDER BY position
      """)
    defer { statement.reset() }
    while try statement.step() { try body(user(in: statement)) }
  }
}
