import Engine
import NgrokAPI

extension RunLedger {
  /// Hands over the customers of the current list, whatever has become of them, in the order of their ids.
  public func forEachCustomer(_ body: (Customer, SourcePosition) throws -> Void) throws {
    let statement = try database.statement(
      """
      SELECT id, key, name, description, metadata, is_active, key_count, record, line, authtoken_count, acl, public_key
      FROM customer WHERE is_listed = 1 ORDER BY id
      """)
    defer { statement.reset() }
    while try statement.step() {
      let customer = Customer(
        id: CustomerID(statement.integer64(0)), key: statement.text(1), name: statement.text(2),
        description: statement.text(3), metadata: statement.text(4), isActive: statement.flag(5),
        keyCount: statement.integer(6), authtokenCount: statement.integer(9), acl: statement.rules(10),
        publicKey: statement.text(11))
      try body(customer, SourcePosition(record: statement.integer(7), line: statement.integer(8)))
    }
  }

  /// The key of the customer on the current list that is to have this name (equal bytes).
  public func key(ofCustomerNamed name: String) throws(LedgerError) -> String? {
    let statement = try database.statement("SELECT key FROM customer WHERE name = ? AND is_listed = 1")
    statement.bind(1, name)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.text(0)
  }
}
