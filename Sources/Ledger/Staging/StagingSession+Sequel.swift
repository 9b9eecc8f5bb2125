import Engine
import NgrokAPI

/// What a job takes over from the one that it follows.
extension StagingSession {
  func add(_ targets: [CredentialTarget], of customer: Int) throws(LedgerError) {
    guard !targets.isEmpty else { return }
    let statement = try target.statement(
      "INSERT INTO target_credential (customer, id, kind, successor) VALUES (?, ?, ?, ?)")
    for credential in targets {
      statement.bind(1, customer)
      statement.bind(2, credential.id.rawValue)
      statement.bind(3, credential.kind.rawValue)
      statement.bind(4, credential.successor?.rawValue)
      try statement.run()
    }
  }

  /// Keeps users of the earlier job, by which the account is known again. A ledger that has had a list before has them.
  public func addWitnesses(_ users: [UserID]) throws(LedgerError) {
    guard incoming == nil else { return }
    let statement = try target.statement("INSERT OR IGNORE INTO witness (id) VALUES (?)")
    for user in users {
      statement.bind(1, user.rawValue)
      try statement.run()
    }
  }
}
