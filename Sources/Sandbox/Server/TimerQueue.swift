/// What is to be done later, soonest first: a binary heap.
struct TimerQueue {
  private struct Entry {
    var due: UInt64
    /// Keeps entries with equal instants in the order of their coming.
    var number: UInt64
    var action: () -> Void

    func comes(before other: Entry) -> Bool { (due, number) < (other.due, other.number) }
  }

  private var heap: [Entry] = []
  private var added: UInt64 = 0

  var nextDue: UInt64? { heap.first?.due }

  mutating func add(at due: UInt64, _ action: @escaping () -> Void) {
    heap.append(Entry(due: due, number: added, action: action))
    added += 1
    var child = heap.count - 1
    while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the next action that is due.
  mutating func popDue(at now: UInt64) -> (() -> Void)? {
    guard let first = heap.first, first.due <= now else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.action }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].comes(before: heap[least]) {
        least = child
      }
      guard least != parent else { return first.action }
      heap.swapAt(least, parent)
      parent = least
    }
  }

  mutating func removeAll() { heap.removeAll() }
}
