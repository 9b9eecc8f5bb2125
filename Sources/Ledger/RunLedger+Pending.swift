import Engine
import NgrokAPI

extension RunLedger {
  /// The next customers of the current list that are pending, in order of id, with all that is known of them.
  ///
  /// - Parameter cursor: only customers behind this one; `nil` begins at the first.
  public func pending(after cursor: CustomerID?, limit: Int) throws(LedgerError) -> [PendingCustomer] {
    var found = try pendingCustomers(after: cursor, limit: limit)
    try addReplacements(to: &found)
    try addTargets(to: &found)
    guard let first = found.first?.customer.id, let begun = try lastBegun(), first <= begun else { return found }
    try addUsers(to: &found)
    try addIssuedSteps(to: &found)
    try addAttempts(to: &found)
    return found
  }

  /// A fresh customer is one row of the table and one look into the baseline. A user that is another customer's already,
  /// having been renamed since, is not meant; of two users that bore one name while they were listed, one has been renamed
  /// meanwhile, and the account itself says who has the name when it is asked for.
  static let pendingQuery: StaticString =
    """
    SELECT c.id, c.key, c.name, c.description, c.metadata, c.is_active, c.key_count, c.user_id,
      b.id, b.is_active, b.created_at, b.name, c.keeps_user, c.replaces, NULL, c.authtoken_count, c.acl, c.public_key
    FROM customer c LEFT JOIN baseline_user b ON b.id =
      (SELECT min(n.id) FROM baseline_user n WHERE n.name = c.name
        AND NOT EXISTS (SELECT 1 FROM user u WHERE u.id = n.id AND u.customer <> c.id) HAVING count(*) = 1)
    WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id > ?1
    ORDER BY c.id LIMIT ?2
    """

  /// The same where the list says which users it is about: by the id, else by the name. Of two users that bore one name
  /// while they were listed nobody can tell which one is meant, and a user that is another customer's already, having
  /// been renamed since, is not meant.
  static let pendingNamedQuery: StaticString =
    """
    SELECT c.id, c.key, c.name, c.description, c.metadata, c.is_active, c.key_count, c.user_id,
      b.id, b.is_active, b.created_at, b.name, c.keeps_user, c.replaces,
      CASE WHEN c.not_before > CAST(strftime('%s', 'now') AS INTEGER)
        THEN strftime('%Y-%m-%d %H:%M UTC', c.not_before, 'unixepoch') END,
      c.authtoken_count, c.acl, c.public_key
    FROM customer c LEFT JOIN baseline_user b ON b.id = CASE WHEN c.user_id <> '' THEN c.user_id ELSE
      (SELECT min(n.id) FROM baseline_user n WHERE n.name = c.name AND c.name <> ''
        AND NOT EXISTS (SELECT 1 FROM user u WHERE u.id = n.id AND u.customer <> c.id) HAVING count(*) = 1) END
      AND NOT EXISTS (SELECT 1 FROM user u WHERE u.id = b.id AND u.customer <> c.id)
    WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id > ?1
    ORDER BY c.id LIMIT ?2
    """

  private func pendingCustomers(after cursor: CustomerID?, limit: Int) throws(LedgerError) -> [PendingCustomer] {
    let statement = try database.statement(header.operation == .import ? Self.pendingQuery : Self.pendingNamedQuery)
    statement.bind(1, cursor?.rawValue ?? -1)
    statement.bind(2, limit)
    var found: [PendingCustomer] = []
    found.reserveCapacity(min(limit, 4096))
    while try statement.step() {
      let id = CustomerID(statement.integer64(0))
      let customer = Customer(
        id: id, key: statement.text(1), name: statement.text(2), description: statement.text(3),
        metadata: statement.text(4), isActive: statement.flag(5), keyCount: statement.integer(6),
        authtokenCount: statement.integer(15), acl: statement.rules(16), publicKey: statement.text(17),
        userID: statement.textUnlessEmpty(7).map { UserID($0) }, keepsUser: statement.flag(12))
      var listedUser: User?
      if let userID = statement.optionalText(8) {
        listedUser = User(
          id: UserID(userID), name: statement.text(11), isActive: statement.flag(9), createdAt: statement.text(10))
      }
      var pending = PendingCustomer(customer: customer, listedUser: listedUser)
      pending.replacements = replacements(of: id, written: statement.text(13))
      pending.graceEnd = statement.optionalText(14)
      found.append(pending)
    }
    return found
  }

  /// The last customer for whom anything was ever tried or found: behind it all are fresh, and the three questions
  /// below need not be asked.
  private func lastBegun() throws(LedgerError) -> CustomerID? {
    let statement = try database.statement(
      """
      SELECT max(ifnull((SELECT max(customer) FROM attempt), -1), ifnull((SELECT max(customer) FROM user), -1),
        ifnull((SELECT max(customer) FROM credential), -1))
      """)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return CustomerID(statement.integer64(0))
  }

  private func addUsers(to found: inout [PendingCustomer]) throws(LedgerError) {
    let statement = try database.statement(
      """
      SELECT c.id, u.id, u.origin, u.created_at, EXISTS (SELECT 1 FROM owner o WHERE o.user = u.id), u.name,
        u.was_active
      FROM customer c CROSS JOIN user u ON u.customer = c.id
      WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id BETWEEN ?1 AND ?2
      ORDER BY c.id
      """)
    try forEachRow(of: statement, about: &found) { customer, statement throws(LedgerError) in
      guard let origin = KnownUser.Origin(rawValue: statement.integer(2)) else { throw unknownWord("user.origin") }
      customer.user = KnownUser(
        id: UserID(statement.text(1)), origin: origin, createdAt: statement.text(3), name: statement.text(5),
        wasActive: statement.flag(6))
      customer.hasOwnerBaseline = statement.flag(4)
    }
  }

  private func addIssuedSteps(to found: inout [PendingCustomer]) throws(LedgerError) {
    let statement = try database.statement(
      """
      SELECT c.id, k.step FROM customer c CROSS JOIN credential k ON k.customer = c.id
      WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id BETWEEN ?1 AND ?2
      ORDER BY c.id, k.step
      """)
    try forEachRow(of: statement, about: &found) { customer, statement throws(LedgerError) in
      customer.issuedSteps.append(StepNumber(rawValue: statement.integer(1)))
    }
  }

  private func addAttempts(to found: inout [PendingCustomer]) throws(LedgerError) {
    let statement = try database.statement(
      """
      SELECT c.id, a.step, a.number, a.state, a.anchor, a.operation_id
      FROM customer c CROSS JOIN attempt a ON a.customer = c.id
      WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id BETWEEN ?1 AND ?2
      ORDER BY c.id, a.step, a.number
      """)
    try forEachRow(of: statement, about: &found) { customer, statement throws(LedgerError) in
      guard let state = Attempt.State(rawValue: statement.integer(3)) else { throw unknownWord("attempt.state") }
      customer.attempts.append(
        Attempt(
          customer: customer.customer.id, step: StepNumber(rawValue: statement.integer(1)),
          number: statement.integer(2), state: state, anchor: statement.optionalText(4).map { UserID($0) },
          operationID: statement.text(5)))
    }
  }

  /// Walks rows that begin with a customer's id beside the customers, both being in order of id.
  func forEachRow(
    of statement: Statement, about found: inout [PendingCustomer],
    _ body: (inout PendingCustomer, Statement) throws(LedgerError) -> Void
  ) throws(LedgerError) {
    guard let first = found.first, let last = found.last else { return }
    statement.bind(1, first.customer.id.rawValue)
    statement.bind(2, last.customer.id.rawValue)
    defer { statement.reset() }
    var index = 0
    while try statement.step() {
      let id = CustomerID(statement.integer64(0))
      while index < found.count, found[index].customer.id < id { index += 1 }
      guard index < found.count else { return }
      if found[index].customer.id == id { try body(&found[index], statement) }
    }
  }

  func unknownWord(_ column: String) -> LedgerError {
    .damaged(at: path, reason: "\(column) holds a value that has no meaning")
  }
}
