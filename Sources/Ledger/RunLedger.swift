import CPlatform
import CSQLite
import Engine
import NgrokAPI

/// A run's ledger: one SQLite file that holds the customers, what was tried for them, what came of it, and the tokens.
///
/// It is the one owner of its file, under a lock that keeps every other process away, and is used from one thread.
/// A change counts from the moment on that `commit(_:)` has returned; nothing that a crash must not lose is kept in
/// memory. The file has mode 0600, because tokens are in it.
public final class RunLedger {
  public let path: String
  /// What the ledger is about.
  public internal(set) var header: JobHeader
  let database: Database
  /// The lock; `nil` where the ledger is only read.
  let file: LedgerFile?
  private(set) var isClosed = false
  /// The job as it becomes when the edited list that is being staged is taken over.
  var editedHeader: JobHeader?

  /// How sure a commit is to outlive a loss of power.
  public enum Durability: Sendable {
    /// Waits for the device at each commit.
    case full
    /// Leaves it to the operating system: for simulations, whose crashes are not those of a machine.
    case none
  }

  let durability: Durability
  private var reserve: DiskReserve?
  /// How often the ledger had been opened for writing, this time included.
  var openingNumber = 0
  /// Where a spill file may lie or be put, besides the ledger's own folder.
  public var spillFolders: [String] = []
  /// The file with what could not be recorded in this opening; `nil` if there is none, or it could be put nowhere.
  public internal(set) var spilledTo: String?
  /// The spill file of the last opening, if there was one; it has been taken in and is gone.
  public internal(set) var spillTakenIn: String?

  init(path: String, header: JobHeader, database: Database, file: LedgerFile?, durability: Durability) {
    self.path = path
    self.header = header
    self.database = database
    self.file = file
    self.durability = durability
  }

  deinit { close() }

  /// Folds the write-ahead log into the file, notes that the ledger was left in order, and gives the lock back.
  ///
  /// Errors are of no consequence: all that was committed is durable already, and the next opening checks the more.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    if file != nil, isStaged { try? database.execute("UPDATE job SET opened_in_boot = ''") }
    database.close()
    reserve = nil
    file?.close()
  }

  /// Sets room aside on the device for the last answers of a run whose disk fills up; to be called before anything is
  /// sent.
  ///
  /// - Throws: `disk_full` where there is no room even for that.
  public func reserveRoom() throws(LedgerError) {
    if reserve == nil { reserve = try DiskReserve(besideLedger: path) }
  }

  /// Gives up the room that was set aside.
  ///
  /// - Returns: whether there was any.
  public func releaseRoom() -> Bool { reserve?.release() ?? false }

  /// Closes the ledger and deletes its file: for lists that are only checked.
  public func discard() {
    guard !isClosed else { return }
    isClosed = true
    database.close()
    file?.remove()
    file?.close()
  }

  /// Closes the ledger and gives its file another name, which nothing may have yet.
  public func setAside(as other: String) throws(LedgerError) {
    guard !isClosed, let file else { return }
    try database.execute("UPDATE job SET opened_in_boot = ''; PRAGMA wal_checkpoint(TRUNCATE);")
    isClosed = true
    database.close()
    reserve = nil
    // Before the lock is given back, so that nobody opens it in between.
    defer { file.close() }
    try file.move(to: other)
  }

  /// Writes a copy of the ledger as it is now, to a file that is not there yet.
  public func copy(to other: String) throws(LedgerError) {
    // Otherwise the other file could not be written either.
    try database.execute("PRAGMA query_only = OFF")
    defer { if file == nil { try? database.execute("PRAGMA query_only = ON") } }
    let statement = try database.prepare("VACUUM INTO ?")
    defer { statement.finalize() }
    statement.bind(1, other)
    try statement.run()
    // Other than this one, the copy is whole without a log.
    let copy = try Database(path: other, access: .writing)
    defer { copy.close() }
    try copy.execute("UPDATE job SET opened_in_boot = ''")
  }

  /// Whether the file is one of an older version that is only looked into.
  var isOfOlderVersion = false

  /// Whether a list has been taken in completely.
  public internal(set) var isStaged = false
}
