import Engine
import NgrokAPI

/// A customer whose end is unknown, with what may still be settled about it.
public struct UnknownCustomer: Sendable, Equatable {
  /// What the list asks for.
  public var customer: Customer
  /// The credentials whose places new ones are to take.
  public var replacements: [Replacement]
  public var code: String
  public var message: String
  public var source: SourcePosition
  /// Its user, where that is known.
  public var user: UserID?
  /// The attempts of which nobody knows whether they were carried out, in order of step and number.
  public var openAttempts: [Attempt] = []
}

extension RunLedger {
  /// The customers of the current list whose end is unknown, in the list's order. They are few, so all are held.
  public func unknowns() throws(LedgerError) -> [UnknownCustomer] {
    let statement = try database.statement(
      """
      SELECT c.id, c.key, c.name, c.description, c.metadata, c.code, c.message, c.record, c.line, u.id, c.is_active,
        c.key_count, c.authtoken_count, c.acl, c.public_key, c.replaces
      FROM customer c LEFT JOIN user u ON u.customer = c.id
      WHERE c.is_listed = 1 AND c.state = 6 ORDER BY c.record
      """)
    var found: [UnknownCustomer] = []
    while try statement.step() {
      let customer = Customer(
        id: CustomerID(statement.integer64(0)), key: statement.text(1), name: statement.text(2),
        description: statement.text(3), metadata: statement.text(4), isActive: statement.flag(10),
        keyCount: statement.integer(11), authtokenCount: statement.integer(12), acl: statement.rules(13),
        publicKey: statement.text(14))
      found.append(
        UnknownCustomer(
          customer: customer, replacements: replacements(of: customer.id, written: statement.text(15)),
          code: statement.text(5), message: statement.text(6),
          source: SourcePosition(record: statement.integer(7), line: statement.integer(8)),
          user: statement.optionalText(9).map { UserID($0) }))
    }
    for index in found.indices {
      let id = found[index].customer.id
      found[index].openAttempts = try openAttempts(of: id)
      try addReplacements(of: id, to: &found[index].replacements)
    }
    return found
  }

  private func openAttempts(of customer: CustomerID) throws(LedgerError) -> [Attempt] {
    let statement = try database.statement(
      "SELECT step, number, state, anchor, operation_id FROM attempt WHERE customer = ? ORDER BY step, number")
    statement.bind(1, customer.rawValue)
    var attempts: [Attempt] = []
    while try statement.step() {
      guard let state = Attempt.State(rawValue: statement.integer(2)) else { throw unknownWord("attempt.state") }
      attempts.append(
        Attempt(
          customer: customer, step: StepNumber(rawValue: statement.integer(0)), number: statement.integer(1),
          state: state, anchor: statement.optionalText(3).map { UserID($0) }, operationID: statement.text(4)))
    }
    return attempts.filter(\.state.needsReconciling)
  }

  /// Records what a person has decided, and takes those customers up again.
  ///
  /// - Parameters:
  ///   - decisions: facts as a run would have found them out.
  ///   - strangers: credentials that are somebody else's, by their owners, and are left alone from now on.
  public func settleUnknowns(
    _ customers: [CustomerID], by decisions: [Change], leavingAlone strangers: [Credential]
  ) throws(LedgerError) {
    try database.transaction { () throws(LedgerError) in
      for change in decisions { try write(change) }
      for stranger in strangers { try writeOwnerCredential(stranger, of: stranger.ownerID ?? UserID("")) }
      let statement = try database.statement(
        """
        UPDATE customer SET state = 0, verb = NULL, code = '', message = '', operation_id = ''
        WHERE id = ? AND state = 6
        """)
      for customer in customers {
        statement.bind(1, customer.rawValue)
        try statement.run()
      }
    }
  }
}
