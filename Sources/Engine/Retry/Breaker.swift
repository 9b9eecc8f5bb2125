/// Pauses the run while the API does not answer, and probes with one harmless request at a time until it does again.
///
/// A probe only reads. Where changes were what got no answer, a probe's answer does not end the outage: requests then go
/// one at a time, each failing one pauses the run once more, and only an answered change ends it. So an API that can read
/// and not write for hours costs a try a minute and not one of every customer.
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
  /// Whether a change was among what got no answer.
  private var concernsChanges = false
  /// Whether reads are answered again and no change has been yet.
  private(set) var isOnProbation = false
  /// Since when no definite answer has come; `nil` while answers come.
  private var troubleStart: Instant?
  private var latestAnswer = Instant(nanoseconds: .min)
  /// The latest trouble, in words for a person.
  private(set) var reason = ""

  /// Since when the API has been out of reach; `nil` while the breaker has not found that it is.
  var outageStart: Instant? { isClosed && !isOnProbation ? nil : troubleStart }

  var isClosed: Bool { if case .closed = state { true } else { false } }

  /// When the next probe is due; `nil` when closed or while a probe is under way.
  var probeTime: Instant? { if case .open(let until) = state { until } else { nil } }

  mutating func startProbe() { state = .probing }

  /// A definite answer came: the API works, for changes as well if it was to one.
  mutating func recordAnswer(toChange isChange: Bool, at now: Instant) {
    latestAnswer = now
    troublesInARow = 0
    if !isChange, concernsChanges, isOnProbation || !isClosed {
      state = .closed
      isOnProbation = true
      return
    }
    state = .closed
    openings = 0
    concernsChanges = false
    isOnProbation = false
    troubleStart = nil
  }

  /// A request got no definite answer.
  ///
  /// - Parameters:
  ///   - since: when that request was sent: an outage began then, not when it was noticed.
  ///   - wasProbe: whether it was this breaker's probe, and not a request of the run.
  ///   - isChange: whether it was to change the account.
  mutating func recordTrouble(
    _ reason: String, since: Instant, at now: Instant, wasProbe: Bool, isChange: Bool,
    using generator: inout SeededGenerator
  ) {
    self.reason = reason
    if troubleStart == nil { troubleStart = max(since, latestAnswer) }
    if isChange { concernsChanges = true }
    troublesInARow += 1
    if wasProbe || (isClosed && (isOnProbation || troublesInARow >= Self.threshold)) {
      open(at: now, using: &generator)
    }
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
