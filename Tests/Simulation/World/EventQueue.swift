import Engine

/// What is going to happen, earliest first. Few events are under way at once, so a sorted array serves.
struct EventQueue<Event> {
  private var entries: [(instant: Instant, event: Event)] = []

  var next: Instant? { entries.last?.instant }

  mutating func insert(_ event: Event, at instant: Instant) {
    // Latest first, and of equal instants the later insertion first, so that the end of the array is next.
    let index = entries.firstIndex { $0.instant <= instant } ?? entries.count
    entries.insert((instant, event), at: index)
  }

  /// Brings forward to `latest` what would happen later and meets the condition.
  mutating func hasten(to latest: Instant, where isMeant: (Event) -> Bool) {
    let late = entries.filter { $0.instant > latest && isMeant($0.event) }
    entries.removeAll { $0.instant > latest && isMeant($0.event) }
    // The queue ends with the earliest, which keeps its place before the others.
    for entry in late.reversed() { insert(entry.event, at: latest) }
  }

  mutating func popDue(at now: Instant) -> Event? {
    guard let last = entries.last, last.instant <= now else { return nil }
    return entries.removeLast().event
  }
}
