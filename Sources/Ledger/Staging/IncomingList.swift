#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file beside a ledger in which an edited list is gathered before it is compared with the ledger's.
///
/// It is worth nothing when the session is over, and the next one throws away what a crash has left of it. The ledger's
/// lock guards it as well.
final class IncomingList {
  let path: String
  private(set) var database: Database
  private var attachedTo: RunLedger?

  init(beside ledger: RunLedger) throws(LedgerError) {
    path = ledger.path + "-incoming"
    unlink(path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LedgerFile.openingError(errno, at: path) }
    _ = fchmod(descriptor, 0o600)
    LedgerFile.close(descriptor)
    database = try Database(path: path, access: .writing)
    try database.configure()
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    for table in Schema.listTables { try database.execute(table) }
  }

  /// Makes the list readable as `incoming.…` in the ledger's database; no row can be added any more.
  func attach(to ledger: RunLedger) throws(LedgerError) {
    database.close()
    let statement = try ledger.database.prepare("ATTACH ? AS incoming")
    defer { statement.finalize() }
    statement.bind(1, path)
    try statement.run()
    try ledger.database.execute("PRAGMA incoming.journal_mode = OFF; PRAGMA incoming.synchronous = OFF;")
    attachedTo = ledger
  }

  func remove() {
    database.close()
    if let attachedTo, !attachedTo.isClosed { try? attachedTo.database.execute("DETACH incoming") }
    attachedTo = nil
    unlink(path)
  }
}
