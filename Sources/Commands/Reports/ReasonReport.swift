import Engine
import Ledger

/// Why customers failed and rows were rejected, the most frequent reasons first.
struct ReasonReport {
  let groups: [ReasonGroup]

  init(_ groups: [ReasonGroup]) { self.groups = groups }

  /// One line for a reason, with an example.
  func lines(most: Int) -> [String] {
    let sorted = groups.sorted { ($0.state.rawValue, $1.count) < ($1.state.rawValue, $0.count) }
    var lines = sorted.prefix(most).map { group in
      "  \(grouped(group.count)) \(group.state.word), \(group.code): line \(group.exampleSource.line)"
        + "\(group.exampleKey.isEmpty ? "" : " (\(group.exampleKey))"): \(group.exampleMessage)"
    }
    if sorted.count > most { lines.append("  and \(sorted.count - most) further reasons: muster status shows them") }
    return lines
  }
}
