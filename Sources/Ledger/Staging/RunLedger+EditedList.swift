extension RunLedger {
  /// Whether something is, or may be, in the account for a customer of the ledger: then its data is not changed.
  ///
  /// A customer whom the API refused for what was asked has nothing there: mending such rows is what most edits are for.
  private static func isBegun(_ customer: String) -> String {
    """
    (\(customer).state NOT IN (0, 3, 5)
      OR EXISTS (SELECT 1 FROM main.user WHERE customer = \(customer).id)
      OR EXISTS (SELECT 1 FROM main.credential WHERE customer = \(customer).id)
      OR EXISTS (SELECT 1 FROM main.attempt WHERE customer = \(customer).id AND state IN (0, 1, 4)))
    """
  }

  /// Whether the edited list asks for something else for customer `c` than before.
  private static let isChanged = """
    (c.name <> i.name OR c.description <> i.description OR c.metadata <> i.metadata
      OR c.is_active <> i.is_active OR c.key_count <> i.key_count OR c.user_id <> i.user_id
      OR c.replaces <> i.replaces OR c.carried <> i.carried OR c.authtoken_count <> i.authtoken_count
      OR c.acl <> i.acl OR c.public_key <> i.public_key)
    """

  /// Refuses an attached list that has no key in common with the ledger's.
  func refuseOtherList() throws(LedgerError) {
    let hasCustomers = try database.integer("SELECT 1 FROM main.customer LIMIT 1") != nil
    let hasCommonKey =
      try database.integer(
        "SELECT 1 FROM incoming.customer i CROSS JOIN main.customer c ON c.key = i.key LIMIT 1") != nil
    guard hasCustomers, !hasCommonKey else { return }
    throw LedgerError(
      .otherList,
      "\(path): no customer of this list is in the checkpoint, which was made from \(header.listPath). Choose another "
        + "checkpoint with --checkpoint.")
  }

  /// Compares the attached list with the ledger's.
  func differenceFromIncoming() throws(LedgerError) -> ListDifference {
    var difference = ListDifference()
    difference.common =
      try database.integer("SELECT count(*) FROM incoming.customer i CROSS JOIN main.customer c ON c.key = i.key") ?? 0
    difference.added = try group(
      """
      FROM incoming.customer i WHERE NOT EXISTS (SELECT 1 FROM main.customer c WHERE c.key = i.key)
      """, key: "i.key")
    let changed = "FROM incoming.customer i CROSS JOIN main.customer c ON c.key = i.key WHERE \(Self.isChanged)"
    difference.updated = try group("\(changed) AND NOT \(Self.isBegun("c"))", key: "i.key")
    difference.kept = try group("\(changed) AND \(Self.isBegun("c"))", key: "i.key")
    difference.gone = try group(
      """
      FROM main.customer c
      WHERE c.is_listed = 1 AND NOT EXISTS (SELECT 1 FROM incoming.customer i WHERE i.key = c.key)
      """, key: "c.key")
    return difference
  }

  /// Takes the attached list over, whole or not at all.
  func takeOverIncoming(_ review: StagingReview, listHeader: [UInt8]) throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      // Ids no longer follow the list from here on, so results need another way to its order.
      try database.execute("CREATE INDEX IF NOT EXISTS main.customer_by_record ON customer (record)")
      try database.execute(
        """
        UPDATE main.customer AS c SET is_listed = 0
        WHERE c.is_listed = 1 AND NOT EXISTS (SELECT 1 FROM incoming.customer i WHERE i.key = c.key)
        """)
      try database.execute(
        """
        UPDATE main.customer AS c
        SET name = i.name, description = i.description, metadata = i.metadata, is_active = i.is_active,
          key_count = i.key_count, user_id = i.user_id, replaces = i.replaces, not_before = i.not_before,
          carried = i.carried, carried_count = i.carried_count, authtoken_count = i.authtoken_count, acl = i.acl,
          public_key = i.public_key,
          state = 0, verb = NULL, code = '', message = '', operation_id = ''
        FROM incoming.customer i WHERE c.key = i.key AND \(Self.isChanged) AND NOT \(Self.isBegun("c"))
        """)
      try database.execute(
        """
        UPDATE main.customer AS c SET not_before = i.not_before
        FROM incoming.customer i WHERE c.key = i.key AND c.not_before <> i.not_before
        """)
      try database.execute(
        """
        UPDATE main.customer AS c SET record = i.record, line = i.line, row = i.row, is_listed = 1
        FROM incoming.customer i WHERE c.key = i.key
          AND (c.is_listed = 0 OR c.record <> i.record OR c.line <> i.line OR c.row <> i.row)
        """)
      try database.execute(
        """
        INSERT INTO main.customer
          (key, name, description, metadata, is_active, key_count, user_id, replaces, not_before, carried, carried_count,
            authtoken_count, acl, public_key, record, line, row)
        SELECT key, name, description, metadata, is_active, key_count, user_id, replaces, not_before, carried, carried_count,
          authtoken_count, acl, public_key, record, line, row
        FROM incoming.customer i WHERE NOT EXISTS (SELECT 1 FROM main.customer c WHERE c.key = i.key)
        ORDER BY i.id
        """)
      try database.execute(
        """
        INSERT INTO main.target_credential (customer, id, kind, successor)
        SELECT c.id, t.id, t.kind, t.successor FROM incoming.target_credential t
        CROSS JOIN incoming.customer i ON i.id = t.customer CROSS JOIN main.customer c ON c.key = i.key
        WHERE NOT EXISTS (SELECT 1 FROM main.target_credential m WHERE m.customer = c.id)
        """)
      try database.execute(
        """
        DELETE FROM main.replacement WHERE customer IN
          (SELECT id FROM main.customer c WHERE carried_count > 0 AND NOT \(Self.isBegun("c")))
        """)
      try unpackCarriedCredentials()
      try database.execute("DELETE FROM main.rejection")
      try database.execute("INSERT INTO main.rejection SELECT * FROM incoming.rejection")
      try write(review, listHeader: listHeader)
      try writeEditedHeader()
    }
    header = try database.readHeader()
  }

  private func writeEditedHeader() throws(LedgerError) {
    let statement = try database.statement(
      "UPDATE job SET is_edited = 1, list_path = ?, list_digest = ?, mapping = ?, options = ?")
    let edited = editedHeader ?? header
    statement.bind(1, edited.listPath)
    statement.bind(2, edited.listDigest)
    statement.bind(3, edited.mapping)
    statement.bind(4, edited.options)
    try statement.run()
  }

  /// Rejects rows of the attached list whose name belongs to another customer that keeps it, because its user is, or
  /// may be, in the account.
  func rejectTakenNames() throws(LedgerError) -> (rows: Int, credentials: Int) {
    try database.execute(
      """
      CREATE TEMP TABLE taken AS
        SELECT i.id AS id, c.key AS holder, \(Schema.credentialCount(of: "i")) AS credentials
        FROM incoming.customer i CROSS JOIN main.customer c ON c.name = i.name AND c.key <> i.key
        WHERE \(Self.isBegun("c")) AND NOT EXISTS
          (SELECT 1 FROM main.customer own WHERE own.key = i.key AND \(Self.isBegun("own")))
        GROUP BY i.id
      """)
    let rows = try database.integer("SELECT count(*) FROM temp.taken") ?? 0
    let credentials = try database.integer("SELECT ifnull(sum(credentials), 0) FROM temp.taken") ?? 0
    if rows > 0 {
      try database.execute(
        """
        INSERT INTO incoming.rejection (record, line, key, name, code, message, row)
        SELECT i.record, i.line, i.key, i.name, 'name-taken',
          'the name "' || i.name || '" of line ' || i.line || ' is that of customer "' || t.holder
            || '", for whom it was used before the list was edited; give it another name', i.row
        FROM temp.taken t CROSS JOIN incoming.customer i ON i.id = t.id;
        DELETE FROM incoming.customer WHERE id IN (SELECT id FROM temp.taken);
        """)
    }
    try database.execute("DROP TABLE temp.taken")
    return (rows, credentials)
  }

  private func group(_ source: String, key: String) throws(LedgerError) -> ListDifference.Group {
    var group = ListDifference.Group(count: try database.integer("SELECT count(*) \(source)") ?? 0)
    guard group.count > 0 else { return group }
    let order = key.hasPrefix("i.") ? "i.record" : "c.record"
    let statement = try database.prepare("SELECT \(key) \(source) ORDER BY \(order) LIMIT 5")
    defer { statement.finalize() }
    while try statement.step() { group.examples.append(statement.text(0)) }
    return group
  }
}
