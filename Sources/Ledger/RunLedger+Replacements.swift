import Engine
import NgrokAPI

/// Credentials that take the place of others, and credentials that a job deletes.
extension RunLedger {
  /// The replacements that a list asks for, as far as its own words go: ids, whose prefixes tell the kinds.
  func replacements(of customer: CustomerID, written ids: String) -> [Replacement] {
    ids.split(separator: " ").enumerated().map { index, id in
      let credential = CredentialID(String(id))
      return Replacement(
        customer: customer, step: .credential(index + 1),
        old: Credential(CredentialKind(id: credential) ?? .apiKey, id: credential), isRead: false)
    }
  }

  /// Adds what has been read of the credentials whose places new ones take.
  func addReplacements(to found: inout [PendingCustomer]) throws(LedgerError) {
    guard try database.integer("SELECT 1 FROM replacement LIMIT 1") != nil else { return }
    let statement = try database.statement(
      """
      SELECT c.id, r.step, r.id, r.kind, r.owner, r.description, r.metadata, r.acl, r.public_key, r.created_at
      FROM customer c CROSS JOIN replacement r ON r.customer = c.id
      WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id BETWEEN ?1 AND ?2
      ORDER BY c.id, r.step
      """)
    try forEachRow(of: statement, about: &found) { pending, statement throws(LedgerError) in
      try addReplacement(in: statement, to: &pending.replacements)
    }
  }

  /// The same for one customer, in whatever state.
  func addReplacements(of customer: CustomerID, to replacements: inout [Replacement]) throws(LedgerError) {
    let statement = try database.statement(
      """
      SELECT customer, step, id, kind, owner, description, metadata, acl, public_key, created_at FROM replacement
      WHERE customer = ? ORDER BY step
      """)
    statement.bind(1, customer.rawValue)
    while try statement.step() { try addReplacement(in: statement, to: &replacements) }
  }

  /// Takes what was read in the place of what the list alone says.
  private func addReplacement(in row: Statement, to replacements: inout [Replacement]) throws(LedgerError) {
    guard let kind = CredentialKind(rawValue: row.text(3)) else { throw unknownWord("replacement.kind") }
    let read = Replacement(
      customer: CustomerID(row.integer64(0)), step: StepNumber(rawValue: row.integer(1)),
      old: Credential(
        kind, id: CredentialID(row.text(2)), description: row.text(5), metadata: row.text(6), acl: row.rules(7),
        publicKey: row.text(8), createdAt: row.text(9), ownerID: row.textUnlessEmpty(4).map { UserID($0) }))
    if let index = replacements.firstIndex(where: { $0.step == read.step }) {
      replacements[index] = read
    } else {
      replacements.append(read)
    }
  }

  /// Adds the credentials that the job deletes.
  func addTargets(to found: inout [PendingCustomer]) throws(LedgerError) {
    guard header.operation == .withdraw || header.operation == .retire else { return }
    let statement = try database.statement(
      """
      SELECT c.id, t.id, t.kind, t.successor, EXISTS (SELECT 1 FROM removal r WHERE r.credential = t.id AND r.is_done = 1)
      FROM customer c CROSS JOIN target_credential t ON t.customer = c.id
      WHERE c.is_listed = 1 AND c.state = 0 AND c.verb IS NULL AND c.id BETWEEN ?1 AND ?2
      ORDER BY c.id, t.id
      """)
    try forEachRow(of: statement, about: &found) { pending, statement throws(LedgerError) in
      guard let kind = CredentialKind(rawValue: statement.text(2)) else { throw unknownWord("target_credential.kind") }
      pending.targets.append(
        CredentialTarget(
          kind, CredentialID(statement.text(1)), successor: statement.optionalText(3).map { CredentialID($0) },
          isRemoved: statement.flag(4)))
    }
  }
}
