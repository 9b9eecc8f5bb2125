import RecordStreams

/// The values behind `in`, sorted, so that a list of thousands costs little more than one of two.
struct FilterSet {
  private var texts: [[UInt8]] = []
  private var numbers: [FilterNumber] = []
  private var booleans: [Bool] = []
  private var hasNull = false

  init(_ literals: [RecordFilter.Literal]) {
    for literal in literals {
      switch literal {
      case .text(let text): texts.append(Array(text.utf8))
      case .number(let digits): if let number = FilterNumber(digits) { numbers.append(number) }
      case .boolean(let value): booleans.append(value)
      case .null: hasNull = true
      }
    }
    texts.sort { one, other in one.withUnsafeBytes { first in other.withUnsafeBytes { order(first, $0) } } < 0 }
    numbers.sort { $0.order(to: $1) < 0 }
  }

  func contains(_ value: FilterValue) -> Bool {
    if value.isAbsent { return hasNull }
    if !texts.isEmpty, isIn(texts.count, { at in texts[at].withUnsafeBytes { order(value.text, $0) } }) { return true }
    if !numbers.isEmpty, DecimalShape(value.text) != nil,
      isIn(numbers.count, { numbers[$0].order(ofText: value.text) ?? 0 })
    {
      return true
    }
    return booleans.contains { isEqualIgnoringCase(value.text, $0 ? "true" : "false") }
  }

  /// Looks for 0 in an order that falls with the position.
  private func isIn(_ count: Int, _ order: (Int) -> Int) -> Bool {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = order(middle)
      if found == 0 { return true }
      range = found < 0 ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return false
  }
}
