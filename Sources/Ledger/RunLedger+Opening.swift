import CPlatform
import Engine
import NgrokAPI

extension RunLedger {
  /// Makes a new ledger, locks it, and leaves it ready for a list to be staged.
  ///
  /// A file that a staging has left behind unfinished is replaced, as nothing was sent for it; so is an empty one.
  public static func create(
    at path: String, header: JobHeader, durability: Durability = .full
  ) throws(LedgerError) -> RunLedger {
    if (LedgerFile.size(of: path) ?? 0) == 0 { try LedgerFile.refuseRemains(besides: path) }
    let file = try LedgerFile(.new, at: path)
    // Where an error ends this, the file is to be closed after the database (see `LedgerFile`).
    defer { withExtendedLifetime(file) {} }
    switch FileHead(file.head) {
    case .empty, .unstaged: try LedgerFile.refuseRemains(besides: path)
    case .ledger, .truncated:
      throw LedgerError(
        .exists,
        "\(path): a checkpoint is there already. Go on with it by “muster resume”, or choose another place with "
          + "--checkpoint.")
    case .inventory, .foreign:
      throw LedgerError(
        .exists,
        "\(path): this file is no checkpoint of muster, so it is left alone. Choose another place with --checkpoint.")
    }
    try file.makeEmpty()
    let database = try Database(path: path, access: .writing)
    try database.configure()
    // Until the list is in whole, the file is worth nothing: a crash leaves `user_version` 0, and it is made anew.
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    try database.execute("PRAGMA application_id = \(Schema.applicationID)")
    try database.transaction { () throws(LedgerError) in
      for migration in Schema.migrations { try database.execute(migration) }
      try database.insert(header)
    }
    // What the file is has to be known even if the power fails in the middle of staging.
    if durability == .full { try file.synchronize() }
    return RunLedger(path: path, header: header, database: database, file: file, durability: durability)
  }

  /// Opens a ledger to go on with its run, and locks it.
  ///
  /// Small ledgers are checked whole each time. Large ones are after a loss of power only, as that takes a second or
  /// more: a process that was killed cannot have damaged them, since what it has written is with the system.
  ///
  /// What the last opening could not record and left in a spill file, beside the ledger or in one of `spillFolders`, is
  /// taken in first.
  public static func open(
    at path: String, durability: Durability = .full, spillFolders: [String] = []
  ) throws(LedgerError) -> RunLedger {
    let file = try LedgerFile(.existing, at: path)
    defer { withExtendedLifetime(file) {} }
    try refuseUnlessLedger(FileHead(file.head), at: path)
    let hasLog = LedgerFile.hasLog(path)
    let database = try Database(path: path, access: .writing)
    try database.configure()
    try refuseOtherVersions(database)
    if !hasLog, try isLeftOpen(database) { throw incomplete(path) }
    try bringUpToDate(database)
    try enterRunning(database, durability: durability)
    let boot = bootID()
    let openedInBoot = try database.text("SELECT opened_in_boot FROM job") ?? ""
    let hasLostPower = !openedInBoot.isEmpty && (boot.isEmpty || openedInBoot != boot)
    if hasLostPower || file.size <= smallSize { try checkQuickly(database) }
    let header = try database.readHeader()
    let ledger = RunLedger(path: path, header: header, database: database, file: file, durability: durability)
    ledger.isStaged = true
    ledger.spillFolders = spillFolders
    try ledger.markOpened(boot: boot)
    return ledger
  }

  /// From here on a commit is durable when it returns.
  static func enterRunning(_ database: Database, durability: Durability) throws(LedgerError) {
    guard try database.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw LedgerError(
        .unwritable,
        "\(database.path): the checkpoint's folder cannot hold a write-ahead log. Choose another place with "
          + "--checkpoint.")
    }
    try database.execute(
      """
      PRAGMA synchronous = \(durability == .full ? "FULL" : "OFF");
      PRAGMA fullfsync = \(durability == .full ? "ON" : "OFF");
      PRAGMA journal_size_limit = 67108864;
      """)
  }

  static func markOpened(_ database: Database, boot: String) throws(LedgerError) {
    let statement = try database.statement("UPDATE job SET opened_in_boot = ?, openings = openings + 1")
    // Where the system does not name its boots, every opening after a crash is followed by the whole check.
    statement.bind(1, boot.isEmpty ? "unknown" : boot)
    try statement.run()
  }

  /// Puts what was recorded so far, that it is open above all, into the file itself: so it tells that it is not all there if
  /// it is ever found without its log. Where that fails it only does not tell.
  static func fold(_ database: Database) {
    try? database.execute("PRAGMA wal_checkpoint(PASSIVE)")
  }

  /// Whether the ledger was opened for writing and not closed since, as far as its file and log say.
  static func isLeftOpen(_ database: Database) throws(LedgerError) -> Bool {
    try database.text("SELECT opened_in_boot FROM job")?.isEmpty == false
  }

  /// Up to here the check takes some 0.1 s.
  private static let smallSize = 64 << 20

  static func bootID() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      muster_boot_id(start)
      return String(cString: start)
    }
  }

  static func refuseUnlessLedger(_ head: FileHead, at path: String) throws(LedgerError) {
    switch head {
    case .ledger: return
    case .unstaged: throw unstaged(path)
    case .inventory: throw inventory(path)
    case .truncated: throw LedgerError.damaged(at: path, reason: "only its beginning is there")
    case .empty, .foreign: throw foreign(path)
    }
  }

  static func refuseOtherVersions(_ database: Database) throws(LedgerError) {
    let version = try database.integer("PRAGMA user_version") ?? 0
    if version == 0 { throw unstaged(database.path) }
    if version > Schema.version {
      throw LedgerError(
        .newer,
        "\(database.path): the checkpoint was written by a later muster (its version is \(version), this program knows "
          + "\(Schema.version)). Go on with that one.")
    }
  }

  private static func bringUpToDate(_ database: Database) throws(LedgerError) {
    let version = try database.integer("PRAGMA user_version") ?? 0
    guard version < Schema.version else { return }
    try database.transaction { () throws(LedgerError) in
      for migration in Schema.migrations[version...] { try database.execute(migration) }
      try database.execute("PRAGMA user_version = \(Schema.version)")
    }
  }

  private static func checkQuickly(_ database: Database) throws(LedgerError) {
    let finding = try database.text("PRAGMA quick_check(1)") ?? ""
    if finding != "ok" { throw LedgerError.damaged(at: database.path, reason: finding) }
  }

  private static func incomplete(_ path: String) -> LedgerError {
    LedgerError(
      .incomplete,
      "\(path): its run was not ended in order, and \(path)-wal, which holds what was recorded last, tokens perhaps, is not "
        + "beside it. Put it there: the two belong together. Nothing is sent. If another program has folded the one into "
        + "the other, say so by: sqlite3 \(path) \"UPDATE job SET opened_in_boot = ''\"")
  }

  private static func foreign(_ path: String) -> LedgerError {
    LedgerError(
      .foreign,
      "\(path) is no checkpoint of muster. Nothing is sent. Name the file that muster said a run is recorded in.")
  }

  private static func inventory(_ path: String) -> LedgerError {
    LedgerError(
      .foreign,
      "\(path) is what an export has gathered so far, not the ledger of a job. The same “muster export” command goes on "
        + "with it.")
  }

  private static func unstaged(_ path: String) -> LedgerError {
    LedgerError(
      .unstaged,
      "\(path): its list was never taken in completely, and nothing was sent for it. Begin again with “muster import”.")
  }
}
