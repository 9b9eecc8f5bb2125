/// Why a ledger could not be opened, read or written.
///
/// The message says what, where, why and what to do; it never holds a value out of the ledger that is secret.
public struct LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A stable name, for scripts and for the exit code.
  public enum Code: String, Sendable, CaseIterable {
    /// Another process works on the ledger.
    case locked = "checkpoint_locked"
    case missing = "checkpoint_missing"
    /// A new ledger was to be made where a file is already.
    case exists = "checkpoint_exists"
    /// The file is no ledger of muster.
    case foreign = "checkpoint_foreign"
    case damaged = "checkpoint_damaged"
    /// A part of it is not there: of a run that was not closed the last records are in its write-ahead log.
    case incomplete = "checkpoint_incomplete"
    /// Records of another run lie beside the place where a new ledger was to be made.
    case orphaned = "checkpoint_orphaned"
    /// It was written by a later version of muster.
    case newer = "checkpoint_newer"
    /// Its list has never been taken in completely; nothing was sent for it.
    case unstaged = "checkpoint_unstaged"
    /// It cannot be opened or written: permissions, a folder that is not there, a read-only file system.
    case unwritable = "checkpoint_unwritable"
    /// It cannot be read.
    case unreadable = "checkpoint_unreadable"
    /// It lies on a network file system, whose locks cannot be trusted.
    case networkFileSystem = "checkpoint_network"
    case diskFull = "disk_full"
    /// The device reported an error.
    case inputOutput = "checkpoint_io"
    /// The list is another one than the ledger's.
    case otherList = "other_list"
    /// A change contradicts what the ledger holds; nothing of its batch was taken.
    case contradiction = "ledger_contradiction"
    /// The database refused for a reason that should not occur.
    case failure = "ledger_failure"
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
