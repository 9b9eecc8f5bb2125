import NgrokAPI

/// How much of the account's window this run takes: the configured share, and less while others use the account.
///
/// The window itself, which all runs on the account share, is a `SlotWindow` that is handed in.
struct RateLimiter {
  /// Added to each slot's window, for the part of a millisecond by which clocks tick differently.
  static let margin = Duration.milliseconds(50)

  /// Measured by `simulate --window` beside a client that takes 30 % of the window at random, with latencies of 20 to
  /// 800 ms: with 4 some of the window stays unused, with 8 more than 2 % of the requests are refused.
  static let fewest = 5

  let limit: RateLimit
  private let ceiling: Double
  private var allowed: Double
  private var releases: [(ticket: SlotWindow.Ticket, freeAt: Instant)] = []

  init(limit: RateLimit, share: Double) {
    self.limit = limit
    ceiling = max(1, (Double(limit.count) * share).rounded(.down))
    allowed = ceiling
  }

  /// How many slots of the window may be occupied for this run to take another.
  var allowedCount: Int { Int(allowed) }

  /// How many requests may be under way at once for the window's sake.
  ///
  /// While others use the account, the end of the window comes unforeseen, and everything under way meets it together: so
  /// a few at a time only, as many as the pace needs at a second each.
  var mostAtOnce: Int {
    guard allowed < ceiling else { return .max }
    let perSecond = Double(limit.count) / limit.window.inSeconds
    return max(Self.fewest, Int(min(perSecond, 1_000_000).rounded(.up)))
  }

  /// Notes what the next `settle` hands back to the window.
  mutating func release(_ ticket: SlotWindow.Ticket, freeAt instant: Instant) {
    releases.append((ticket, instant))
  }

  mutating func settle(in window: inout SlotWindow) {
    for release in releases { window.release(release.ticket, freeAt: release.freeAt) }
    releases.removeAll(keepingCapacity: true)
  }

  /// When the slot of a request that was answered at `instant` is free again.
  func freeTime(answeredAt instant: Instant) -> Instant { instant + limit.window + Self.margin }

  /// An answer other than “too many requests” came: takes a little more again.
  mutating func recordAnswer() { allowed = min(ceiling, allowed + 0.1) }

  /// The window is full although ours is not: somebody else uses the account.
  mutating func recordThrottle() { allowed = max(1, allowed * 0.85) }
}
