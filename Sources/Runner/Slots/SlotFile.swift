import CPlatform
import Engine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The window of an account, shared by all runs of this user on this machine: a small file, locked during each look.
///
/// Runs one after another and side by side share it. Its times are of the monotonic clock, so they hold until the next
/// boot only; afterwards, and when the file is damaged, every slot that may have been used counts as used just now.
public final class SlotFile: SlotBook {
  public let path: String
  private let descriptor: Int32
  private let limit: RateLimit
  private let settle: Duration
  private let boot: [UInt8]
  private let isAlive: (UInt64) -> Bool
  /// What the file held or was given last, to write only what is new.
  private var bytes: [UInt8]

  /// Opens the window of an account, or makes it.
  ///
  /// - Parameters:
  ///   - folder: see `StateFolder`; made if it is missing.
  ///   - account: tells one account from another, such as its base URL with its API key; only a digest of it is kept.
  ///   - settle: how long an unanswered request may still be carried out after its process has ended.
  public convenience init(folder: String, account: String, limit: RateLimit, settle: Duration) throws(SlotError) {
    try self.init(
      folder: folder, account: account, limit: limit, settle: settle, boot: SlotFile.bootID(),
      isAlive: SlotHolder.isAlive)
  }

  init(
    folder: String, account: String, limit: RateLimit, settle: Duration, boot: [UInt8],
    isAlive: @escaping (UInt64) -> Bool
  ) throws(SlotError) {
    let name = SHA256.hexDigest(of: "muster slots\n\(account)\n\(limit.count)/\(limit.window.wholeNanoseconds)")
    path = "\(folder)/window-\(name.prefix(32))"
    self.limit = limit
    self.settle = settle
    self.boot = boot
    self.isAlive = isAlive
    bytes = []
    try StateFolder.make(folder)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SlotFile.error(errno, at: path) }
  }

  deinit { close(descriptor) }

  public func update<Value>(at now: Instant, _ body: (inout SlotWindow) throws -> Value) throws -> Value {
    while muster_wait_for_lock(descriptor) != 0 {
      guard errno == EINTR else { throw SlotFile.error(errno, at: path) }
    }
    defer { _ = muster_unlock(descriptor) }
    var window = try read(at: now)
    window.releaseAbandoned(latest: now + settle + limit.window, isAlive: isAlive)
    let value = try body(&window)
    try write(window)
    return value
  }

  private func read(at now: Instant) throws(SlotError) -> SlotWindow {
    let size = SlotFormat.size(slots: limit.count)
    if bytes.count != size { bytes = [UInt8](repeating: 0, count: size) }
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, size, 0) }
    guard count >= 0 else { throw SlotFile.error(errno, at: path) }
    if count == 0 {
      bytes = []
      return SlotWindow(count: limit.count)
    }
    guard count == size, let content = SlotFormat.decode(bytes, count: limit.count) else {
      let taken = SlotWindow.Slot(freeAt: now + limit.window, holder: 0)
      return SlotWindow(slots: Array(repeating: taken, count: limit.count))
    }
    if content.boot == boot { return SlotWindow(slots: content.slots) }
    return SlotWindow(
      slots: content.slots.map { slot in
        if slot.freeAt.nanoseconds == .min { return slot }
        return SlotWindow.Slot(freeAt: now + limit.window + (slot.holder == 0 ? .zero : settle), holder: 0)
      })
  }

  private func write(_ window: SlotWindow) throws(SlotError) {
    let encoded = SlotFormat.encode(window.slots, boot: boot)
    guard encoded != bytes else { return }
    let count = encoded.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == encoded.count else { throw SlotFile.error(count < 0 ? errno : ENOSPC, at: path) }
  }

  private static func bootID() -> [UInt8] {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let start = buffer.baseAddress else { return [] }
      muster_boot_id(start)
      return Array(String(cString: start).utf8)
    }
  }

  private static func error(_ number: Int32, at path: String) -> SlotError {
    SlotError(
      .unwritable,
      "\(path): the rate limit's shared window cannot be used: \(String(cString: strerror(number))). Its folder has to "
        + "be writable; XDG_STATE_HOME names another one.")
  }
}
