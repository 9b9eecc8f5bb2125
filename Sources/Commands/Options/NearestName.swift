/// The candidate that a mistyped word most likely meant; `nil` if none is near.
///
/// Roster compares column names its own way (hyphens and case do not count there); options and commands are compared
/// letter by letter.
func nearestName(to word: String, among candidates: [String]) -> String? {
  let wanted = Array(word.lowercased().utf8.prefix(64))
  guard !wanted.isEmpty else { return nil }
  // Half of a long word is common to many others; two mistakes in three letters make another word.
  let tolerance = max(1, min(3, wanted.count / 3))
  let ranked = candidates.map { (name: $0, distance: editDistance(wanted, Array($0.utf8.prefix(64)))) }
  if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= tolerance { return best.name }
  // A beginning or an end of a name is meant as well: --limit for --sandbox-limit, --checkp for --checkpoint.
  guard wanted.count >= 4 else { return nil }
  return candidates.first { $0.hasPrefix(word) || $0.hasSuffix("-" + word) }
}

/// Insertions, deletions, replacements and swaps of neighbours that make one text the other.
func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...other.count)
  for (row, byte) in one.enumerated() {
    var current = [row + 1]
    for (column, candidate) in other.enumerated() {
      var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == candidate ? 0 : 1))
      if row > 0, column > 0, byte == other[column - 1], one[row - 1] == candidate {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[other.count]
}
