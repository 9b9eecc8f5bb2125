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
  enum Access { case reading, writing }

  let path: String
  let handle: OpaquePointer
  private var statements: [UnsafeRawPointer: Statement] = [:]
  private var isClosed = false

  /// Opens an existing file, which may be empty.
  init(path: String, access: Access) throws(LedgerError) {
    self.path = path
    var opened: OpaquePointer?
    let flags = (access == .writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX
    let result = sqlite3_open_v2(path, &opened, flags, nil)
    guard let opened, result == SQLITE_OK else {
      let error =
        opened.map { Database.error(of: $0, result: result, path: path) }
        ?? LedgerError(.failure, "\(path): there is no memory left to open the ledger.")
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
  }

  deinit { close() }

  /// Settings that hold for a connection and not for the file.
  func configure() throws(LedgerError) {
    try execute(
      """
      PRAGMA busy_timeout = 2000;
      PRAGMA cache_size = -8000;
      PRAGMA trusted_schema = OFF;
      PRAGMA temp_store = FILE;
      """)
  }

  /// Finalizes all statements and closes the file; afterwards the database must not be used.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for statement in statements.values { statement.finalize() }
    statements = [:]
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

  func error(_ result: Int32) -> LedgerError { Database.error(of: handle, result: result, path: path) }

  private static func error(of handle: OpaquePointer, result: Int32, path: String) -> LedgerError {
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
