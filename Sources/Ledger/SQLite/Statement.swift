import CSQLite

/// A prepared statement: bind, step, read columns, reset.
///
/// Columns count from 0 and parameters from 1, as SQLite does. A failed binding is reported by the next step, so that
/// the calls can be written one below the other.
final class Statement {
  private var handle: OpaquePointer?
  private unowned let database: Database
  private var bindingFailure: Int32 = SQLITE_OK

  init(_ handle: OpaquePointer, of database: Database) {
    self.handle = handle
    self.database = database
  }

  deinit { finalize() }

  func finalize() {
    sqlite3_finalize(handle)
    handle = nil
  }

  // MARK: Parameters

  func bind(_ index: Int32, _ value: Int64) { note(sqlite3_bind_int64(handle, index, value)) }

  func bind(_ index: Int32, _ value: Int) { note(sqlite3_bind_int64(handle, index, Int64(value))) }

  func bind(_ index: Int32, _ value: Bool) { note(sqlite3_bind_int64(handle, index, value ? 1 : 0)) }

  func bindNull(_ index: Int32) { note(sqlite3_bind_null(handle, index)) }

  func bind(_ index: Int32, _ value: String) {
    var value = value
    note(
      value.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          muster_bind_text_copy(handle, index, $0.baseAddress, UInt64($0.count))
        }
      })
  }

  func bind(_ index: Int32, _ value: String?) {
    if let value { bind(index, value) } else { bindNull(index) }
  }

  func bind(_ index: Int32, _ value: Int?) {
    if let value { bind(index, value) } else { bindNull(index) }
  }

  /// Binds text without a copy: the buffer has to stay until the statement has been run.
  func bind(_ index: Int32, viewing text: UnsafeRawBufferPointer) {
    note(muster_bind_text_view(handle, index, text.baseAddress, UInt64(text.count)))
  }

  /// Binds a BLOB without a copy: the buffer has to stay until the statement has been run.
  func bind(_ index: Int32, viewingBytes bytes: UnsafeRawBufferPointer) {
    note(muster_bind_bytes_view(handle, index, bytes.baseAddress, UInt64(bytes.count)))
  }

  func bind(_ index: Int32, bytes: [UInt8]) {
    note(bytes.withUnsafeBytes { muster_bind_bytes_copy(handle, index, $0.baseAddress, UInt64($0.count)) })
  }

  private func note(_ result: Int32) { if result != SQLITE_OK { bindingFailure = result } }

  // MARK: Running

  /// Goes to the next row; `false` at the end, where the statement is ready to be run anew.
  func step() throws(LedgerError) -> Bool {
    if bindingFailure != SQLITE_OK {
      let failure = bindingFailure
      bindingFailure = SQLITE_OK
      reset()
      throw database.error(failure)
    }
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    if result == SQLITE_DONE {
      sqlite3_reset(handle)
      return false
    }
    // The error is worded before the reset, which may overwrite SQLite's message.
    let error = database.error(result)
    sqlite3_reset(handle)
    throw error
  }

  /// Runs a statement that has no rows to give.
  func run() throws(LedgerError) {
    if try step() { reset() }
  }

  /// Ends a run whose rows have not all been taken.
  func reset() { sqlite3_reset(handle) }

  // MARK: Columns

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func integer64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func flag(_ column: Int32) -> Bool { sqlite3_column_int64(handle, column) != 0 }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  /// ACL rules, which stand a rule a line.
  func rules(_ column: Int32) -> [String] { text(column).split(separator: "\n").map(String.init) }

  func textUnlessEmpty(_ column: Int32) -> String? {
    let text = text(column)
    return text.isEmpty ? nil : text
  }

  func bytes(_ column: Int32) -> [UInt8] { Array(view(column)) }

  /// A BLOB's bytes in place, until the next step.
  func view(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }
}
