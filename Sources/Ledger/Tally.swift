import Engine

/// How many customers of the current list stand where: the conservation law.
public struct Tally: Sendable, Equatable {
  /// Records that were read from the list.
  public var read = 0
  /// Customers that are done, by what was done.
  public var done: [Verb: Int] = [:]
  /// All other states.
  public var others: [CustomerState: Int] = [:]

  public init() {}

  public subscript(state: CustomerState) -> Int {
    state == .done ? done.values.reduce(0, +) : others[state, default: 0]
  }

  public subscript(verb: Verb) -> Int { done[verb, default: 0] }

  /// Whether `read = filtered + done + unchanged + skipped + rejected + failed + unknown + pending`.
  public var isBalanced: Bool { read == CustomerState.allCases.reduce(0) { $0 + self[$1] } }

  /// Customers for whom nothing is left to do.
  public var finished: Int { read - self[.pending] - self[.filtered] - self[.rejected] }
}

extension RunLedger {
  /// Counts the customers of the current list; takes some 50 ms a million.
  public func tally() throws(LedgerError) -> Tally {
    var tally = Tally()
    let customers = try database.statement(
      "SELECT state, verb, count(*) FROM customer WHERE is_listed = 1 GROUP BY state, verb")
    while try customers.step() {
      guard let state = CustomerState(rawValue: customers.integer(0)) else { throw unknownWord("customer.state") }
      if state == .done {
        guard let verb = Verb(rawValue: customers.integer(1)) else { throw unknownWord("customer.verb") }
        tally.done[verb, default: 0] += customers.integer(2)
      } else {
        tally.others[state, default: 0] += customers.integer(2)
      }
    }
    tally.read = try database.integer("SELECT read_count FROM job") ?? 0
    let filtered = try database.integer("SELECT filtered_count FROM job") ?? 0
    if filtered > 0 { tally.others[.filtered, default: 0] += filtered }
    let rejected = try database.integer("SELECT count(*) FROM rejection") ?? 0
    if rejected > 0 { tally.others[.rejected, default: 0] += rejected }
    return tally
  }

  /// What the pending customers are to have in all, including what they have already; looks at each of them.
  public func pendingDemand() throws(LedgerError) -> Demand {
    let statement = try database.prepare(
      """
      SELECT ifnull(sum(key_count), 0), ifnull(sum(authtoken_count), 0), ifnull(sum(public_key <> ''), 0),
        ifnull(sum(\(Schema.replacingCount(of: "customer"))), 0), ifnull(sum(is_active = 0), 0)
      FROM customer WHERE is_listed = 1 AND state = 0 AND verb IS NULL
      """)
    defer { statement.finalize() }
    guard try statement.step() else { return Demand() }
    return Demand(
      apiKeys: statement.integer(0), authtokens: statement.integer(1), sshCredentials: statement.integer(2),
      carried: statement.integer(3), deactivations: statement.integer(4))
  }
}
