import Engine
import NgrokAPI

extension RunLedger {
  /// Whether all users that were in the account before the first creation are in the ledger.
  public func isBaselineComplete() throws(LedgerError) -> Bool {
    try database.integer("SELECT is_baseline_complete FROM job") == 1
  }

  /// Where the listing of the account's users goes on; `nil` if it has not begun, or is complete.
  public func baselineCursor() throws(LedgerError) -> String? {
    let statement = try database.statement("SELECT baseline_next FROM job")
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return statement.optionalText(0)
  }

  /// Users of whom the account must still have one if it is the ledger's account: those that this run created or changed
  /// last, then some of an earlier job and of the baseline, so many of each at the most. None of those is among them that
  /// this run may have deleted, or is to delete, or has not come to its end with.
  public func witnesses(limit: Int = 5) throws(LedgerError) -> [UserID] {
    let statement = try database.statement(
      """
      WITH deleted AS (
        SELECT u.id FROM attempt a CROSS JOIN user u ON u.customer = a.customer WHERE a.step = ?2)
      SELECT id FROM (
        SELECT u.id FROM user u CROSS JOIN customer c ON c.id = u.customer
        WHERE (u.origin = 0 OR (u.origin = 3 AND c.state IN (1, 2) AND ?3)) AND u.id NOT IN deleted
        ORDER BY u.customer DESC LIMIT ?1)
      UNION ALL SELECT id FROM (SELECT id FROM witness WHERE id NOT IN deleted LIMIT ?1)
      UNION ALL SELECT id FROM (SELECT id FROM baseline_user WHERE id NOT IN deleted ORDER BY id DESC LIMIT ?1)
      """)
    statement.bind(1, limit)
    statement.bind(2, StepNumber.deletion.rawValue)
    statement.bind(3, header.operation != .delete && header.operation != .withdraw)
    var found: [UserID] = []
    while try statement.step() { found.append(UserID(statement.text(0))) }
    return found
  }

  /// Takes up customers again that failed or whose end is unknown; their attempts stay, so that nothing that may have
  /// been carried out is forgotten.
  ///
  /// - Returns: how many became pending.
  @discardableResult
  public func retryFailed() throws(LedgerError) -> Int {
    try database.transaction { () throws(LedgerError) in
      let statement = try database.statement(
        """
        UPDATE customer SET state = 0, verb = NULL, code = '', message = '', operation_id = ''
        WHERE is_listed = 1 AND state IN (5, 6)
        """)
      try statement.run()
      return database.changedRows
    }
  }
}

extension RunLedger {
  /// Takes up customers again with whom nothing was done because of what they were like, or how lately somebody else had
  /// dealt with them: either may be different by now, or be asked for differently.
  public func takeUpPutOff() throws(LedgerError) {
    try database.execute(
      """
      UPDATE customer SET state = 0, verb = NULL, code = '', message = '', operation_id = ''
      WHERE is_listed = 1 AND state = 5 AND code IN ('too_recent', 'user_active', 'rotated_already')
      """)
  }
}

extension RunLedger {
  /// Makes ready for a process that takes the job up: says where it goes on with the listing of the account's users, and
  /// how many pages of them are worth it at the most (`nil`: all).
  ///
  /// For an import, what was there before its first creation is listed once for ever. Other jobs change what is there,
  /// and want to know what it is like now.
  ///
  /// - Parameter ofAllUsers: whether the whole list is wanted in any case.
  public func beginListing(
    ofAllUsers: Bool = false
  ) throws(LedgerError) -> (progress: ListProgress, mostPages: Int?) {
    switch header.operation {
    case .import: return (try baselineProgress(), nil)
    // It knows what it deletes by ids of its own.
    case .retire where !ofAllUsers: return (.complete, nil)
    case .activate, .deactivate, .delete, .withdraw, .rotate, .retire: break
    }
    try database.transaction { () throws(LedgerError) in try forgetBaseline() }
    let names = try database.integer(
      """
      SELECT 1 FROM customer c WHERE is_listed = 1 AND state = 0 AND verb IS NULL AND user_id = ''
        AND NOT EXISTS (SELECT 1 FROM user u WHERE u.customer = c.id) LIMIT 1
      """)
    if names != nil || ofAllUsers { return (.notBegun, nil) }
    // Each user is looked at just before it is deleted, so those that are told by id need no list.
    if header.operation == .delete { return (.complete, nil) }
    // Whoever is not listed is read by a request of his own: more pages than customers are not worth it.
    let pending = try database.integer(
      "SELECT count(*) FROM customer WHERE is_listed = 1 AND state = 0 AND verb IS NULL")
    return (.notBegun, max(1, pending ?? 0))
  }

  /// Makes the listing begin anew; to be called in a transaction.
  func forgetBaseline() throws(LedgerError) {
    try database.statement("DELETE FROM baseline_user").run()
    try database.statement("UPDATE job SET baseline_next = NULL, is_baseline_complete = 0").run()
  }

  /// Where the listing of the account's users stands, as an engine wants to be told.
  public func baselineProgress() throws(LedgerError) -> ListProgress {
    if try isBaselineComplete() { return .complete }
    return try baselineCursor().map { .partial(next: $0) } ?? .notBegun
  }
}
