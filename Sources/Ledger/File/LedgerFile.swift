import CPlatform
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The ledger's file as the operating system sees it: made with mode 0600, and locked as long as this value lives.
///
/// The lock is flock(2). On Linux that is independent of the fcntl locks that SQLite takes on the same file; Darwin keeps
/// both in one table, where they would shut each other out, so there a file beside the ledger is locked.
///
/// But closing *any* descriptor of a file drops all fcntl locks that the process has on it, SQLite's among them; another
/// program could then take itself for the last one, and fold and delete the write-ahead log under us. Hence two rules: the
/// descriptor is closed after SQLite's own, and no second one of a ledger that is open in this process is ever opened.
final class LedgerFile {
  let path: String
  private let identity: FileIdentity
  private var descriptor: Int32
  /// The descriptor that holds the lock; on Linux the same one.
  private var lock: Int32

  /// The first 100 bytes of the file, or fewer if there are no more.
  private(set) var head: [UInt8] = []

  enum Mode { case new, existing }

  init(_ mode: Mode, at path: String) throws(LedgerError) {
    self.path = path
    try LedgerFile.refuseNetworkFileSystem(path)
    let known = LedgerFile.identity(of: path)
    if mode == .existing, known == nil { throw LedgerFile.missing(path) }
    if let known, openLedgers.withLock({ $0.contains(known) }) { throw LedgerError.locked(at: path) }
    let flags = O_RDWR | O_CLOEXEC | O_NOCTTY | (mode == .new ? O_CREAT : 0)
    descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { throw LedgerFile.openingError(errno, at: path) }
    #if canImport(Darwin)
      lock = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    #else
      lock = descriptor
    #endif
    guard lock >= 0, muster_lock_exclusively(lock) == 0 else {
      let error = errno == EWOULDBLOCK ? LedgerError.locked(at: path) : LedgerFile.openingError(errno, at: path)
      Self.close(descriptor, lock)
      throw error
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      Self.close(descriptor, lock)
      throw LedgerError(.foreign, "\(path) is no file, so it is no checkpoint of muster. Nothing is sent.")
    }
    identity = FileIdentity(status)
    // Between opening and locking it, its last owner may have deleted it, and somebody have made another one.
    guard LedgerFile.identity(of: path) == identity else {
      Self.close(descriptor, lock)
      throw LedgerError.locked(at: path)
    }
    // Tokens are in it, and will be in the files that SQLite makes beside it, which get its mode.
    guard status.st_mode & 0o077 == 0 || fchmod(descriptor, 0o600) == 0 else {
      let error = LedgerFile.openingError(errno, at: path)
      Self.close(descriptor, lock)
      throw error
    }
    _ = openLedgers.withLock { [identity] in $0.insert(identity) }
    head = Self.readHead(descriptor)
  }

  deinit { close() }

  /// Gives the lock back; to be called after SQLite has closed the file.
  func close() {
    guard descriptor >= 0 else { return }
    Self.close(descriptor, lock)
    descriptor = -1
    _ = openLedgers.withLock { [identity] in $0.remove(identity) }
  }

  /// Refuses a place for a new ledger where something beside it holds records. A file that is no ledger yet has no such
  /// thing, so they are what is left of one that was moved away without them; tokens may be in them.
  static func refuseRemains(besides path: String) throws(LedgerError) {
    for suffix in ["-wal", "-spill"] where (size(of: path + suffix) ?? 0) > 0 { throw orphaned(path, suffix) }
  }

  /// Empties the file and removes what SQLite may have left beside it.
  func makeEmpty() throws(LedgerError) {
    for suffix in ["-journal", "-wal", "-shm"] { unlink(path + suffix) }
    guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
      throw LedgerFile.openingError(errno, at: path)
    }
    head = []
  }

  /// Waits until the file's bytes and its name are on the device.
  func synchronize() throws(LedgerError) {
    guard LedgerFile.synchronize(descriptor) else { throw LedgerFile.openingError(errno, at: path) }
    guard LedgerFile.synchronizeFolder(of: path) else { throw LedgerFile.openingError(errno, at: path) }
  }

  /// Waits until the names in a file's folder are on the device.
  static func synchronizeFolder(of path: String) -> Bool {
    let folder = open(LedgerFile.folder(of: path), O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    // Some file systems have no such thing for folders.
    return fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP
  }

  /// Waits until a file's bytes are on the device.
  static func synchronize(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      // On macOS fsync leaves the bytes in the drive's cache.
      return fcntl(descriptor, F_FULLFSYNC) == 0 || fsync(descriptor) == 0
    #else
      return fsync(descriptor) == 0
    #endif
  }

  /// Removes the file with all that belongs to it.
  func remove() {
    for suffix in ["-journal", "-wal", "-shm", ""] { unlink(path + suffix) }
  }

  /// Gives the file another name; its log has to be folded into it.
  ///
  /// - Throws: `exists` if something has that name already.
  func move(to other: String) throws(LedgerError) {
    guard LedgerFile.identity(of: other) == nil else {
      throw LedgerError(.exists, "\(other): there is a file already, so \(path) is not given that name.")
    }
    guard rename(path, other) == 0 else { throw LedgerFile.openingError(errno, at: other) }
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
  }

  /// How many bytes the file has, without its write-ahead log.
  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// How many bytes a file has; `nil` if there is none.
  static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether the write-ahead log of a ledger holds anything.
  static func hasLog(_ path: String) -> Bool { (size(of: path + "-wal") ?? 0) > 0 }

  /// Whether this process has the ledger open for writing.
  static func isOpen(_ path: String) -> Bool {
    identity(of: path).map { identity in openLedgers.withLock { $0.contains(identity) } } ?? false
  }

  /// The first 100 bytes of a file that is only to be read; `nil` if this process has it open for writing (see above) or
  /// it cannot be read.
  static func head(of path: String) -> [UInt8]? {
    guard let identity = identity(of: path), !openLedgers.withLock({ $0.contains(identity) }) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return readHead(descriptor)
  }

  private static func readHead(_ descriptor: Int32) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = pread(descriptor, &bytes, 100, 0)
    return Array(bytes.prefix(max(0, count)))
  }

  private static func close(_ descriptor: Int32, _ lock: Int32) {
    close(descriptor)
    if lock >= 0, lock != descriptor { close(lock) }
  }

  static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #elseif canImport(Darwin)
      _ = Darwin.close(descriptor)
    #endif
  }

  static func identity(of path: String) -> FileIdentity? {
    var status = stat()
    return stat(path, &status) == 0 ? FileIdentity(status) : nil
  }

  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func refuseNetworkFileSystem(_ path: String) throws(LedgerError) {
    let name = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer -> String? in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress else { return nil }
      // The path may be a link to a file elsewhere.
      for place in [folder(of: path), path] where muster_network_file_system(place, start) == 1 {
        return String(cString: start)
      }
      return nil
    }
    guard let name else { return }
    throw LedgerError(
      .networkFileSystem,
      "\(path): the checkpoint would lie on a network file system (\(name)), whose locks cannot be trusted. Choose a place "
        + "on a local disk with --checkpoint.")
  }

  static func missing(_ path: String) -> LedgerError {
    LedgerError(.missing, "\(path): there is no such checkpoint. Name the file that muster said a run is recorded in.")
  }

  private static func orphaned(_ path: String, _ suffix: String) -> LedgerError {
    LedgerError(
      .orphaned,
      "\(path)\(suffix) holds what an earlier run recorded last, tokens perhaps, and its checkpoint \(path) is not there; a "
        + "new one in that place would destroy it. Move \(path)\(suffix) to where that checkpoint is now, beside it and under "
        + "its name, or choose another place with --checkpoint. Nothing is sent.")
  }

  static func openingError(_ number: Int32, at path: String) -> LedgerError {
    let reason = String(cString: strerror(number))
    switch number {
    case ENOENT:
      return LedgerError(
        .unwritable,
        "\(path): the checkpoint cannot be made: its folder does not exist. Make it, or choose another place with "
          + "--checkpoint.")
    case ENOSPC, EDQUOT:
      return .diskFull(at: path)
    case EISDIR, ENOTDIR, ELOOP, ENXIO:
      return LedgerError(.foreign, "\(path) is no checkpoint of muster: \(reason). Nothing is sent.")
    case EIO:
      return LedgerError(
        .inputOutput, "\(path): the checkpoint could not be read or written: \(reason). Check the disk.")
    default:
      return LedgerError(
        .unwritable,
        "\(path): the checkpoint cannot be opened for writing: \(reason). Its file and its folder have to be writable; "
          + "choose another place with --checkpoint.")
    }
  }
}

/// What makes a file the same one under every name.
struct FileIdentity: Hashable, Sendable {
  var device: UInt64
  var number: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

/// The ledgers that this process has open for writing.
private let openLedgers = Mutex<Set<FileIdentity>>([])
