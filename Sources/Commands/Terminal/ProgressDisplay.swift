import CPlatform
import Engine
import Ledger

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Shows how far a run is: a calm block on a terminal, a line every ten seconds elsewhere.
struct ProgressDisplay {
  enum Style { case block, lines, none }

  private let console: Console
  private let style: Style
  private let before: Tally
  private let price: RunPrice
  private let start: Instant
  private var nextShow: Instant
  private var lastWidth = 0

  private static let lineInterval = Duration.seconds(10)
  /// Five times a second is as often as an eye follows.
  private static let blockInterval = Duration.milliseconds(200)

  /// - Parameters:
  ///   - before: where the customers stood when the run was taken up.
  ///   - price: of what is left to do.
  init(_ style: Style, console: Console, before: Tally, price: RunPrice, start: Instant) {
    self.console = console
    self.style = style
    self.before = before
    self.price = price
    self.start = start
    nextShow = style == .lines ? start + Self.lineInterval : start
    if style == .block { console.screenBlock = ScreenBlock(width: Self.terminalWidth) }
  }

  /// What the options and the place where standard error goes come to.
  static func style(_ arguments: CommandArguments, _ surroundings: Surroundings) -> Style {
    if arguments.has(Options.quiet) || arguments.has(Options.noProgress) { return .none }
    switch arguments[Options.progress] ?? .auto {
    case .none: return .none
    case .plain: return .lines
    case .auto:
      let isDumb = ["", "dumb"].contains(surroundings.variable("TERM") ?? "")
      return surroundings.console.isErrorTerminal && !isDumb && surroundings.console.format == .text ? .block : .lines
    }
  }

  private static var terminalWidth: Int {
    let width = Int(muster_terminal_width(STDERR_FILENO))
    return width > 0 ? width : 80
  }

  mutating func show(_ engine: borrowing JobEngine, at now: Instant, isStopping: Bool) {
    guard style != .none, now >= nextShow else { return }
    nextShow = now + (style == .block ? Self.blockInterval : Self.lineInterval)
    let view = view(of: engine.tally, waiting: isStopping ? nil : engine.waiting, at: now, isStopping: isStopping)
    switch style {
    case .block:
      console.screenBlock?.width = Self.terminalWidth
      console.screenBlock?.show(view.block(width: Self.terminalWidth), on: console.error)
    case .lines: console.say(view.line, code: "progress")
    case .none: break
    }
  }

  /// Takes the block off the screen.
  func end() {
    guard style == .block else { return }
    console.screenBlock?.clear(on: console.error)
    console.screenBlock = nil
  }

  private func view(of tally: RunTally, waiting: Waiting?, at now: Instant, isStopping: Bool) -> ProgressView {
    let total = before.finished + before[.pending]
    let done = before.finished + tally.finishedCount
    var view = ProgressView(total: total, done: min(done, total))
    view.errors = before[.failed] + before[.unknown] + tally.errorCount
    view.windowUse = price.rate == nil ? nil : (tally.windowUse, tally.windowSize)
    view.underWay = tally.requestsUnderWay
    view.baselineUsers = tally.finishedCount == 0 ? tally.baselineUsers : 0
    view.timeLeft = waiting.map { $0.end.map { $0 - now } } ?? .zero
    if let wait = view.timeLeft, let rest = timeLeft(finished: tally.finishedCount, left: total - done, at: now) {
      view.timeLeft = max(wait, rest)
    }
    view.activity =
      isStopping ? "stopping: waiting for \(tally.requestsUnderWay) answers" : waiting.map { describe($0, now) }
    return view
  }

  /// By the limit, unless the run turns out slower than that.
  private func timeLeft(finished: Int, left: Int, at now: Instant) -> Duration? {
    guard left > 0 else { return nil }
    let share = Double(left) / Double(max(1, before[.pending]))
    let byLimit = price.time(ofRequests: Int(Double(price.requests) * share))
    guard finished >= 20 else { return byLimit }
    let measured = (now - start) * (Double(left) / Double(finished))
    guard let byLimit else { return measured }
    // The first window's worth goes out at once, which makes the beginning look faster than the rest will be.
    return max(byLimit, now - start > .seconds(300) ? measured : byLimit)
  }

  private func describe(_ waiting: Waiting, _ now: Instant) -> String {
    func rest(_ instant: Instant) -> String { spoken(max(.seconds(1), instant - now)) }
    switch waiting {
    case .outage(let trouble, let probe):
      return "the API does not answer (\(trouble)); " + (probe.map { "next try in \(rest($0))" } ?? "trying again")
    case .throttled(let until):
      return "others use the account, too; going on in \(rest(until))"
    case .window(let until):
      return "the account's window is used up; next request in \(rest(until))"
    case .customers(let until):
      return "waiting until unanswered requests have settled, \(rest(until))"
    }
  }
}
