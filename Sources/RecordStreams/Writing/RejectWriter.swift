/// Writes rows of a list as they stand in it, with what became of them: mended, the file can be imported again.
///
/// `begin` once, `write` for each row, `finish` once. If the list is such a file itself, what an earlier run said is replaced.
/// Options that the list needed (`--quote`, `--no-header`, `--records-path`, `--keyed`; not `--skip-rows`) are needed for the file, too.
public protocol RejectWriter {
  mutating func begin() throws(WriteFailure)

  /// Writes one row, given as it stands in the list.
  mutating func write(original: UnsafeRawBufferPointer, _ reason: RejectReason) throws(WriteFailure)

  /// Writes what has to stand at the end, and what is still in the buffer.
  mutating func finish() throws(WriteFailure)
}

/// Why a row is given back.
public struct RejectReason: Sendable, Equatable {
  /// What stands beside each row.
  public static let columns = ["muster_code", "muster_message", "muster_source"]

  public let code: String
  public let message: String
  /// The row's line or record in the list.
  public let source: Int

  public init(code: String, message: String, source: Int) {
    self.code = code
    self.message = message
    self.source = source
  }
}
