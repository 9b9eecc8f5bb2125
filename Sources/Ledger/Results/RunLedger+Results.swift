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
      customers.finalize()
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

  /// An unedited list needs no index, as ids are in its order. The plus keeps SQLite from taking an index that would make
  /// it sort.
  func resultsQuery(isEdited: Bool) -> String {
    let credentials =
      switch header.operation {
      case .import, .activate, .deactivate, .rotate: Self.issued
      case .delete: Self.takenAlong
      case .withdraw, .retire: Self.targeted
      }
    return """
      SELECT c.key, ifnull(nullif(c.name, ''), ifnull(u.name, '')), c.state, c.verb, c.code, c.message, c.operation_id,
        c.record, c.line, c.is_active, ifnull(u.id, c.user_id), ifnull(u.created_at, ''), \(credentials.columns)
      FROM customer c \(isEdited && !isOfOlderVersion ? "INDEXED BY customer_by_record" : "") LEFT JOIN user u ON u.customer = c.id
        \(credentials.join)
      WHERE +c.is_listed = 1 ORDER BY \(isEdited ? "c.record, " : "")c.id, \(credentials.order)
      """
  }

  private typealias Credentials = (columns: String, join: String, order: String)

  /// The credentials that the run made.
  private static let issued: Credentials = (
    """
    k.kind, k.id, k.token, k.created_at, ifnull(r.id, ''),
      (SELECT operation_id FROM attempt a
        WHERE a.customer = c.id AND a.step = ifnull(k.step, 0) AND a.state = 1 ORDER BY a.number DESC LIMIT 1)
    """,
    """
    LEFT JOIN credential k ON k.customer = c.id
    LEFT JOIN replacement r ON r.customer = k.customer AND r.step = k.step
    """, "k.step"
  )

  /// Those that a user had before it was deleted.
  private static let takenAlong: Credentials = (
    "k.kind, k.id, '', k.created_at, '', ''", "LEFT JOIN owner_credential k ON k.owner = u.id", "k.owner"
  )

  /// Those that the run deletes.
  private static let targeted: Credentials = (
    "k.kind, k.id, '', '', '', ''", "LEFT JOIN target_credential k ON k.customer = c.id", "k.id"
  )

  private func customersInOrder() throws(LedgerError) -> Statement {
    try database.prepare(resultsQuery(isEdited: try database.integer("SELECT is_edited FROM job") == 1))
  }

  private func nextCustomer(of statement: Statement) throws(LedgerError) -> ResultRow? {
    guard try statement.step() else { return nil }
    guard let state = CustomerState(rawValue: statement.integer(2)) else { throw unknownWord("customer.state") }
    var row = ResultRow(
      key: statement.text(0), name: statement.text(1), state: state,
      verb: state == .done ? Verb(rawValue: statement.integer(3)) : nil,
      source: SourcePosition(record: statement.integer(7), line: statement.integer(8)))
    row.wantsActive = statement.flag(9)
    row.code = statement.text(4)
    row.message = statement.text(5)
    row.operationID = statement.text(6)
    row.userID = statement.text(10)
    row.createdAt = statement.text(11)
    if row.operationID.isEmpty { row.operationID = statement.text(17) }
    guard let credentialID = statement.optionalText(13) else { return row }
    row.credential = statement.text(12)
    row.credentialID = credentialID
    row.token = statement.textUnlessEmpty(14).map { Secret($0) }
    row.createdAt = statement.text(15)
    row.replacesID = statement.text(16)
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
