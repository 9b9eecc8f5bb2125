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
/// boot only; afterwards, and when the file is damaged, every slot that may have been used counts as used just now, by a
/// request that may yet be carried out.
///
/// Runs with different limits on one account share it as well: each takes no more slots than its own limit counts.
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

  /// - Parameters:
  ///   - boot: tells this boot of the machine from others.
  ///   - isAlive: whether a holder's process still runs.
  package init(
    folder: String, account: String, limit: RateLimit, settle: Duration, boot: [UInt8],
    isAlive: @escaping (UInt64) -> Bool
  ) throws(SlotError) {
    let name = SHA256.hexDigest(of: "muster slots\n\(account)\n\(limit.window.wholeNanoseconds)")
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
    try readBytes()
    if bytes.isEmpty { return SlotWindow(count: limit.count) }
    let taken = SlotWindow.Slot(freeAt: now + limit.window + settle, holder: 0)
    guard let content = SlotFormat.decode(bytes[...]) else {
      return SlotWindow(slots: Array(repeating: taken, count: limit.count))
    }
    var slots = content.slots
    if content.boot != boot { slots = slots.map { $0.freeAt.nanoseconds == .min ? $0 : taken } }
    let free = SlotWindow.Slot(freeAt: Instant(nanoseconds: .min), holder: 0)
    while slots.count < limit.count { slots.append(free) }
    return SlotWindow(slots: slots)
  }

  /// The most slots that another run's limit may have made the file hold.
  private static let mostSlots = 1 << 20

  private func readBytes() throws(SlotError) {
    var room = SlotFormat.size(slots: limit.count)
    while true {
      // A byte more than is expected shows whether the file holds more.
      room = max(room, bytes.count)
      var buffer = [UInt8](repeating: 0, count: room + 1)
      let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
      guard count >= 0 else { throw SlotFile.error(errno, at: path) }
      buffer.removeLast(buffer.count - count)
      bytes = buffer
      if count <= room || room > SlotFormat.size(slots: Self.mostSlots) { return }
      room *= 2
    }
  }

  private func write(_ window: SlotWindow) throws(SlotError) {
    let encoded = SlotFormat.encode(window.slots, boot: boot)
    guard encoded != bytes else { return }
    if encoded.count < bytes.count, ftruncate(descriptor, off_t(encoded.count)) != 0 {
      throw SlotFile.error(errno, at: path)
    }
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
