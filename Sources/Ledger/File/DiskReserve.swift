import CPlatform

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room in the file system that is given up when the disk is full, so that the answers of what is under way, and the
/// tokens in them, can still be recorded.
///
/// It is a file beside the ledger, and found again by the next opening if a crash leaves it behind.
final class DiskReserve {
  /// Some times what the answers of the most requests under way (256) can add to the write-ahead log.
  static let bytes = 8 << 20

  let path: String
  private(set) var isHeld: Bool

  /// - Throws: `disk_full` where there is no such room.
  init(besideLedger ledger: String) throws(LedgerError) {
    path = DiskReserve.path(besideLedger: ledger)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw LedgerFile.openingError(errno, at: ledger) }
    let result = muster_allocate(descriptor, Int64(DiskReserve.bytes))
    LedgerFile.close(descriptor)
    guard result == 0 else {
      unlink(path)
      throw LedgerFile.openingError(result, at: ledger)
    }
    isHeld = true
  }

  deinit { release() }

  static func path(besideLedger ledger: String) -> String { ledger + "-reserve" }

  /// Gives the room up.
  ///
  /// - Returns: whether there was any.
  @discardableResult func release() -> Bool {
    guard isHeld else { return false }
    isHeld = false
    return unlink(path) == 0
  }
}
