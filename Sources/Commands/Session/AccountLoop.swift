import Engine
import NgrokAPI
import Runner
import Transport

/// Turns an engine against an account until it is finished or stopped: the one way in which commands send requests.
struct AccountLoop {
  let account: AccountAccess
  let arguments: CommandArguments
  let surroundings: Surroundings
  let signals: StopSignals
  /// What is written when a second signal ends the process at once.
  let farewell: String
  /// Takes the requests that a dry run does not send.
  var show: (PlannedRequest) -> Void = { _ in }

  private static let wakeInterval = Duration.milliseconds(200)

  /// - Parameters:
  ///   - isOver: asked once a turn whether to end early, as if interrupted.
  ///   - view: how far the engine is, to be shown.
  /// - Returns: why the engine was stopped; `nil` if it came to its end.
  func run(
    _ engine: JobEngine, ledger: some LedgerAccess, isOver: () -> Bool = { false },
    view: (borrowing JobEngine, Instant, _ isStopping: Bool) -> any ProgressText
  ) throws -> StopReason? {
    let settings = engine.settings
    let slots = try account.makeSlots(settings.rate, settle: settings.settle, variable: surroundings.variable)
    return try run(engine, ledger: ledger, slots: slots, isOver: isOver, view: view)
  }

  private func run(
    _ engine: JobEngine, ledger: some LedgerAccess, slots: some SlotBook, isOver: () -> Bool,
    view: (borrowing JobEngine, Instant, _ isStopping: Bool) -> any ProgressText
  ) throws -> StopReason? {
    let clock = SystemClock()
    let transport = try account.makeTransport(arguments)
    defer { transport.close() }
    var loop = RunLoop(
      engine: engine, ledger: ledger, slots: slots,
      carrier: CurlCarrier(transport: transport, clock: clock, tick: Self.wakeInterval, plan: show),
      clock: clock)
    let waker = transport.waker
    signals.beginRun(farewell: farewell) { waker.wake() }
    defer { signals.endRun() }
    var display = ProgressDisplay(
      ProgressDisplay.style(arguments, surroundings), console: surroundings.console, start: clock.now)
    defer { display.end() }
    var trouble: String?
    var notice = OutageNotice()
    try loop.run { engine, now in
      if case .outage(let text, _)? = engine.waiting { trouble = text } else { trouble = nil }
      notice.show(engine, at: now, on: surroundings.console)
      let isStopping = signals.areReceived
      display.show(at: now) { view(engine, now, isStopping) }
      return isStopping || isOver() ? .interrupted : nil
    }
    display.end()
    if let trouble, loop.engine.stopReason != nil {
      surroundings.console.warn("the API did not answer when the run stopped: \(trouble)", code: "outage")
    }
    return loop.engine.stopReason
  }
}

extension AccountLoop {
  /// Reads lists of the account, page by page, without a checkpoint.
  ///
  /// - Parameter take: see `PageReceiver`.
  func read(_ lists: [AccountList], _ settings: JobSettings, take: @escaping (ListedItems) throws -> Void) throws {
    let receiver = PageReceiver(take)
    let engine = JobEngine(
      reading: lists.map { ListToRead($0) }, settings: settings, witnesses: [], start: SystemClock().now,
      slotHolder: SlotHolder.base)
    let reason = try run(
      engine, ledger: receiver, isOver: { receiver.failure != nil },
      view: { engine, now, isStopping in ListingProgress(engine, at: now, isStopping: isStopping) })
    if let failure = receiver.failure { throw failure }
    if let reason { throw Report(reason, reading: settings, goingOnWith: arguments.commandLine) }
  }
}
