/// A point on the machine's monotonic clock, in nanoseconds since an origin that holds until the next reboot.
///
/// The engine never reads a clock: instants are handed in. Nothing in it compares one with a time that the API gives.
public struct Instant: Comparable, Hashable, Sendable {
  public var nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static let distantFuture = Instant(nanoseconds: .max)

  public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Saturates at `distantFuture`, so that waiting “for ever” can be written as a duration.
  public static func + (instant: Instant, duration: Duration) -> Instant {
    let (sum, overflows) = instant.nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
    return overflows ? .distantFuture : Instant(nanoseconds: sum)
  }

  public static func - (instant: Instant, duration: Duration) -> Instant {
    let (difference, overflows) = instant.nanoseconds.subtractingReportingOverflow(duration.wholeNanoseconds)
    return overflows ? Instant(nanoseconds: .min) : Instant(nanoseconds: difference)
  }

  public static func - (later: Instant, earlier: Instant) -> Duration {
    .nanoseconds(later.nanoseconds - earlier.nanoseconds)
  }
}

extension Duration {
  /// The duration in nanoseconds, cut to what 64 bits hold (292 years).
  public var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflows { return seconds < 0 ? .min : .max }
    let (sum, sumOverflows) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return sumOverflows ? (seconds < 0 ? .min : .max) : sum
  }

  /// The duration in seconds, for display and for ratios.
  public var inSeconds: Double { Double(wholeNanoseconds) / 1e9 }
}
