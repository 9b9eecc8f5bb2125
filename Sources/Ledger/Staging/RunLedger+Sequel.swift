import Engine
import NgrokAPI

/// What a job that follows from another one has to do for one of its customers.
public struct SequelItem: Sendable, Equatable {
  public var customer: Customer
  /// The credentials that are to be deleted, or, where the user goes, that may go with it.
  public var targets: [CredentialTarget] = []
  /// When the earlier job was done with the customer, in seconds since 1970 by this machine's clock.
  public var endedAt = 0
  public var source: SourcePosition
  /// Why nothing is to be done for it; `nil` if something is.
  public var obstacle: RejectionReason?
}

extension RunLedger {
  /// The job that takes this one back; `nil` where that is not possible.
  public var undoOperation: JobKind? {
    guard header.kind != "undo" else { return nil }
    switch header.operation {
    case .import: return .withdraw
    case .activate: return .deactivate
    case .deactivate: return .activate
    case .rotate: return .retire
    case .delete, .withdraw, .retire: return nil
    }
  }

  /// Whether users of an earlier job tell that the account is the right one.
  public func hasEarlierWitnesses() throws(LedgerError) -> Bool {
    try database.integer("SELECT EXISTS (SELECT 1 FROM witness)") == 1
  }

  /// Whether requests were sent of which nobody knows what became.
  public func hasDoubts() throws(LedgerError) -> Bool {
    try database.integer("SELECT 1 FROM attempt WHERE state IN (0, 4) LIMIT 1") != nil
  }

  /// Makes customers pending again of whom something is in doubt, so that it can be settled.
  public func reopenDoubts() throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      try database.execute(
        """
        UPDATE customer SET state = 0, verb = NULL, code = '', message = '', operation_id = ''
        WHERE is_listed = 1 AND state <> 0
          AND EXISTS (SELECT 1 FROM attempt a WHERE a.customer = customer.id AND a.state IN (0, 4))
        """)
    }
  }

  /// Notes that another job takes this one back: nothing goes on with it from here on.
  public func close(undoneBy path: String) throws(LedgerError) {
    let statement = try database.statement("UPDATE job SET undone_by = ?")
    statement.bind(1, path)
    try statement.run()
  }

  /// Notes that another job deletes what this one has replaced: what it has made is not taken back any more.
  public func noteRetirement(by path: String) throws(LedgerError) {
    let statement = try database.statement("UPDATE job SET retired_by = ?")
    statement.bind(1, path)
    try statement.run()
  }

  /// Whether the job has put credentials in the places of others in the same account.
  public func hasReplacements() throws(LedgerError) -> Bool {
    try database.integer(
      """
      SELECT EXISTS (
        SELECT 1 FROM replacement r CROSS JOIN customer c ON c.id = r.customer WHERE c.carried_count = 0)
      """) == 1
  }

  /// Hands over what has taken the places of credentials that this job has deleted, with the customer's key and place.
  public func forEachSuccessor(_ body: (String, SourcePosition, CredentialID) throws -> Void) throws {
    let statement = try database.prepare(
      """
      SELECT c.key, c.record, c.line, t.successor FROM target_credential t CROSS JOIN customer c ON c.id = t.customer
      WHERE c.is_listed = 1 AND c.state = 1 AND t.successor IS NOT NULL
      """)
    defer { statement.finalize() }
    while try statement.step() {
      try body(
        statement.text(0), SourcePosition(record: statement.integer(1), line: statement.integer(2)),
        CredentialID(statement.text(3)))
    }
  }

  /// The checkpoint of the job that deletes what this one has replaced; `nil` if none does.
  public func retiredBy() throws(LedgerError) -> String? {
    let path = try database.text("SELECT retired_by FROM job") ?? ""
    return path.isEmpty ? nil : path
  }

  /// The checkpoint of the job that takes this one back; `nil` if none does.
  public func undoneBy() throws(LedgerError) -> String? {
    let path = try database.text("SELECT undone_by FROM job") ?? ""
    return path.isEmpty ? nil : path
  }

  /// Hands over what has to be done to take this job back, in the order of its list.
  ///
  /// - Parameter includesInferred: whether users are deleted, too, of which only circumstances tell that the job made them.
  public func forEachUndo(includesInferred: Bool, _ body: (SequelItem) throws -> Void) throws {
    switch header.operation {
    case .import: try forEachCreated(includesInferred, body)
    case .activate, .deactivate: try forEachChanged(body)
    case .rotate: try forEachIssued(body)
    case .delete, .withdraw, .retire: break
    }
  }

  private func forEachCreated(_ includesInferred: Bool, _ body: (SequelItem) throws -> Void) throws {
    try forEachItem(
      """
      SELECT c.id, c.key, c.name, u.id, u.origin, c.record, c.line, c.ended_at,
        EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.state IN (0, 4)),
        u.was_active = 1 AND EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.step = -1 AND a.state = 1)
      FROM customer c LEFT JOIN user u ON u.customer = c.id
      WHERE u.id IS NOT NULL OR EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.state IN (0, 4))
      ORDER BY c.id
      """
    ) { item, statement in
      var item = item
      item.targets = try issuedCredentials(of: CustomerID(statement.integer64(0)))
      let origin = statement.isNull(4) ? nil : KnownUser.Origin(rawValue: statement.integer(4))
      item.customer.keepsUser = origin == .adopted
      // A user from before that the run has made inactive is to be active again.
      item.customer.isActive = !item.customer.keepsUser || statement.flag(9)
      if statement.flag(8) {
        item.obstacle = RejectionReason(
          code: "in-doubt",
          message: "it is not known what became of requests for this customer; settle that first with muster resume")
      } else if origin == .inferred, !includesInferred {
        item.obstacle = RejectionReason(
          code: "user-inferred",
          message:
            "\(item.customer.userID?.rawValue ?? "") was found by its name after an unanswered request, so it is "
            + "most likely the run's, but not certainly; --force deletes it as well")
      }
      // A user from before to which nothing was done is none of this job's work.
      if item.customer.keepsUser, item.targets.isEmpty, !item.customer.isActive, item.obstacle == nil { return }
      try body(item)
    }
  }

  private func forEachChanged(_ body: (SequelItem) throws -> Void) throws {
    let wasActive = header.operation == .deactivate
    try forEachItem(
      """
      SELECT c.id, c.key, ifnull(nullif(c.name, ''), u.name), u.id, u.origin, c.record, c.line, c.ended_at,
        EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.state IN (0, 4)), u.was_active
      FROM customer c CROSS JOIN user u ON u.customer = c.id
      WHERE EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.state IN (0, 1, 4)) ORDER BY c.id
      """
    ) { item, statement in
      guard statement.flag(9) == wasActive else { return }
      var item = item
      if statement.flag(8) {
        item.obstacle = RejectionReason(
          code: "in-doubt",
          message: "it is not known what became of a request for this user; settle that first with muster resume")
      }
      try body(item)
    }
  }

  private func forEachIssued(_ body: (SequelItem) throws -> Void) throws {
    try forEachItem(
      """
      SELECT c.id, c.key, ifnull(nullif(c.name, ''), u.name), u.id, u.origin, c.record, c.line, c.ended_at,
        EXISTS (SELECT 1 FROM attempt a WHERE a.customer = c.id AND a.state IN (0, 4))
      FROM customer c CROSS JOIN user u ON u.customer = c.id ORDER BY c.id
      """
    ) { item, statement in
      var item = item
      item.targets = try issuedCredentials(of: CustomerID(statement.integer64(0)))
      if statement.flag(8) {
        item.obstacle = RejectionReason(
          code: "in-doubt",
          message: "it is not known what became of requests for this user; settle that first with muster resume")
      }
      if !item.targets.isEmpty || item.obstacle != nil { try body(item) }
    }
  }

  /// Hands over the credentials whose places others have taken, by customer: those of customers only for whom all of the
  /// new ones were issued. What was carried over from another account is not in this one.
  public func forEachReplaced(_ body: (SequelItem) throws -> Void) throws {
    let awaited = try replacedByUnfinished()
    try forEachItem(
      """
      SELECT c.id, c.key, ifnull(nullif(c.name, ''), ifnull(u.name, '')), u.id, u.origin, c.record, c.line, c.ended_at,
        c.state
      FROM customer c LEFT JOIN user u ON u.customer = c.id
      WHERE c.carried_count = 0 AND EXISTS (SELECT 1 FROM replacement r WHERE r.customer = c.id) ORDER BY c.id
      """
    ) { item, statement in
      var item = item
      let pairs = try database.statement(
        """
        SELECT r.id, r.kind, k.id FROM replacement r
        LEFT JOIN credential k ON k.customer = r.customer AND k.step = r.step WHERE r.customer = ? ORDER BY r.step
        """)
      pairs.bind(1, statement.integer64(0))
      var areAllIssued = CustomerState(rawValue: statement.integer(8)) == .done
      while try pairs.step() {
        guard let kind = CredentialKind(rawValue: pairs.text(1)) else { throw unknownWord("replacement.kind") }
        let successor = pairs.optionalText(2).map { CredentialID($0) }
        if successor == nil || awaited.contains(pairs.text(0)) { areAllIssued = false }
        item.targets.append(CredentialTarget(kind, CredentialID(pairs.text(0)), successor: successor))
      }
      if !areAllIssued {
        item.obstacle = RejectionReason(
          code: "not-replaced",
          message: "not all of the new credentials of this customer, or of others who share an old one, were issued, "
            + "so the old ones stay; muster resume --retry-failed issues the rest")
      }
      try body(item)
    }
  }

  /// Credentials whose places those of customers are to take with whom the job is not done: several may share one.
  private func replacedByUnfinished() throws(LedgerError) -> Set<String> {
    let statement = try database.statement("SELECT replaces FROM customer WHERE replaces <> '' AND state NOT IN (1, 2)")
    var found: Set<String> = []
    while try statement.step() { found.formUnion(statement.text(0).split(separator: " ").map(String.init)) }
    return found
  }

  /// Walks rows of: id, key, name, user id, origin, record, line, end; and what a query has behind them.
  private func forEachItem(_ query: String, _ body: (SequelItem, Statement) throws -> Void) throws {
    let statement = try database.prepare(query)
    defer { statement.finalize() }
    while try statement.step() {
      let item = SequelItem(
        customer: Customer(
          id: CustomerID(statement.integer64(0)), key: statement.text(1), name: statement.text(2), keyCount: 0,
          userID: statement.textUnlessEmpty(3).map { UserID($0) }),
        endedAt: statement.integer(7),
        source: SourcePosition(record: statement.integer(5), line: statement.integer(6)))
      try body(item, statement)
    }
  }

  private func issuedCredentials(of customer: CustomerID) throws(LedgerError) -> [CredentialTarget] {
    let statement = try database.statement("SELECT kind, id FROM credential WHERE customer = ? ORDER BY step")
    statement.bind(1, customer.rawValue)
    var found: [CredentialTarget] = []
    while try statement.step() {
      guard let kind = CredentialKind(rawValue: statement.text(0)) else { throw unknownWord("credential.kind") }
      found.append(CredentialTarget(kind, CredentialID(statement.text(1))))
    }
    return found
  }
}
