import CPlatform
import Synchronization

/// The emulated API as an HTTP server on 127.0.0.1, on a thread of its own. It runs until `stop()`.
public final class SandboxServer: Sendable {
  /// The port that it listens on.
  public let port: UInt16
  /// A key that authenticates as the account's admin.
  public let adminKey: String
  private let isStopping: Atomic<Bool>
  private let thread: Mutex<ServerThread?>

  /// What clients take as their base URL.
  public var baseURL: String { "http://127.0.0.1:\(port)" }

  /// Opens the account and the port and begins to serve. An account file in use or damaged, a port that is taken: the
  /// error says so.
  public static func start(_ configuration: SandboxConfiguration) throws(SandboxError) -> SandboxServer {
    var accountConfiguration = configuration.account
    let uptime = Int64(platform_sandbox_monotonic() / 1_000_000_000)
    accountConfiguration.epoch = platform_sandbox_wall_seconds() - uptime + configuration.clockOffset
    accountConfiguration.keepsLog = false
    let account: Account
    var file: AccountFile?
    if let path = configuration.accountFile {
      let opened = try AccountFile.open(path, seed: configuration.seed, configuration: accountConfiguration)
      (file, account) = (opened.0, opened.1)
    } else {
      account = Account(seed: configuration.seed, configuration: accountConfiguration)
    }
    let loop = ServerLoop(account: account, accountFile: file, configuration: configuration)
    let port = try loop.listen(on: configuration.port)
    return try SandboxServer(loop: loop, port: port, adminKey: configuration.account.adminKeys.min() ?? "")
  }

  private init(loop: ServerLoop, port: UInt16, adminKey: String) throws(SandboxError) {
    self.port = port
    self.adminKey = adminKey
    isStopping = Atomic(false)
    thread = Mutex(nil)
    let body = ServerThread.Body { [self] in loop.run { self.isStopping.load(ordering: .relaxed) } }
    let started = try ServerThread(body)
    thread.withLock { $0 = started }
  }

  /// Ends serving, closes all connections and the account file, and returns when that is done.
  public func stop() {
    isStopping.store(true, ordering: .relaxed)
    let running = thread.withLock { running in
      defer { running = nil }
      return running
    }
    running?.join()
  }
}

/// A thread that runs one body and can be waited for.
private struct ServerThread: @unchecked Sendable {
  /// What is handed over; the creating thread does not touch it afterwards, which makes it safe to send.
  final class Body: @unchecked Sendable {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private let thread: platform_sandbox_thread

  init(_ body: Body) throws(SandboxError) {
    let context = Unmanaged.passRetained(body).toOpaque()
    var thread = platform_sandbox_thread()
    let result = platform_sandbox_thread_start(&thread, runServerThread, context)
    guard result == 0 else {
      Unmanaged<Body>.fromOpaque(context).release()
      throw SandboxError(code: .threadUnavailable, message: "the sandbox's thread cannot be started: error \(result)")
    }
    self.thread = thread
  }

  func join() { platform_sandbox_thread_join(thread) }
}

private func runServerThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<ServerThread.Body>.fromOpaque(context).takeRetainedValue().run() }
  return nil
}
