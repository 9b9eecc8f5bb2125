import CPlatform

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Keeps an account in a file: a journal with one line for each request that changed something.
///
/// A line is written before the request is answered, with a plain `write`: it survives a kill of the process, though not
/// a loss of power. The lines of one request are one line, so that a torn end takes all of a deletion back or nothing.
/// The file is locked against a second process, and it is 0600 because tokens are in it.
final class AccountFile {
  private let path: String
  private var file: Int32

  private init(path: String, file: Int32) {
    self.path = path
    self.file = file
  }

  deinit { close(file) }

  /// Opens or makes the file and brings the account back from it.
  static func open(
    _ path: String, seed: UInt64, configuration: AccountConfiguration
  ) throws(SandboxError) -> (AccountFile, Account) {
    let accountFile = AccountFile(path: path, file: try lock(path))
    let bytes = try accountFile.readAll()
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
      let account = Account(seed: seed, configuration: configuration)
      try accountFile.replace(with: AccountJournal.snapshot(of: account, seed: seed, opened: 0))
      return (accountFile, account)
    }
    var journal = try AccountJournal(reading: bytes[...end], path: path, configuration: configuration)
    journal.opened += 1
    if journal.isMostlyPast {
      let snapshot = AccountJournal.snapshot(of: journal.account, seed: journal.seed, opened: journal.opened)
      try accountFile.replace(with: snapshot)
    } else {
      guard ftruncate(accountFile.file, off_t(end + 1)) == 0 else { throw accountFile.unwritable() }
      try accountFile.write(AccountJournal.openingLine(journal.opened))
    }
    return (accountFile, journal.account)
  }

  /// Appends the mutations of one request.
  func append(_ mutations: [AccountMutation]) throws(SandboxError) {
    guard !mutations.isEmpty else { return }
    try write(AccountJournal.line(mutations))
  }

  // MARK: The file itself

  private static func lock(_ path: String) throws(SandboxError) -> Int32 {
    // The file may be replaced by a compaction between opening and locking; then the lock is on what is gone.
    for _ in 0..<100 {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0o600)
      guard file >= 0 else {
        throw SandboxError(
          code: .accountUnreadable, message: "account file \(path) cannot be opened: \(text(of: errno))")
      }
      guard platform_sandbox_lock(file) == 0 else {
        close(file)
        throw SandboxError(
          code: .accountLocked,
          message: "account file \(path) is used by another sandbox; end that one or take another file")
      }
      var held = stat()
      var named = stat()
      if fstat(file, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev {
        fchmod(file, 0o600)
        return file
      }
      close(file)
    }
    throw SandboxError(code: .accountLocked, message: "account file \(path) keeps being replaced by another sandbox")
  }

  private func readAll() throws(SandboxError) -> [UInt8] {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SandboxError(code: .accountUnreadable, message: "account file \(path) is no regular file")
    }
    let size = Int(status.st_size)
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let length = pread(file, buffer.baseAddress.map { $0 + count }, size - count, off_t(count))
        if length < 0, errno == EINTR { continue }
        if length < 0 { failure = errno }
        guard length > 0 else { return }
        count += length
      }
    }
    guard failure == 0 else {
      throw SandboxError(
        code: .accountUnreadable, message: "account file \(path) cannot be read: \(Self.text(of: failure))")
    }
    return bytes
  }

  private func write(_ bytes: [UInt8]) throws(SandboxError) {
    var written = 0
    while written < bytes.count {
      let length = bytes.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          Darwin.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        #elseif canImport(Musl)
          Musl.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        #else
          Glibc.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        #endif
      }
      if length < 0, errno == EINTR { continue }
      guard length >= 0 else { throw unwritable() }
      written += length
    }
  }

  /// Puts new contents in the place of the old ones in one step.
  private func replace(with bytes: [UInt8]) throws(SandboxError) {
    let old = file
    let new = Self.open(path + ".new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0o600)
    guard new >= 0, platform_sandbox_lock(new) == 0 else { throw unwritable() }
    file = new
    try write(bytes)
    guard rename(path + ".new", path) == 0 else { throw unwritable() }
    close(old)
  }

  private static func open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    #if canImport(Darwin)
      Darwin.open(path, flags, mode)
    #elseif canImport(Musl)
      Musl.open(path, flags, mode)
    #else
      Glibc.open(path, flags, mode)
    #endif
  }

  private func unwritable() -> SandboxError {
    SandboxError(code: .accountUnwritable, message: "account file \(path) cannot be written: \(Self.text(of: errno))")
  }

  private static func text(of number: Int32) -> String { String(cString: strerror(number)) }
}
