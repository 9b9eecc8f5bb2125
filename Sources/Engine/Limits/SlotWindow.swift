/// The places of an account's window: one request holds one place, from its sending until one window after its answer.
///
/// Slots are freed one window after an answer, because the server counts a request somewhere between its sending and
/// its answer. So any two requests of one slot are counted at least a window apart, whether the server's window is
/// rolling, fixed or a bucket, and n slots never let more than n requests into any window.
///
/// The value is shared by all runs on the same account: whoever drives the engine keeps it in a locked file.
public struct SlotWindow: Sendable, Equatable {
  public struct Slot: Sendable, Equatable {
    /// From this instant on the slot may be taken. For a request under way: the latest instant that it can come to.
    public var freeAt: Instant
    /// Who holds it; 0 where nobody does.
    public var holder: UInt64

    public init(freeAt: Instant, holder: UInt64) {
      self.freeAt = freeAt
      self.holder = holder
    }
  }

  /// A reserved slot.
  public struct Ticket: Sendable, Hashable {
    public var index: Int
    public var holder: UInt64

    public init(index: Int, holder: UInt64) {
      self.index = index
      self.holder = holder
    }
  }

  public private(set) var slots: [Slot]

  /// A window in which all `count` slots are free.
  public init(count: Int) {
    slots = Array(repeating: Slot(freeAt: Instant(nanoseconds: .min), holder: 0), count: count)
  }

  public init(slots: [Slot]) { self.slots = slots }

  /// How many slots cannot be taken at `now`. O(count).
  public func occupied(at now: Instant) -> Int { slots.reduce(0) { $0 + ($1.freeAt > now ? 1 : 0) } }

  /// When the next slot becomes free, at the latest; `now` if one is free. O(count).
  public func nextFree(at now: Instant) -> Instant {
    max(now, slots.reduce(Instant.distantFuture) { min($0, $1.freeAt) })
  }

  /// Takes a free slot; `nil` if there is none. O(count).
  ///
  /// - Parameter latest: when the slot frees itself if nobody releases it: a crashed process blocks nobody for ever.
  public mutating func reserve(at now: Instant, latest: Instant, holder: UInt64) -> Ticket? {
    guard let index = slots.firstIndex(where: { $0.freeAt <= now }) else { return nil }
    slots[index] = Slot(freeAt: latest, holder: holder)
    return Ticket(index: index, holder: holder)
  }

  /// Lets a slot become free at `instant`, if it is still held by the ticket's holder.
  public mutating func release(_ ticket: Ticket, freeAt instant: Instant) {
    guard ticket.index < slots.count, slots[ticket.index].holder == ticket.holder else { return }
    slots[ticket.index] = Slot(freeAt: instant, holder: 0)
  }

  /// Brings the slots of holders that no longer exist to `latest`, if that is earlier than what they have reserved.
  public mutating func releaseAbandoned(latest: Instant, isAlive: (UInt64) -> Bool) {
    for index in slots.indices where slots[index].holder != 0 && !isAlive(slots[index].holder) {
      slots[index] = Slot(freeAt: min(slots[index].freeAt, latest), holder: 0)
    }
  }
}
