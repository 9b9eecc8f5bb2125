#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a run's last answers brought, kept beside a ledger that cannot be written any more.
///
/// A JSON document in a file of mode 0600: tokens are in it. It is complete or not there: it is renamed into its place
/// when its bytes are on the device.
struct SpillFile: Codable {
  /// Of this format.
  private var version = 1
  let run: String
  /// The ledger's opening of which it is; for any other the changes would be old.
  let opening: Int
  let changes: [SpilledChange]

  private enum CodingKeys: String, CodingKey {
    case version = "muster_spill"
    case run, opening, changes
  }

  init(run: String, opening: Int, changes: [SpilledChange]) {
    self.run = run
    self.opening = opening
    self.changes = changes
  }

  /// Reads a spill file; `nil` if there is none of this user's own.
  ///
  /// - Throws: a `LedgerError` if there is one that cannot be read: it may hold the only copy of tokens.
  init?(at path: String) throws(LedgerError) {
    var status = stat()
    // In a folder that everybody may write to, anybody may have put something there.
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else { return nil }
    do {
      self = try JSONDecoder().decode(SpillFile.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw Self.unreadable(path, "it is no whole spill file")
    }
    guard version == 1 else { throw Self.unreadable(path, "it was written by a later muster") }
  }

  private static func unreadable(_ path: String, _ reason: String) -> LedgerError {
    LedgerError(
      .damaged,
      "\(path): this file should hold the last answers of the run, tokens included, but \(reason). Nothing is sent. Move "
        + "it away to go on without them; credentials whose tokens are lost are then deleted and made anew.")
  }

  /// Where a ledger's spill file may lie: beside it first, as that is where a person looks.
  static func places(ledger: String, run: String, folders: [String]) -> [String] {
    [ledger + "-spill"] + folders.map { "\($0)/muster-\(run)-spill" }
  }

  /// Writes it to `path`, durably.
  ///
  /// - Returns: whether it is there now.
  func write(to path: String) -> Bool {
    guard let data = try? JSONEncoder().encode(self) else { return false }
    let unfinished = path + ".tmp"
    unlink(unfinished)
    let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return false }
    let isWritten = data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let block = UnsafeRawBufferPointer(rebasing: rest)
        let count = pwrite(descriptor, block.baseAddress, block.count, off_t(bytes.count - rest.count))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return LedgerFile.synchronize(descriptor)
    }
    LedgerFile.close(descriptor)
    guard isWritten, rename(unfinished, path) == 0 else {
      unlink(unfinished)
      return false
    }
    // Where that fails the file is there all the same, and only a loss of power can take it back.
    _ = LedgerFile.synchronizeFolder(of: path)
    return true
  }
}
