/// Values that wait for an instant, earliest first; values of the same instant in the order of their insertion.
struct TimerQueue<Value> {
  private struct Entry {
    var instant: Instant
    var order: UInt64
    var value: Value

    func precedes(_ other: Entry) -> Bool { (instant, order) < (other.instant, other.order) }
  }

  /// A binary heap: the parent of `i` is `(i - 1) / 2` and never comes after it.
  private var entries: [Entry] = []
  private var inserted: UInt64 = 0

  var count: Int { entries.count }
  var next: Instant? { entries.first?.instant }

  mutating func insert(_ value: Value, at instant: Instant) {
    entries.append(Entry(instant: instant, order: inserted, value: value))
    inserted += 1
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].precedes(entries[parent]) else { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  /// Removes and returns the earliest value whose instant has come.
  mutating func popDue(at now: Instant) -> Value? {
    guard let first = entries.first, first.instant <= now else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return first.value
  }

  private mutating func sink() {
    var parent = 0
    while true {
      let left = 2 * parent + 1
      let right = left + 1
      var earliest = parent
      if left < entries.count, entries[left].precedes(entries[earliest]) { earliest = left }
      if right < entries.count, entries[right].precedes(entries[earliest]) { earliest = right }
      if earliest == parent { return }
      entries.swapAt(parent, earliest)
      parent = earliest
    }
  }
}
