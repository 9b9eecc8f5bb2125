import CMicrohttpd
import CPlatform

/// The server's inside: everything here runs on the server's one thread, so nothing is locked.
final class ServerLoop {
  static let maximumBody = 1 << 20

  let account: Account
  let accountFile: AccountFile?
  let faults: FaultPlan
  /// `nil` where every fault is in force at any time.
  var calendar: FaultCalendar?
  var statistics = ServerStatistics()
  var timers = TimerQueue()
  var generator: SeededGenerator
  /// Requests that have arrived and are not answered yet.
  var underWay = 0
  /// Connections that libmicrohttpd must have back before it can be stopped.
  var suspended: Set<OpaquePointer> = []
  /// Why the account can no longer be kept; every request is refused from then on.
  var failure: SandboxError?
  private(set) var daemon: OpaquePointer?
  private var responseDate: (second: UInt64, text: String) = (.max, "")

  init(account: Account, accountFile: AccountFile?, configuration: SandboxConfiguration) {
    self.account = account
    self.accountFile = accountFile
    faults = configuration.faults
    if faults.entries.contains(where: { $0.period != nil }) {
      calendar = FaultCalendar(faults, serverStart: platform_sandbox_monotonic())
    }
    // Another stream than the account's, so that switching a fault on leaves ids and tokens as they are.
    generator = SeededGenerator(seed: configuration.seed ^ 0xA5A5_5A5A_C3C3_3C3C)
  }

  var now: AccountTime { AccountTime(nanoseconds: platform_sandbox_monotonic()) }

  func listen(on port: UInt16) throws(SandboxError) -> UInt16 {
    let context = Unmanaged.passUnretained(self).toOpaque()
    daemon = sandbox_mhd_start(
      port, serverDidReceive, serverDidReadTarget, serverDidComplete, serverDidChangeConnection, context)
    guard let daemon else {
      throw SandboxError(
        code: .portUnavailable,
        message: "port \(port) on 127.0.0.1 cannot be opened; take another one, or 0 for any that is free")
    }
    return sandbox_mhd_port(daemon)
  }

  /// Serves until `isStopping` says so, and closes everything.
  func run(until isStopping: () -> Bool) {
    guard let daemon else { return }
    while !isStopping() {
      // What it cannot recover from, it would fail at again at once and for ever.
      guard MHD_run_wait(daemon, timeout()) == .YES else { break }
      while let action = timers.popDue(at: platform_sandbox_monotonic()) { action() }
    }
    timers.removeAll()
    for connection in suspended { MHD_resume_connection(connection) }
    suspended.removeAll()
    MHD_run(daemon)
    MHD_stop_daemon(daemon)
    self.daemon = nil
  }

  /// Milliseconds until the next timer, rounded up; short enough to notice a stop soon.
  private func timeout() -> Int32 {
    guard let due = timers.nextDue else { return 20 }
    let now = platform_sandbox_monotonic()
    return due <= now ? 0 : Int32(min(20, (due - now + 999_999) / 1_000_000))
  }

  func after(milliseconds: Int, _ action: @escaping () -> Void) {
    timers.add(at: platform_sandbox_monotonic() + UInt64(max(0, milliseconds)) * 1_000_000, action)
  }

  /// Leaves a connection alone for a while; libmicrohttpd then asks for its exchange again.
  func suspend(_ connection: OpaquePointer, milliseconds: Int) {
    MHD_suspend_connection(connection)
    suspended.insert(connection)
    after(milliseconds: milliseconds) { [unowned self] in
      guard suspended.remove(connection) != nil else { return }
      MHD_resume_connection(connection)
    }
  }

  /// The work: what the request does to the account, kept in the file before anybody hears of it.
  func respond(to request: AccountRequest) -> AccountResponse {
    guard failure == nil else { return outOfOrder() }
    let response = account.respond(to: request, at: now)
    let mutations = account.takeLog()
    guard let accountFile, !mutations.isEmpty else { return response }
    do throws(SandboxError) {
      try accountFile.append(mutations)
      return response
    } catch {
      // The account in memory is ahead of its file; going on would show what a restart takes back.
      failure = error
      return outOfOrder()
    }
  }

  private func outOfOrder() -> AccountResponse {
    var json = JSONWriter()
    json.beginObject()
    json.member("status_code", 500)
    json.member("msg", failure?.message ?? "")
    json.name("details")
    json.beginObject()
    json.endObject()
    json.endObject()
    return AccountResponse(
      status: 500, body: json.bytes, retryAfter: nil, date: account.httpDate(at: now), operationID: "")
  }
}
