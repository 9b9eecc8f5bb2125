/// How long to wait before the next try: exponential with full jitter, so that many who failed together do not come back
/// together.
///
/// Source: Brooker, Exponential Backoff and Jitter, 2015.
enum Backoff {
  static let base = Duration.milliseconds(500)
  static let longest = Duration.seconds(60)

  /// A delay drawn evenly between nothing and the bound that `tries` failed tries come to.
  static func delay(afterTries tries: Int, using generator: inout SeededGenerator) -> Duration {
    let bound = min(longest, base * (1 << min(max(tries - 1, 0), 20)))
    return .nanoseconds(Int64.random(in: 0...bound.wholeNanoseconds, using: &generator))
  }
}
