/// A pause of all requests after an answer 429: the account's window is full although ours is not.
struct ThrottlePause {
  /// How long the account's window may be full at most, where no limit of our own says how long it is.
  static let usualWindow = RateLimit.documented.window

  /// Nothing is sent before this instant.
  private(set) var end = Instant(nanoseconds: .min)
  private var throttlesInARow = 0

  /// An answer other than “too many requests” came.
  mutating func recordAnswer() { throttlesInARow = 0 }

  /// Pauses as long as the answer asks for, or else longer each time, up to a window.
  ///
  /// - Returns: whether this answer tells something new: of requests that were under way together only the first does.
  mutating func recordThrottle(
    retryAfter: Duration?, window: Duration, at now: Instant, using generator: inout SeededGenerator
  ) -> Bool {
    let isNews = now >= end
    if isNews { throttlesInARow += 1 }
    let bound = min(window, window / 16 * (1 << min(throttlesInARow, 4)))
    let jitter = Int64.random(in: bound.wholeNanoseconds / 2...bound.wholeNanoseconds, using: &generator)
    end = max(end, now + (retryAfter ?? .nanoseconds(jitter)))
    return isNews
  }
}
