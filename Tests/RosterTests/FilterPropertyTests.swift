import RecordStreams
import Support
import Testing

@testable import Roster

/// A filter as a tree, with the plainest thinkable evaluation.
private indirect enum FilterTree {
  case leaf(RecordFilter.Step)
  case not(FilterTree)
  case and(FilterTree, FilterTree)
  case or(FilterTree, FilterTree)

  var text: String {
    switch self {
    case .leaf(let step): FilterTree.text(of: step)
    case .not(let inner): "!(\(inner.text))"
    case .and(let left, let right): "(\(left.text)) && (\(right.text))"
    case .or(let left, let right): "(\(left.text)) || (\(right.text))"
    }
  }

  private static func text(of step: RecordFilter.Step) -> String {
    switch step {
    case .compare(let column, let comparison, let literal): "\(column)\(comparison.rawValue)\(literal)"
    case .compareColumns(let left, let comparison, let right): "\(left) \(comparison.rawValue) \(right)"
    case .isMember(let column, let literals): "\(column) in [\(literals.map(\.description).joined(separator: ","))]"
    case .call(let function, let column, let text):
      "\(column).\(function.rawValue)(\(RecordFilter.Literal.text(text)))"
    case .has(let column): "has(\(column))"
    case .not, .and, .or: ""
    }
  }

  func holds(_ values: [String: (text: String, kind: FieldKind)]) -> Bool {
    switch self {
    case .leaf(let step): FilterReference(values: values).holds(step)
    case .not(let inner): !inner.holds(values)
    case .and(let left, let right): left.holds(values) && right.holds(values)
    case .or(let left, let right): left.holds(values) || right.holds(values)
    }
  }
}

private struct FilterReference {
  let values: [String: (text: String, kind: FieldKind)]

  func text(_ column: RecordFilter.Column) -> String? {
    guard let value = values[column.name], value.kind != .null, value.kind != .missing else { return nil }
    let trimmed = value.text.trimmingSpaces
    return column.isLowered ? trimmed.unicodeScalars.map(\.properties.lowercaseMapping).joined() : trimmed
  }

  func holds(_ step: RecordFilter.Step) -> Bool {
    switch step {
    case .compare(let column, let comparison, let literal): compare(text(column), comparison, literal)
    case .compareColumns(let left, let comparison, let right): compare(text(left), comparison, text(right))
    case .isMember(let column, let literals): literals.contains { compare(text(column), .equal, $0) }
    case .call(let function, let column, let wanted):
      text(column).map { value in
        switch function {
        case .contains: wanted.isEmpty || value.utf8.count >= wanted.utf8.count && isInside(wanted, value)
        case .startsWith: value.utf8.starts(with: wanted.utf8)
        case .endsWith: value.utf8.reversed().starts(with: wanted.utf8.reversed())
        }
      } ?? false
    case .has(let column): !(text(column) ?? "").isEmpty
    case .not, .and, .or: false
    }
  }

  private func isInside(_ wanted: String, _ value: String) -> Bool {
    let bytes = Array(value.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: wanted.utf8) }
  }

  private func compare(
    _ value: String?, _ comparison: RecordFilter.Comparison, _ literal: RecordFilter.Literal
  ) -> Bool {
    switch literal {
    case .null: return (value == nil) == (comparison == .equal)
    case .boolean(let wanted):
      return (value?.lowercased() == "\(wanted)") == (comparison == .equal)
    case .text(let wanted):
      guard let value else { return comparison == .notEqual }
      return holds(comparison, Array(value.utf8), Array(wanted.utf8)) { $0.lexicographicallyPrecedes($1) }
    case .number(let wanted):
      guard let value, let number = Self.number(value), let other = Self.number(wanted) else {
        return comparison == .notEqual
      }
      return holds(comparison, number, other, <)
    }
  }

  private func compare(_ one: String?, _ comparison: RecordFilter.Comparison, _ other: String?) -> Bool {
    guard let one, let other else {
      return comparison == .equal && one == nil && other == nil
        || comparison == .notEqual && (one == nil) != (other == nil)
    }
    if let first = Self.number(one), let second = Self.number(other) { return holds(comparison, first, second, <) }
    return holds(comparison, Array(one.utf8), Array(other.utf8)) { $0.lexicographicallyPrecedes($1) }
  }

  private func holds<Value: Equatable>(
    _ comparison: RecordFilter.Comparison, _ one: Value, _ other: Value, _ precedes: (Value, Value) -> Bool
  ) -> Bool {
    switch comparison {
    case .equal: one == other
    case .notEqual: one != other
    case .less: precedes(one, other)
    case .lessOrEqual: one == other || precedes(one, other)
    case .greater: precedes(other, one)
    case .greaterOrEqual: one == other || precedes(other, one)
    }
  }

  /// The numbers of these tests are hundredths of small ones, so that an integer holds them exactly.
  static func number(_ text: String) -> Int? {
    guard text.wholeMatch(of: /[+-]?[0-9]{1,6}(\.[0-9]{1,2})?(e[0-4])?/) != nil else { return nil }
    return Double(text).map { Int(($0 * 100).rounded()) }
  }
}

private struct FilterMaker {
  var generator: SeededGenerator

  static let columns = ["a", "b.c", "in", "e-mail", "@id", "x/y", "`", "größe", "a b"]
  private static let texts = [
    "", "a", "A", "ä", "Ä", "ab", "b", "\"", "\\", "'", "1", "01", "1.0", "1.50", "-2", "10e1", "100", "true", "False",
    "null",
    "x\ny", "1.", "e1", "+3", "0", "-0",
  ]

  mutating func pick<Element>(_ all: [Element], _ other: Element) -> Element {
    all.randomElement(using: &generator) ?? other
  }

  mutating func column() -> RecordFilter.Column {
    RecordFilter.Column(name: pick(Self.columns, "a"), isLowered: Int.random(in: 0..<4, using: &generator) == 0)
  }

  mutating func literal(isOrdered: Bool) -> RecordFilter.Literal {
    switch Int.random(in: 0..<(isOrdered ? 2 : 4), using: &generator) {
    case 0: .text(pick(Self.texts, ""))
    case 1: .number(pick(["0", "1", "1.5", "-2", "1e2", "+3", "007", "-0.00"], "0"))
    case 2: .boolean(Bool.random(using: &generator))
    default: .null
    }
  }

  mutating func leaf() -> RecordFilter.Step {
    let comparison = pick(RecordFilter.Comparison.allCases, .equal)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return .compareColumns(column(), comparison, column())
    case 1: return .isMember(column(), (0..<3).map { _ in literal(isOrdered: false) })
    case 2: return .call(pick(RecordFilter.TextFunction.allCases, .contains), column(), pick(Self.texts, ""))
    case 3: return .has(RecordFilter.Column(name: pick(Self.columns, "a")))
    default: return .compare(column(), comparison, literal(isOrdered: comparison.isOrder))
    }
  }

  mutating func tree(depth: Int) -> FilterTree {
    switch depth == 0 ? 0 : Int.random(in: 0..<5, using: &generator) {
    case 1: return .not(tree(depth: depth - 1))
    case 2: return .and(tree(depth: depth - 1), tree(depth: depth - 1))
    case 3: return .or(tree(depth: depth - 1), tree(depth: depth - 1))
    default: return .leaf(leaf())
    }
  }

  mutating func value() -> (text: String, kind: FieldKind) {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: ("", .null)
    case 1: ("", .missing)
    case 2: (" \(pick(Self.texts, "")) ", .text)
    default: (pick(Self.texts, ""), .text)
    }
  }

  mutating func noise() -> String {
    let pieces = [
      "a", "b.c", "==", "!=", "<", "&&", "||", "!", "(", ")", "[", "]", ",", ".", "in", "\"x\"", "'", "`", "1", "true",
      "null", " ",
      "has(", "col(", ".contains(", ".lower()", "\\", "=", "&", "ä", "\u{301}",
    ]
    return (0..<Int.random(in: 0...14, using: &generator)).map { _ in pick(pieces, " ") }.joined()
  }
}

@Suite("Any filter")
struct FilterPropertyTests {
  @Test(
    "what is written down is parsed again, with as few parentheses as are needed", arguments: 0..<2000 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var maker = FilterMaker(generator: SeededGenerator(seed: seed))
    let filter = try RecordFilter(maker.tree(depth: 5).text)
    #expect(try RecordFilter(filter.description) == filter, "\(filter)")
  }

  @Test("a filter takes the records that a plain evaluation takes", arguments: 0..<3000 as Range<UInt64>)
  func evaluation(seed: UInt64) throws {
    var maker = FilterMaker(generator: SeededGenerator(seed: seed))
    let tree = maker.tree(depth: 4)
    let values = Dictionary(uniqueKeysWithValues: FilterMaker.columns.map { ($0, maker.value()) })
    let plan = try FilterPlan(RecordFilter(tree.text), columns: Columns(FilterMaker.columns))
    let texts = FilterMaker.columns.map { Array((values[$0]?.text ?? "").utf8) }
    let memory = texts.map { text in
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
      copy.copyBytes(from: text)
      return copy
    }
    defer { for copy in memory { copy.deallocate() } }
    let row = zip(memory, FilterMaker.columns).map {
      Field(bytes: UnsafeRawBufferPointer($0), kind: values[$1]?.kind ?? .missing)
    }
    #expect(row.withUnsafeBufferPointer { plan.matches($0) } == tree.holds(values), "\(tree.text) \(values)")
  }

  @Test("any text is parsed or refused at a place in it", arguments: 0..<3000 as Range<UInt64>)
  func anyText(seed: UInt64) {
    var maker = FilterMaker(generator: SeededGenerator(seed: seed))
    let text = maker.noise()
    do throws(FilterFailure) {
      let filter = try RecordFilter(text)
      #expect((try? RecordFilter(filter.description)) == filter, "\(text)")
    } catch {
      #expect((1...text.unicodeScalars.count + 1).contains(error.position), "\(text)")
      #expect(!error.description.isEmpty)
    }
  }
}
