import NgrokAPI

extension InventoryFile {
  /// Hands over everything, one entry at a time; memory does not grow with the inventory.
  ///
  /// Without sort keys users come as the account lists them, newest first, each followed by its credentials: API keys,
  /// authtokens, SSH credentials, the newest first. Credentials whose owner is not among the users come last, by owner.
  /// With keys of owners only, an owner's credentials stay together.
  ///
  /// - Parameter sorting: the first key decides; texts are compared by their bytes, and what has no value comes last.
  public func forEachEntry(
    sortedBy sorting: [InventorySort] = [], _ body: (InventoryEntry) throws -> Void
  ) throws {
    try database.execute(InventorySchema.indexes)
    if sorting.isEmpty {
      try forEachRow(of: Self.usersInOrder, body)
      try forEachRow(of: Self.strays, body)
    } else {
      try sort(by: sorting)
      defer { try? database.execute("DROP TABLE IF EXISTS temp.sorted") }
      try forEachRow(of: Self.entriesAsSorted, body)
    }
  }

  private static let columns = """
    u.id, u.name, u.is_active, u.created_at, u.others,
    c.kind, c.id, c.owner, c.description, c.metadata, c.acl, c.public_key, c.created_at, c.others
    """

  private static let usersInOrder = """
    SELECT \(columns) FROM user u LEFT JOIN credential c INDEXED BY credential_by_owner ON c.owner = u.id
    ORDER BY u.position, c.kind, c.position
    """

  private static let isStray = "NOT EXISTS (SELECT 1 FROM user u WHERE u.id = c.owner)"

  private static let strays = """
    SELECT NULL, NULL, NULL, NULL, NULL,
      c.kind, c.id, c.owner, c.description, c.metadata, c.acl, c.public_key, c.created_at, c.others
    FROM credential c INDEXED BY credential_by_owner WHERE \(isStray)
    ORDER BY c.owner, c.kind, c.position
    """

  private static let entriesAsSorted = """
    SELECT \(columns) FROM temp.sorted s
    LEFT JOIN user u ON u.position = s.user LEFT JOIN credential c ON c.position = s.credential
    ORDER BY s.place
    """

  /// Writes down the order alone, so that sorting does not carry the rows along.
  private func sort(by sorting: [InventorySort]) throws(LedgerError) {
    let keys = sorting.map { "\($0.key.expression) \($0.isDescending ? "DESC" : "ASC") NULLS LAST" }
    try database.execute(
      """
      DROP TABLE IF EXISTS temp.sorted;
      CREATE TEMP TABLE sorted (place INTEGER PRIMARY KEY, user INTEGER, credential INTEGER);
      INSERT INTO temp.sorted (user, credential)
      SELECT u.position, c.position
      FROM (
        SELECT u.position AS user, c.position AS credential FROM user u LEFT JOIN credential c ON c.owner = u.id
        UNION ALL SELECT NULL, c.position FROM credential c WHERE \(Self.isStray)
      ) e LEFT JOIN user u ON u.position = e.user LEFT JOIN credential c ON c.position = e.credential
      ORDER BY \(keys.joined(separator: ", ")), u.position IS NULL, u.position, c.owner, c.kind, c.position;
      """)
  }

  private func forEachRow(of sql: String, _ body: (InventoryEntry) throws -> Void) throws {
    let statement = try database.prepare(sql)
    defer { statement.finalize() }
    while try statement.step() { try body(try entry(of: statement)) }
  }

  private func entry(of statement: Statement) throws(LedgerError) -> InventoryEntry {
    var entry = InventoryEntry()
    if let id = statement.optionalText(0) {
      entry.user = User(
        id: UserID(id), name: statement.text(1), isActive: statement.flag(2), createdAt: statement.text(3),
        otherMembers: statement.text(4))
      entry.ownerID = UserID(id)
    }
    guard !statement.isNull(5) else { return entry }
    guard let kind = CredentialKind(number: statement.integer(5)) else {
      throw LedgerError.damaged(at: path, reason: "credential.kind holds a value that has no meaning")
    }
    if entry.ownerID == nil { entry.ownerID = statement.optionalText(7).map { UserID($0) } }
    entry.credential = InventoryCredential(
      kind: kind, id: CredentialID(statement.text(6)), description: statement.text(8), metadata: statement.text(9),
      acl: statement.text(10), publicKey: statement.text(11), createdAt: statement.text(12),
      otherMembers: statement.text(13))
    return entry
  }
}
