import Engine

/// Where a record stands in its list.
public struct SourcePosition: Sendable, Equatable {
  /// The record's number, from 1; ascending from one call to the next.
  public var record: Int
  /// The line on which it begins, from 1; the record's number again where the format has no lines.
  public var line: Int

  public init(record: Int, line: Int) {
    self.record = record
    self.line = line
  }
}

/// Takes a list into a ledger: all of it or, whatever happens, nothing.
///
/// Rows go in without any index; duplicates are looked for when all are in.
public final class StagingSession {
  let ledger: RunLedger
  let database: Database
  var readCount = 0
  var filteredCount = 0
  private let insertion: Statement
  private let rejection: Statement

  init(_ ledger: RunLedger) throws(LedgerError) {
    self.ledger = ledger
    database = ledger.database
    insertion = try database.statement(
      """
      INSERT INTO customer (id, key, name, description, metadata, is_active, key_count, record, line, row)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    rejection = try database.statement(
      "INSERT INTO rejection (key, name, record, line, row, code, message) VALUES (?, ?, ?, ?, ?, ?, ?)")
    try database.execute("BEGIN")
  }

  /// Takes in a customer; its id becomes the number of those before it plus one, and `customer.id` is not looked at.
  public func add(_ customer: Customer, row: [UInt8] = [], at source: SourcePosition) throws(LedgerError) {
    readCount += 1
    insertion.bindNull(1)
    insertion.bind(2, customer.key)
    insertion.bind(3, customer.name)
    insertion.bind(4, customer.description)
    insertion.bind(5, customer.metadata)
    insertion.bind(6, customer.isActive)
    insertion.bind(7, customer.keyCount)
    insertion.bind(8, source.record)
    insertion.bind(9, source.line)
    insertion.bind(10, bytes: row)
    try insertion.run()
  }

  /// Takes note of a record that is no customer, and why.
  public func reject(
    key: String = "", name: String = "", code: String, message: String, row: [UInt8], at source: SourcePosition
  ) throws(LedgerError) {
    readCount += 1
    rejection.bind(1, key)
    rejection.bind(2, name)
    rejection.bind(3, source.record)
    rejection.bind(4, source.line)
    rejection.bind(5, bytes: row)
    rejection.bind(6, code)
    rejection.bind(7, message)
    try rejection.run()
  }

  /// Counts a record that the person's own condition leaves out.
  public func filter() {
    readCount += 1
    filteredCount += 1
  }

  /// Believes the list from here on, and makes the ledger ready for its run.
  public func finish() throws(LedgerError) {
    try database.execute(Schema.customerIndexes)
    let counts = try database.statement("UPDATE job SET read_count = ?, filtered_count = ?")
    counts.bind(1, readCount)
    counts.bind(2, filteredCount)
    try counts.run()
    try database.execute("COMMIT")
    try ledger.believeStaging()
  }
}

extension RunLedger {
  /// Begins to take in a list.
  public func beginStaging() throws(LedgerError) -> StagingSession { try StagingSession(self) }

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
    isStaged = true
  }
}
