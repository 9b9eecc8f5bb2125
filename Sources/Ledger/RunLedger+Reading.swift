#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension RunLedger {
  /// Opens a ledger to look into it, also while a run is working on it; nothing is locked and nothing changed, and no
  /// file is left beside it that was not there before.
  public static func openForReading(at path: String) throws(LedgerError) -> RunLedger {
    try LedgerFile.refuseNetworkFileSystem(path)
    guard LedgerFile.identity(of: path) != nil else { throw LedgerFile.missing(path) }
    if let head = LedgerFile.head(of: path) { try refuseUnlessLedger(FileHead(head), at: path) }
    let database = try openDatabaseForReading(path)
    let views = Schema.readingViews(from: try database.integer("PRAGMA user_version") ?? 0)
    // What is changed by it is in memory.
    if let views { try database.execute("PRAGMA query_only = OFF; \(views) PRAGMA query_only = ON;") }
    let header = try database.readHeader()
    let ledger = RunLedger(path: path, header: header, database: database, file: nil, durability: .none)
    ledger.isStaged = true
    ledger.isOfOlderVersion = views != nil
    return ledger
  }

  /// Whether the ledger's run was not ended in order and its write-ahead log is not there: then what was recorded last is
  /// missing from what can be read.
  public func isWithoutLog() throws(LedgerError) -> Bool {
    guard try RunLedger.isLeftOpen(database) else { return false }
    return !LedgerFile.hasLog(path)
  }

  /// Tries the ways to read a file, the most careful one that serves first; a later one does with less: without a place
  /// for SQLite's own files, which a full disk or a folder that cannot be written has not got.
  private static func openDatabaseForReading(_ path: String) throws(LedgerError) -> Database {
    let isWritable = access(path, W_OK) == 0 && access(LedgerFile.folder(of: path), W_OK) == 0
    var ways: [Database.Access]
    if !LedgerFile.hasLog(path) {
      ways = isWritable ? [.visiting, .immutable] : [.immutable]
    } else if LedgerFile.size(of: path + "-shm") != nil {
      ways = [.reading, .alone]
    } else {
      ways = isWritable ? [.alone, .reading] : [.reading]
    }
    while true {
      let way = ways.removeFirst()
      do {
        let database = try Database(path: path, access: way)
        try database.configure()
        try refuseOtherVersions(database)
        return database
      } catch {
        let mayServeOtherwise = [.unwritable, .unreadable, .diskFull, .inputOutput, .locked].contains(error.code)
        guard mayServeOtherwise, !ways.isEmpty else { throw error }
        if way == .visiting { removeUnusable(besides: path) }
      }
    }
  }

  /// Removes what SQLite has begun to make beside a ledger and had no room for. Whoever works with such files has an index
  /// of this size at least.
  private static func removeUnusable(besides path: String) {
    guard let size = LedgerFile.size(of: path + "-shm"), size < 32_768, !LedgerFile.hasLog(path) else { return }
    for suffix in ["-shm", "-wal"] { unlink(path + suffix) }
  }
}
