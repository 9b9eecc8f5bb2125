import Engine
import NgrokAPI

extension RunLedger {
  /// Hands over all result rows in the order of the list, one at a time; memory does not grow with their number.
  ///
  /// The ledger must not be changed meanwhile.
  public func forEachResult(_ body: (ResultRow) throws -> Void) throws {
    let customers = try customersInOrder()
    let rejections = try database.statement(
      "SELECT key, name, record, line, code, message FROM rejection ORDER BY record")
    defer {
      customers.reset()
      rejections.reset()
    }
    // Both come in the order of records, so that the earlier one of the two heads is the next row.
    var customer = try nextCustomer(of: customers)
    var rejection = try nextRejection(of: rejections)
    while let next = customer ?? rejection {
      if let rejected = rejection, rejected.source.record < next.source.record || customer == nil {
        try body(rejected)
        rejection = try nextRejection(of: rejections)
      } else {
        try body(next)
        customer = try nextCustomer(of: customers)
      }
    }
  }

  // An unedited list needs no index, as ids are in its order. The plus keeps SQLite from taking an index that would make
  // it sort.
  static let customersByID: StaticString = """
    SELECT c.key, c.name, c.state, c.verb, c.code, c.message, c.operation_id, c.record, c.line,
      u.id, u.created_at, k.id, k.token, k.created_at,
      (SELECT operation_id FROM attempt a
        WHERE a.customer = c.id AND a.step = ifnull(k.step, 0) AND a.state = 1 ORDER BY a.number DESC LIMIT 1),
      c.is_active
    FROM customer c LEFT JOIN user u ON u.customer = c.id LEFT JOIN credential k ON k.customer = c.id
    WHERE +c.is_listed = 1 ORDER BY c.id, k.step
    """

  static let customersByRecord: StaticString = """
    SELECT c.key, c.name, c.state, c.verb, c.code, c.message, c.operation_id, c.record, c.line,
      u.id, u.created_at, k.id, k.token, k.created_at,
      (SELECT operation_id FROM attempt a
        WHERE a.customer = c.id AND a.step = ifnull(k.step, 0) AND a.state = 1 ORDER BY a.number DESC LIMIT 1),
      c.is_active
    FROM customer c INDEXED BY customer_by_record
    LEFT JOIN user u ON u.customer = c.id LEFT JOIN credential k ON k.customer = c.id
    WHERE +c.is_listed = 1 ORDER BY c.record, c.id, k.step
    """

  private func customersInOrder() throws(LedgerError) -> Statement {
    try database.integer("SELECT is_edited FROM job") == 1
      ? try database.statement(Self.customersByRecord) : try database.statement(Self.customersByID)
  }

  private func nextCustomer(of statement: Statement) throws(LedgerError) -> ResultRow? {
    guard try statement.step() else { return nil }
    guard let state = CustomerState(rawValue: statement.integer(2)) else { throw unknownWord("customer.state") }
    var row = ResultRow(
      key: statement.text(0), name: statement.text(1), state: state,
      verb: state == .done ? Verb(rawValue: statement.integer(3)) : nil,
      source: SourcePosition(record: statement.integer(7), line: statement.integer(8)))
    row.wantsActive = statement.flag(15)
    row.code = statement.text(4)
    row.message = statement.text(5)
    row.operationID = statement.text(6)
    row.userID = statement.text(9)
    row.createdAt = statement.text(10)
    if row.operationID.isEmpty { row.operationID = statement.text(14) }
    guard let credentialID = statement.optionalText(11) else { return row }
    row.credential = "api_key"
    row.credentialID = credentialID
    row.token = Secret(statement.text(12))
    row.createdAt = statement.text(13)
    return row
  }

  private func nextRejection(of statement: Statement) throws(LedgerError) -> ResultRow? {
    guard try statement.step() else { return nil }
    var row = ResultRow(
      key: statement.text(0), name: statement.text(1), state: .rejected,
      source: SourcePosition(record: statement.integer(2), line: statement.integer(3)))
    row.code = statement.text(4)
    row.message = statement.text(5)
    return row
  }
}
