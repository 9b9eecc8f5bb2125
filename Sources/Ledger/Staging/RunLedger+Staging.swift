extension RunLedger {
  /// Begins to take the list into a new ledger.
  public func beginStaging() throws(LedgerError) -> StagingSession {
    guard !isStaged else {
      throw LedgerError(.exists, "\(path): a list has been taken into this checkpoint already.")
    }
    return try StagingSession(into: self, incoming: nil)
  }

  /// Begins to take an edited list into a ledger that has one.
  ///
  /// - Parameters:
  ///   - edited: the job with the new list's path, digest, mapping and options; nothing else of it is taken over.
  ///   - isMappingCompatible: whether fields that were in use before come from the same columns as before. Mappings that
  ///     are equal always are; the ledger cannot read others.
  /// - Throws: `other_list` if the mapping is another one.
  public func beginStaging(
    _ edited: JobHeader, isMappingCompatible: Bool = false
  ) throws(LedgerError) -> StagingSession {
    guard isStaged else { return try beginStaging() }
    guard isMappingCompatible || edited.mapping.utf8.elementsEqual(header.mapping.utf8) else {
      throw LedgerError(
        .otherList,
        "\(path): this checkpoint was begun with other columns for the same fields, so \(edited.listPath) would be another "
          + "list. Use the same mapping, or another --checkpoint.")
    }
    let session = try StagingSession(into: self, incoming: IncomingList(beside: self))
    editedHeader = edited
    return session
  }

  /// Makes a completely staged file a ledger, for good.
  ///
  /// The version goes up in a transaction with a rollback journal, so that it stands in the file itself, not in a
  /// write-ahead log, when it is durable: `FileHead` reads it there.
  func believeStaging() throws(LedgerError) {
    if durability == .full { try file?.synchronize() }
    try database.execute(
      """
      PRAGMA journal_mode = DELETE;
      PRAGMA synchronous = \(durability == .full ? "FULL" : "OFF");
      PRAGMA user_version = \(Schema.version);
      """)
    try RunLedger.enterRunning(database, durability: durability)
    try RunLedger.markOpened(database, boot: RunLedger.bootID())
    RunLedger.fold(database)
    openingNumber = try database.integer("SELECT openings FROM job") ?? 0
    isStaged = true
  }

  /// Whether nothing has come of the list yet: no request for a customer is intended or done, and no customer has ended.
  public func isUntouched() throws(LedgerError) -> Bool {
    try database.integer(
      """
      SELECT EXISTS (SELECT 1 FROM attempt) OR EXISTS (SELECT 1 FROM user) OR EXISTS (SELECT 1 FROM customer WHERE state <> 0)
      """) == 0
  }

  /// Whether a request was intended that changes the account.
  public func hasBegunChanges() throws(LedgerError) -> Bool {
    try database.integer("SELECT EXISTS (SELECT 1 FROM attempt) OR EXISTS (SELECT 1 FROM removal)") == 1
  }

  /// Keeps other options for whoever goes on with the job.
  public func keep(options: String) throws(LedgerError) {
    let statement = try database.statement("UPDATE job SET options = ?")
    statement.bind(1, options)
    try statement.run()
    header.options = options
  }

  func write(_ review: StagingReview, listHeader: [UInt8]) throws(LedgerError) {
    let statement = try database.statement("UPDATE job SET read_count = ?, filtered_count = ?, list_header = ?")
    statement.bind(1, review.read)
    statement.bind(2, review.filtered)
    statement.bind(3, bytes: listHeader)
    try statement.run()
  }
}
