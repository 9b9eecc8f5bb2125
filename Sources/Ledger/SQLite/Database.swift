import CSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One connection to one SQLite file, with its prepared statements.
///
/// Not thread-safe, on purpose: the run's single thread is the only one that comes here.
final class Database {
  enum Access {
    case reading, writing
    /// Reads, and cleans up like a writer when it is closed: where the write-ahead log is empty SQLite makes the files that
    /// it coordinates by, and a mere reader cannot remove them.
    case visiting
    /// Reads a file that nobody changes meanwhile; makes no files beside it, and does not look into a log.
    case immutable
    /// Reads file and log, and keeps its index in memory instead of making a file; nobody else may have the file open.
    case alone
  }

  let path: String
  private let access: Access
  let handle: OpaquePointer
  private var statements: [UnsafeRawPointer: Statement] = [:]
  private var isClosed = false

  /// Opens an existing file, which may be empty.
  init(path: String, access: Access) throws(LedgerError) {
    self.path = path
    self.access = access
    var opened: OpaquePointer?
    let isWriting = [.writing, .visiting, .alone].contains(access)
    let flags =
      (isWriting ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX
      | (access == .immutable ? SQLITE_OPEN_URI : 0)
    let name = access == .immutable ? "file:\(Self.encoded(path))?immutable=1" : path
    let result = sqlite3_open_v2(name, &opened, flags, nil)
    guard let opened, result == SQLITE_OK else {
      let error =
        opened.map { Database.error(of: $0, result: result, path: path, access) }
        ?? LedgerError(.failure, "\(path): there is no memory left to open the ledger.")
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
  }

  deinit { close() }

  /// A path for a URI.
  private static func encoded(_ path: String) -> String {
    path.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }.joined()
  }

  /// Settings that hold for a connection and not for the file.
  func configure() throws(LedgerError) {
    // Before anything is read, or an index is made as a file after all.
    if access == .alone { try execute("PRAGMA locking_mode = EXCLUSIVE") }
    try execute(
      """
      PRAGMA busy_timeout = 2000;
      PRAGMA cache_size = -8000;
      PRAGMA trusted_schema = OFF;
      PRAGMA temp_store = FILE;
      """)
    if access == .visiting || access == .alone { try execute("PRAGMA query_only = ON") }
  }

  /// Finalizes all statements and closes the file; afterwards the database must not be used.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for statement in statements.values { statement.finalize() }
    statements = [:]
    // What a run has left in its log is for the next run to fold into the file.
    if access == .alone || (access == .visiting && LedgerFile.hasLog(path)) { muster_leave_log(handle) }
    sqlite3_close_v2(handle)
  }

  /// The prepared statement of a literal, kept for the next time.
  func statement(_ sql: StaticString) throws(LedgerError) -> Statement {
    let key = UnsafeRawPointer(sql.utf8Start)
    if let known = statements[key] { return known }
    let made = try prepare(sql.description)
    statements[key] = made
    return made
  }

  /// A statement that its user finalizes.
  func prepare(_ sql: String) throws(LedgerError) -> Statement {
    var prepared: OpaquePointer?
    let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard result == SQLITE_OK, let prepared else { throw error(result) }
    return Statement(prepared, of: self)
  }

  /// Runs statements that need no values and whose rows nobody wants.
  func execute(_ sql: String) throws(LedgerError) {
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    if result != SQLITE_OK { throw error(result) }
  }

  /// The first column of the first row; `nil` if there is no row.
  func integer(_ sql: String) throws(LedgerError) -> Int? {
    let statement = try prepare(sql)
    defer { statement.finalize() }
    return try statement.step() ? statement.integer(0) : nil
  }

  /// The first column of the first row; `nil` if there is no row.
  func text(_ sql: String) throws(LedgerError) -> String? {
    let statement = try prepare(sql)
    defer { statement.finalize() }
    return try statement.step() ? statement.text(0) : nil
  }

  /// Does `body` whole or not at all.
  ///
  /// On a full disk SQLite rolls back by itself, and then a ROLLBACK would be an error of its own: so it is asked.
  func transaction<Value>(_ body: () throws(LedgerError) -> Value) throws(LedgerError) -> Value {
    try statement("BEGIN IMMEDIATE").run()
    do {
      let value = try body()
      try statement("COMMIT").run()
      return value
    } catch {
      if sqlite3_get_autocommit(handle) == 0 { try? statement("ROLLBACK").run() }
      throw error
    }
  }

  /// How many rows the last statement inserted, changed or deleted.
  var changedRows: Int { Int(sqlite3_changes64(handle)) }

  func error(_ result: Int32) -> LedgerError { Database.error(of: handle, result: result, path: path, access) }

  private static func error(
    of handle: OpaquePointer, result: Int32, path: String, _ access: Access
  ) -> LedgerError {
    let reason = String(cString: sqlite3_errmsg(handle))
    let systemError = sqlite3_system_errno(handle)
    switch result & 0xFF {
    case SQLITE_FULL:
      return .diskFull(at: path)
    case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT,
      SQLITE_CANTOPEN where systemError == ENOSPC || systemError == EDQUOT:
      return .diskFull(at: path)
    case SQLITE_IOERR:
      return LedgerError(
        .inputOutput,
        "\(path): the checkpoint could not be read or written: \(reason). Nothing is sent that is not in it; check the "
          + "disk and go on with “muster resume”.")
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT:
      return .damaged(at: path, reason: reason)
    case SQLITE_CANTOPEN where access != .writing, SQLITE_PERM where access != .writing,
      SQLITE_AUTH where access != .writing:
      return LedgerError(
        .unreadable,
        "\(path): the checkpoint cannot be read: \(reason). Where its folder cannot be written to, copy it with its -wal file "
          + "to one that can.")
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
      return LedgerError(
        .unwritable,
        "\(path): the checkpoint cannot be opened for writing: \(reason). Its file and its folder have to be writable; "
          + "choose another place with --checkpoint.")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return .locked(at: path)
    case SQLITE_CONSTRAINT:
      return LedgerError(
        .contradiction,
        "\(path): a change contradicts what the checkpoint holds: \(reason). Nothing of its batch was taken.")
    default:
      return LedgerError(.failure, "\(path): the checkpoint's database refused: \(reason) (SQLite \(result)).")
    }
  }
}

extension LedgerError {
  static func diskFull(at path: String) -> LedgerError {
    LedgerError(
      .diskFull,
      "\(path): the disk is full, so the checkpoint cannot be written and nothing more is sent. Make room and give the same "
        + "command again.")
  }

  static func damaged(at path: String, reason: String) -> LedgerError {
    LedgerError(
      .damaged,
      "\(path): the checkpoint is damaged: \(reason). Nothing is sent. Put back a copy of it, or rescue what it holds with "
        + "sqlite3's .recover.")
  }

  static func locked(at path: String) -> LedgerError {
    LedgerError(
      .locked, "\(path): another process is working on this ledger. Wait until it has ended, or stop it first.")
  }
}
