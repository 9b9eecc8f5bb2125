/// The instants of the last while, oldest first.
///
/// An instant counts for less than the window's length: what came at 0 s is out of a 60 s window at exactly 60 s.
struct RollingWindow {
  private var instants: [UInt64] = []
  private var head = 0

  var count: Int { instants.count - head }
  var oldest: UInt64? { head < instants.count ? instants[head] : nil }

  /// Forgets what is `length` or older at `now`.
  mutating func expire(at now: UInt64, length: UInt64) {
    while head < instants.count, now - instants[head] >= length { head += 1 }
    // Moving the rest to the front each time would cost its length; at half it is free on average.
    if head > 64, head * 2 > instants.count {
      instants.removeFirst(head)
      head = 0
    }
  }

  /// `now` must not lie before an earlier one.
  mutating func add(_ now: UInt64) { instants.append(now) }

  /// When the window holds fewer than `limit`, if nothing more comes.
  func instant(below limit: Int, length: UInt64) -> UInt64? {
    guard count >= limit, limit > 0 else { return nil }
    return instants[instants.count - limit] + length
  }
}
