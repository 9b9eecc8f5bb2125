/// Pauses the run while the API does not answer, and probes with one harmless request at a time until it does again.
struct Breaker {
  /// So many requests in a row without a definite answer open the breaker.
  static let threshold = 10
  static let shortestPause = Duration.seconds(1)
  static let longestPause = Duration.seconds(60)

  private enum State {
    case closed
    /// No request until the instant, then a probe.
    case open(until: Instant)
    case probing
  }

  private var state = State.closed
  private var troublesInARow = 0
  private var openings = 0
  /// Since when no definite answer has come; `nil` while answers come.
  private(set) var outageStart: Instant?
  /// The latest trouble, in words for a person.
  private(set) var reason = ""

  var isClosed: Bool { if case .closed = state { true } else { false } }

  /// When the next probe is due; `nil` when closed or while a probe is under way.
  var probeTime: Instant? { if case .open(let until) = state { until } else { nil } }

  mutating func startProbe() { state = .probing }

  /// A definite answer came: the API works.
  mutating func recordAnswer() {
    state = .closed
    troublesInARow = 0
    openings = 0
    outageStart = nil
  }

  /// A request got no definite answer.
  ///
  /// - Parameter since: when that request was sent: an outage began then, not when it was noticed.
  mutating func recordTrouble(
    _ reason: String, since: Instant, at now: Instant, wasProbe: Bool, using generator: inout SeededGenerator
  ) {
    self.reason = reason
    if outageStart == nil { outageStart = since }
    troublesInARow += 1
    if wasProbe || (isClosed && troublesInARow >= Self.threshold) { open(at: now, using: &generator) }
  }

  /// Opens the breaker, whatever the number of troubles.
  mutating func open(at now: Instant, using generator: inout SeededGenerator) {
    let pause = min(Self.longestPause, Self.shortestPause * (1 << min(openings, 10)))
    openings += 1
    // Half the pause is fixed: a pause of nothing would be none.
    let jitter = Int64.random(in: 0...pause.wholeNanoseconds / 2, using: &generator)
    state = .open(until: now + .nanoseconds(pause.wholeNanoseconds / 2 + jitter))
  }
}
