import Engine
import NgrokAPI

extension RunLedger {
  /// Answers what the engine wants to know of users or credentials that it has met in the account.
  public func answer(_ lookup: Lookup) throws(LedgerError) -> LookupAnswer {
    switch lookup.question {
    case .users(let ids):
      let baseline = try database.statement("SELECT 1 FROM baseline_user WHERE id = ?")
      let customers = try database.statement("SELECT 1 FROM user WHERE id = ?")
      return .users(
        baseline: Set(try known(ids, \.rawValue, by: baseline)),
        customers: Set(try known(ids, \.rawValue, by: customers)))
    case .credentials(let ids):
      let issued = try database.statement("SELECT 1 FROM credential WHERE id = ?")
      let earlier = try database.statement("SELECT 1 FROM owner_credential WHERE id = ?")
      return .credentials(
        issued: Set(try known(ids, \.rawValue, by: issued)),
        earlier: Set(try known(ids, \.rawValue, by: earlier)))
    }
  }

  private func known<ID>(_ ids: [ID], _ text: KeyPath<ID, String>, by statement: Statement) throws(LedgerError) -> [ID]
  {
    var found: [ID] = []
    for id in ids {
      statement.bind(1, id[keyPath: text])
      if try statement.step() {
        statement.reset()
        found.append(id)
      }
    }
    return found
  }
}
