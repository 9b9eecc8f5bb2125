import Engine
import NgrokAPI

/// A user that a job has made or changed, as its ledger knows it.
public struct RecordedUser: Sendable, Equatable {
  /// The customer's key.
  public var key: String
  public var name: String
  public var id: UserID
  public var origin: KnownUser.Origin
  public var state: CustomerState
  public var verb: Verb?
  public var source: SourcePosition
  /// When the job was done with it, in seconds since 1970 by this machine's clock; `nil` if it is not.
  public var endedAt: Int?
}

extension RunLedger {
  /// Whether there is a ledger, rather than a list or anything else.
  public static func isLedger(at path: String) -> Bool {
    LedgerFile.head(of: path).map { FileHead($0) } == .ledger
  }

  /// Hands over the users of all customers of the current list that have one, in the order of the list.
  public func forEachUser(_ body: (RecordedUser) throws -> Void) throws {
    let statement = try database.statement(
      """
      SELECT c.key, ifnull(nullif(u.name, ''), c.name), u.id, u.origin, c.state, c.verb, c.record, c.line, c.ended_at
      FROM customer c CROSS JOIN user u ON u.customer = c.id WHERE c.is_listed = 1 ORDER BY c.record
      """)
    defer { statement.reset() }
    while try statement.step() { try body(recordedUser(in: statement)) }
  }

  /// The user of the customer with this key (equal bytes); `nil` if there is no such customer, or it has no user.
  public func user(ofKey key: String) throws(LedgerError) -> RecordedUser? {
    let statement = try database.statement(
      """
      SELECT c.key, ifnull(nullif(u.name, ''), c.name), u.id, u.origin, c.state, c.verb, c.record, c.line, c.ended_at
      FROM customer c CROSS JOIN user u ON u.customer = c.id WHERE c.key = ?
      """)
    statement.bind(1, key)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try recordedUser(in: statement)
  }

  /// The same by the user's id.
  public func user(_ id: UserID) throws(LedgerError) -> RecordedUser? {
    let statement = try database.statement(
      """
      SELECT c.key, ifnull(nullif(u.name, ''), c.name), u.id, u.origin, c.state, c.verb, c.record, c.line, c.ended_at
      FROM user u CROSS JOIN customer c ON c.id = u.customer WHERE u.id = ?
      """)
    statement.bind(1, id.rawValue)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return try recordedUser(in: statement)
  }

  private func recordedUser(in statement: Statement) throws(LedgerError) -> RecordedUser {
    guard let origin = KnownUser.Origin(rawValue: statement.integer(3)) else { throw unknownWord("user.origin") }
    guard let state = CustomerState(rawValue: statement.integer(4)) else { throw unknownWord("customer.state") }
    return RecordedUser(
      key: statement.text(0), name: statement.text(1), id: UserID(statement.text(2)), origin: origin, state: state,
      verb: state == .done ? Verb(rawValue: statement.integer(5)) : nil,
      source: SourcePosition(record: statement.integer(6), line: statement.integer(7)),
      endedAt: statement.isNull(8) || state == .pending ? nil : statement.integer(8))
  }
}
