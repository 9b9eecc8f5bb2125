import Engine
import NgrokAPI

/// Customers or rows that ended for the same reason.
public struct ReasonGroup: Sendable, Equatable {
  public var state: CustomerState
  public var code: String
  public var count: Int
  /// The first one in the list, as an example.
  public var exampleKey: String
  public var exampleMessage: String
  public var exampleSource: SourcePosition
}

/// A customer who was in the list, and is no more.
public struct GoneCustomer: Sendable, Equatable {
  public var key: String
  public var name: String
}

/// How much a ledger holds, for reports and checks.
public struct LedgerCounts: Sendable, Equatable {
  public var attempts: Int
  public var users: Int
  /// The credentials that were issued.
  public var credentialsByKind: [CredentialKind: Int]
  public var removals: Int
  public var baselineUsers: Int

  public var credentials: Int { credentialsByKind.values.reduce(0, +) }
}

extension RunLedger {
  /// Why customers failed or are unknown, and why rows were rejected; the most frequent reason of a state first.
  public func reasons() throws(LedgerError) -> [ReasonGroup] {
    let statement = try database.statement(
      """
      SELECT state, code, count(*) AS size, key, message, min(record), line FROM customer
      WHERE is_listed = 1 AND state IN (5, 6) GROUP BY state, code
      UNION ALL
      SELECT 4, code, count(*), key, message, min(record), line FROM rejection GROUP BY code
      ORDER BY 1, 3 DESC, 2
      """)
    var groups: [ReasonGroup] = []
    while try statement.step() {
      guard let state = CustomerState(rawValue: statement.integer(0)) else { throw unknownWord("customer.state") }
      groups.append(
        ReasonGroup(
          state: state, code: statement.text(1), count: statement.integer(2), exampleKey: statement.text(3),
          exampleMessage: statement.text(4),
          exampleSource: SourcePosition(record: statement.integer(5), line: statement.integer(6))))
    }
    return groups
  }

  /// Customers who are in the list no more while something is in doubt of them: a user or a credential of theirs may be in
  /// the account without being in the ledger. Nobody settles that as long as they are not in the list.
  public func doubtsOfGoneCustomers(limit: Int = 1000) throws(LedgerError) -> [GoneCustomer] {
    let statement = try database.statement(
      """
      SELECT c.key, c.name FROM customer c
      WHERE c.is_listed = 0 AND EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.state IN (0, 4))
      ORDER BY c.id LIMIT ?
      """)
    statement.bind(1, limit)
    defer { statement.reset() }
    var found: [GoneCustomer] = []
    while try statement.step() { found.append(GoneCustomer(key: statement.text(0), name: statement.text(1))) }
    return found
  }

  /// Whether any credential with a token is recorded.
  public func hasTokens() throws(LedgerError) -> Bool {
    try database.integer("SELECT 1 FROM credential WHERE token <> '' LIMIT 1") != nil
  }

  /// Counts what was recorded; takes time in proportion to it.
  public func counts() throws(LedgerError) -> LedgerCounts {
    LedgerCounts(
      attempts: try database.integer("SELECT count(*) FROM attempt") ?? 0,
      users: try database.integer("SELECT count(*) FROM user") ?? 0,
      credentialsByKind: try credentialsByKind(),
      removals: try database.integer("SELECT count(*) FROM removal") ?? 0,
      baselineUsers: try database.integer("SELECT count(*) FROM baseline_user") ?? 0)
  }

  private func credentialsByKind() throws(LedgerError) -> [CredentialKind: Int] {
    let statement = try database.statement("SELECT kind, count(*) FROM credential GROUP BY kind")
    var counts: [CredentialKind: Int] = [:]
    while try statement.step() {
      guard let kind = CredentialKind(rawValue: statement.text(0)) else { throw unknownWord("credential.kind") }
      counts[kind] = statement.integer(1)
    }
    return counts
  }
}
