/// Which records are taken: `status == "active" && country in ["DE", "FR"]`.
///
/// The language is the part of CEL that a list needs; `docs/mapping.md` has all of it. This is the parsed form, in postfix
/// order, so that nothing recurses; `FilterPlan` is what records are held against.
public struct RecordFilter: Sendable, Equatable {
  enum Literal: Sendable, Hashable {
    case text(String)
    /// As it was written.
    case number(String)
    case boolean(Bool)
    case null
  }

  enum Comparison: String, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
  }

  struct Column: Sendable, Hashable {
    var name: String
    /// Whether its text is taken in lower case.
    var isLowered = false
  }

  enum TextFunction: String, Sendable, CaseIterable {
    case contains, startsWith, endsWith
  }

  enum Step: Sendable, Equatable {
    case compare(Column, Comparison, Literal)
    case compareColumns(Column, Comparison, Column)
    case isMember(Column, [Literal])
    case call(TextFunction, Column, String)
    /// Whether there is anything in the column.
    case has(Column)
    case not, and, or
  }

  /// As the person wrote it.
  public let text: String
  let steps: [Step]
  /// Where each column first stands, in Unicode scalars from 1.
  let places: [String: Int]

  /// The columns it looks at, each once, in no order.
  public var columns: [String] { Array(places.keys) }

  /// Two filters are equal if they say the same; how they are written does not count.
  public static func == (one: RecordFilter, other: RecordFilter) -> Bool { one.steps == other.steps }
}

extension RecordFilter.Comparison {
  /// The same comparison with its sides exchanged.
  var mirrored: Self {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  var isOrder: Bool { self != .equal && self != .notEqual }

  /// - Parameter order: negative if the left side comes first, 0 if both are equal.
  func holds(_ order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}

extension RecordFilter: CustomStringConvertible {
  /// As it would be written by hand; parsing it gives an equal filter.
  public var description: String {
    // Each with the precedence of what holds it together: 3 for a condition, 2 for `&&`, 1 for `||`.
    var written: [(text: String, precedence: Int)] = []
    func pop(_ least: Int) -> String {
      guard let last = written.popLast() else { return "" }
      return last.precedence >= least ? last.text : "(\(last.text))"
    }
    for step in steps {
      switch step {
      case .compare(let column, let comparison, let literal):
        written.append(("\(column) \(comparison.rawValue) \(literal)", 3))
      case .compareColumns(let left, let comparison, let right):
        written.append(("\(left) \(comparison.rawValue) \(right)", 3))
      case .isMember(let column, let literals):
        written.append(("\(column) in [\(literals.map(\.description).joined(separator: ", "))]", 3))
      case .call(let function, let column, let text):
        written.append(("\(column).\(function.rawValue)(\(Literal.text(text)))", 4))
      case .has(let column): written.append(("has(\(column))", 4))
      case .not:
        // Without parentheses around a comparison: a filter as deep as it may be has no room for more.
        written.append(("!\(pop(3))", 4))
      case .and, .or:
        let precedence = step == .and ? 2 : 1
        // The right side is bracketed where it is of the same kind, because it would be read from the left.
        let right = pop(precedence + 1)
        let left = pop(precedence)
        written.append(("\(left) \(step == .and ? "&&" : "||") \(right)", precedence))
      }
    }
    return written.last?.text ?? ""
  }
}

extension RecordFilter.Column: CustomStringConvertible {
  var description: String {
    let scanner = ExpressionScanner(name)
    let isPlain =
      !FilterToken.words.contains(name) && FilterToken.nameLength(in: scanner) == scanner.scalars.count && !name.isEmpty
    return (isPlain ? name : ExpressionScanner.quoted(name, with: "`")) + (isLowered ? ".lower()" : "")
  }
}

extension RecordFilter.Literal: CustomStringConvertible {
  var description: String {
    switch self {
    case .text(let text): ExpressionScanner.quoted(text, with: "\"")
    case .number(let digits): digits
    case .boolean(let value): "\(value)"
    case .null: "null"
    }
  }
}
