import CPlatform
import Engine

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How far a run is, in words.
protocol ProgressText {
  /// One line for a log.
  var line: String { get }
  /// A few lines for a terminal; their number does not change, so that nothing jumps.
  func block(width: Int) -> [String]
}

/// Shows how far a run is: a calm block on a terminal, a line every ten seconds elsewhere.
struct ProgressDisplay {
  enum Style { case block, lines, none }

  private let console: Console
  private let style: Style
  private var nextShow: Instant
  private var lastWidth = 0

  private static let lineInterval = Duration.seconds(10)
  /// Five times a second is as often as an eye follows.
  private static let blockInterval = Duration.milliseconds(200)

  init(_ style: Style, console: Console, start: Instant) {
    self.console = console
    self.style = style
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

  /// Shows what `view` makes, if it is time to.
  mutating func show(at now: Instant, _ view: () -> any ProgressText) {
    guard style != .none, now >= nextShow else { return }
    nextShow = now + (style == .block ? Self.blockInterval : Self.lineInterval)
    let view = view()
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
}
