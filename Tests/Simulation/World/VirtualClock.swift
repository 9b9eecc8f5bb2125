import Engine
import Runner

/// A clock that moves only when the world says so.
public final class VirtualClock: LoopClock {
  public internal(set) var now: Instant

  public init(start: Instant) { now = start }
}
