import Engine
import Ledger
import NgrokAPI
import Runner
import Transport

/// Runs a checkpoint's job against its account until it ends or is stopped, with progress and signals.
struct JobRun {
  let ledger: RunLedger
  let account: AccountAccess
  /// The command line as of `import`, with what the checkpoint remembers.
  let arguments: CommandArguments
  let surroundings: Surroundings
  let signals: StopSignals
  /// The command to go on.
  let resumeCommand: String

  private static let wakeInterval = Duration.milliseconds(200)

  /// - Returns: why the run ended before all customers had; `nil` if they all have.
  func run(_ settings: JobSettings) throws -> StopReason? {
    let before = try ledger.tally()
    guard before[.pending] > 0 else { return nil }
    let slots = try account.makeSlots(settings.rate, settle: settings.settle, variable: surroundings.variable)
    return try run(settings, before: before, slots: slots)
  }

  private func run(_ settings: JobSettings, before: Tally, slots: some SlotBook) throws -> StopReason? {
    let clock = SystemClock()
    let transport = try account.makeTransport(arguments)
    defer { transport.close() }
    let engine = JobEngine(
      settings: settings, baseline: try ledger.baselineProgress(), witnesses: try ledger.witnesses(),
      hasPending: true, start: clock.now, slotHolder: SlotHolder.base)
    var loop = RunLoop(
      engine: engine, ledger: ledger, slots: slots,
      carrier: CurlCarrier(transport: transport, clock: clock, tick: Self.wakeInterval), clock: clock)
    let waker = transport.waker
    signals.beginRun(farewell: farewell) { waker.wake() }
    defer { signals.endRun() }
    var display = ProgressDisplay(
      ProgressDisplay.style(arguments, surroundings), console: surroundings.console, before: before,
      price: try RunPrice(of: ledger, before, settings), start: clock.now)
    var trouble: String?
    do {
      try loop.run { engine, now in
        if case .outage(let text, _)? = engine.waiting { trouble = text } else { trouble = nil }
        let isStopping = signals.areReceived
        display.show(engine, at: now, isStopping: isStopping)
        return isStopping ? .interrupted : nil
      }
    } catch {
      display.end()
      throw Report(unforeseen: error, goingOnWith: resumeCommand)
    }
    display.end()
    if let trouble, loop.engine.stopReason != nil {
      surroundings.console.warn("the API did not answer when the run stopped: \(trouble)", code: "outage")
    }
    return loop.engine.stopReason
  }

  private var farewell: String {
    "muster: ended at once; what was under way will be looked for when the run goes on\n\(resumeCommand)"
  }
}

extension RunPrice {
  /// The price of what a ledger's pending customers still need.
  init(of ledger: RunLedger, _ tally: Tally, _ settings: JobSettings) throws {
    // Every customer of a list gets the same number of credentials, so the first one speaks for all.
    let keys = try ledger.pending(after: nil, limit: 1).first?.customer.keyCount ?? 0
    self.init(
      customers: tally[.pending], credentials: tally[.pending] * keys, rate: settings.rate, share: settings.share)
  }
}
