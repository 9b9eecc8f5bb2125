import CPlatform
import Engine

/// The machine's monotonic clock, common to all processes until the next boot.
///
/// It stands still while the machine sleeps, so it never takes a rate window or a settling time for longer than it was.
public struct SystemClock: LoopClock, Sendable {
  public init() {}
  public var now: Instant { Instant(nanoseconds: muster_monotonic_nanoseconds()) }
}
