/// How many requests may be under way at once: halved when the API says that there are too many (ERR_NGROK_225), grown
/// by one after as many answers as the limit counts (additive increase, multiplicative decrease).
struct ConcurrencyLimit {
  private let ceiling: Int
  private var limit: Double
  private var heldUntil = Instant(nanoseconds: .min)

  init(_ ceiling: Int) {
    self.ceiling = max(1, ceiling)
    limit = Double(self.ceiling)
  }

  var current: Int { Int(limit) }

  mutating func recordAnswer() { limit = min(Double(ceiling), limit + 1 / limit) }

  mutating func recordExcess(at now: Instant) {
    // The requests that were under way together are one excess, not many.
    guard now >= heldUntil else { return }
    limit = max(1, limit / 2)
    heldUntil = now + .seconds(1)
  }
}
