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

  /// Reads a spill file; `nil` if there is none, or none that this program knows.
  init?(at path: String) {
    guard let data = try? Data(contentsOf: URL(filePath: path)),
      let file = try? JSONDecoder().decode(SpillFile.self, from: data), file.version == 1
    else { return nil }
    self = file
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
    let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
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
      return fsync(descriptor) == 0
    }
    LedgerFile.close(descriptor)
    guard isWritten, rename(unfinished, path) == 0 else {
      unlink(unfinished)
      return false
    }
    return true
  }
}
