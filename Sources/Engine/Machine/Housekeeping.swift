/// Whether the request about the account that comes before the first customer is due, and how it has fared so far.
struct Housekeeping {
  /// Whether no such request is under way.
  var isDue = true
  /// Not to be sent before, after one that failed while others were answered.
  private(set) var earliest = Instant(nanoseconds: .min)
  /// Tries in a row without a definite answer.
  private var tries = 0
  /// Whether the API has answered another request since the first of these tries.
  private var hasSeenOthersAnswered = false

  mutating func recordSuccess() {
    (tries, hasSeenOthersAnswered) = (0, false)
  }

  mutating func recordTrouble(at now: Instant, using generator: inout SeededGenerator) {
    tries += 1
    // Until then the breaker paces the tries, and is to notice soon that nothing is answered.
    if hasSeenOthersAnswered { earliest = now + Backoff.delay(afterTries: tries, using: &generator) }
  }

  /// A probe was answered, so it is no outage, or no longer.
  mutating func recordAnsweredProbe() {
    guard tries > 0, !hasSeenOthersAnswered else { return }
    (tries, hasSeenOthersAnswered) = (0, true)
  }

  /// Whether the request goes on failing although the API answers others.
  func isInVain(retries: Int) -> Bool { hasSeenOthersAnswered && tries > retries }
}
