import RecordStreams

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One condition of a filter, on columns by their numbers in the plan.
struct FilterTest {
  private enum Kind {
    case text(RecordFilter.Comparison, [UInt8])
    case number(RecordFilter.Comparison, FilterNumber)
    case boolean(isEqual: Bool, Bool)
    case null(isEqual: Bool)
    case column(RecordFilter.Comparison, Int, isLowered: Bool)
    case member(FilterSet)
    case call(RecordFilter.TextFunction, [UInt8])
    case has
  }

  private let column: Int
  private let isLowered: Bool
  private let kind: Kind

  /// - Parameter step: a condition, no operator.
  init(_ step: RecordFilter.Step, positions: [String: Int]) {
    func position(_ column: RecordFilter.Column) -> Int { positions[column.name] ?? 0 }
    switch step {
    case .compare(let column, let comparison, let literal):
      (self.column, isLowered) = (position(column), column.isLowered)
      kind =
        switch literal {
        case .text(let text): .text(comparison, Array(text.utf8))
        case .number(let digits):
          FilterNumber(digits).map { .number(comparison, $0) } ?? .text(comparison, Array(digits.utf8))
        case .boolean(let value): .boolean(isEqual: comparison == .equal, value)
        case .null: .null(isEqual: comparison == .equal)
        }
    case .compareColumns(let left, let comparison, let right):
      (column, isLowered) = (position(left), left.isLowered)
      kind = .column(comparison, position(right), isLowered: right.isLowered)
    case .isMember(let column, let literals):
      (self.column, isLowered) = (position(column), column.isLowered)
      kind = .member(FilterSet(literals))
    case .call(let function, let column, let text):
      (self.column, isLowered) = (position(column), column.isLowered)
      kind = .call(function, Array(text.utf8))
    case .has(let column):
      (self.column, isLowered) = (position(column), false)
      kind = .has
    case .not, .and, .or:
      // Operators are no conditions; the plan makes instructions of them.
      (column, isLowered, kind) = (0, false, .has)
    }
  }

  func holds(scratch: FieldScratch, _ field: (Int) -> Field) -> Bool {
    let value = FilterValue(field(column), isLowered: isLowered, scratch: scratch)
    switch kind {
    case .null(let isEqual): return value.isAbsent == isEqual
    case .has: return !value.isAbsent && !value.text.isEmpty
    case .text(let comparison, let text):
      guard !value.isAbsent else { return comparison == .notEqual }
      return text.withUnsafeBytes { comparison.holds(order(value.text, $0)) }
    case .number(let comparison, let number):
      guard !value.isAbsent, let order = number.order(ofText: value.text) else { return comparison == .notEqual }
      return comparison.holds(order)
    case .boolean(let isEqual, let wanted):
      return (!value.isAbsent && isEqualIgnoringCase(value.text, wanted ? "true" : "false")) == isEqual
    case .column(let comparison, let otherColumn, let isOtherLowered):
      let other = FilterValue(field(otherColumn), isLowered: isOtherLowered, scratch: scratch)
      return value.compare(comparison, other)
    case .member(let set): return set.contains(value)
    case .call(let function, let text):
      guard !value.isAbsent else { return false }
      switch function {
      case .contains: return text.isEmpty || position(of: text, in: value.text) != nil
      case .startsWith: return value.text.starts(with: text)
      case .endsWith: return value.text.count >= text.count && value.text.suffix(text.count).elementsEqual(text)
      }
    }
  }
}

/// A field as a filter sees it.
struct FilterValue {
  /// Whether the record has no such field, or a null.
  let isAbsent: Bool
  /// Without outer white space.
  let text: UnsafeRawBufferPointer

  init(_ field: Field, isLowered: Bool, scratch: FieldScratch) {
    isAbsent = field.kind == .missing || field.kind == .null
    let trimmedText = trimmed(field.bytes)
    text =
      isLowered && !isAbsent
      ? scratch.text(upTo: TextWriter.room(for: trimmedText)) { $0.append(trimmedText, as: .lower) } : trimmedText
  }

  /// Numbers are compared as numbers where both are some, else both are texts.
  func compare(_ comparison: RecordFilter.Comparison, _ other: FilterValue) -> Bool {
    if isAbsent || other.isAbsent {
      switch comparison {
      case .equal: return isAbsent && other.isAbsent
      case .notEqual: return isAbsent != other.isAbsent
      default: return false
      }
    }
    if let one = DecimalShape(text), let two = DecimalShape(other.text) {
      return comparison.holds(one.order(in: text, to: two, in: other.text))
    }
    return comparison.holds(order(text, other.text))
  }
}

/// A number that values are compared with.
struct FilterNumber {
  private let digits: [UInt8]
  private let shape: DecimalShape

  init?(_ text: String) {
    guard let shape = DecimalShape(text) else { return nil }
    self.shape = shape
    digits = Array(text.utf8)
  }

  /// How the number in `text` stands to this one; `nil` if there is none.
  func order(ofText text: UnsafeRawBufferPointer) -> Int? {
    DecimalShape(text).map { other in digits.withUnsafeBytes { other.order(in: text, to: shape, in: $0) } }
  }

  func order(to other: FilterNumber) -> Int {
    digits.withUnsafeBytes { own in other.digits.withUnsafeBytes { shape.order(in: own, to: other.shape, in: $0) } }
  }
}

/// The bytes' order; negative if `one` comes first.
func order(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Int {
  let common = min(one.count, other.count)
  if common > 0, let first = one.baseAddress, let second = other.baseAddress {
    let result = memcmp(first, second, common)
    if result != 0 { return Int(result) }
  }
  return one.count - other.count
}
