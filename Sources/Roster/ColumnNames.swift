import RecordStreams

/// Finds the column that a person means: the very name, else the only one that differs in case, spaces, hyphens and underscores.
///
/// Of a name that leads into a column's value, `Address.country`, only the column's part is looked for in this way.
func column(named name: String, among columns: Columns) -> String? {
  if FieldPath(name, in: columns) != nil { return name }
  if let found = similarColumn(to: name, among: columns) { return found }
  guard columns.hasNestedValues else { return nil }
  for dot in name.indices.reversed() where name[dot] == "." {
    if let found = similarColumn(to: String(name[..<dot]), among: columns) { return found + name[dot...] }
  }
  return nil
}

private func similarColumn(to name: String, among columns: Columns) -> String? {
  let wanted = normalised(name)
  let matches = columns.names.filter { normalised($0) == wanted }
  return matches.count == 1 ? matches[0] : nil
}

/// A header's name without what people write in different ways: `Customer-ID`, `customer_id` and `customer id` are equal.
func normalised(_ name: String) -> String {
  String(
    String.UnicodeScalarView(name.lowercased().unicodeScalars.filter { !" _-.\u{A0}".unicodeScalars.contains($0) }))
}

/// The candidate nearest to `name`, if one is near enough to have been meant.
func nearest(to name: String, among candidates: [String]) -> String? {
  let wanted = Array(normalised(name).unicodeScalars.prefix(64))
  let tolerance = max(1, wanted.count / 3)
  let ranked = candidates.map { candidate in
    (candidate, editDistance(wanted, Array(normalised(candidate).unicodeScalars.prefix(64))))
  }
  guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= tolerance else { return nil }
  return best.0
}

/// Insertions, deletions, replacements and swaps of neighbours that make one text the other.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...other.count)
  for (row, scalar) in one.enumerated() {
    var current = [row + 1]
    for (column, candidate) in other.enumerated() {
      var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (scalar == candidate ? 0 : 1))
      if row > 0, column > 0, scalar == other[column - 1], one[row - 1] == candidate {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[other.count]
}
