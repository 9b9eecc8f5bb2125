extension RecordFilter {
  /// Parses a condition.
  public init(_ text: String) throws(FilterFailure) {
    var parser = FilterParser(text: text, tokens: try FilterToken.tokens(of: text))
    steps = try parser.parse()
    places = parser.places
    self.text = text
  }
}

/// Operator precedence with an explicit stack (Dijkstra's shunting yard): one pass, no recursion.
private struct FilterParser {
  private static let maximumDepth = 128

  let text: String
  let tokens: [FilterToken]
  private(set) var places: [String: Int] = [:]
  private var next = 0
  private var steps: [RecordFilter.Step] = []
  /// What waits for its right side; of a parenthesis also where it stands.
  private var waiting: [FilterToken] = []

  init(text: String, tokens: [FilterToken]) {
    self.text = text
    self.tokens = tokens
  }

  mutating func parse() throws(FilterFailure) -> [RecordFilter.Step] {
    var wantsCondition = true
    while let token = current {
      switch (token.kind, wantsCondition) {
      case (.open, true), (.not, true):
        guard waiting.count < Self.maximumDepth else { throw failure(.tooDeep(limit: Self.maximumDepth), at: token) }
        waiting.append(token)
        next += 1
      case (_, true):
        steps.append(try condition())
        wantsCondition = false
      case (.close, false):
        try emit(down: 0)
        guard waiting.popLast() != nil else { throw failure(.unopenedParenthesis, at: token) }
        next += 1
      case (.and, false), (.or, false):
        try emit(down: Self.precedence(token.kind))
        waiting.append(token)
        next += 1
        wantsCondition = true
      default: throw unexpected("&&, || or the end")
      }
    }
    guard !wantsCondition else { throw unexpected("a condition such as status == \"active\"") }
    try emit(down: 0)
    if let open = waiting.last { throw failure(.unclosedParenthesis, at: open) }
    return steps
  }

  private static func precedence(_ kind: FilterToken.Kind) -> Int {
    switch kind {
    case .not: 3
    case .and: 2
    case .or: 1
    default: 0
    }
  }

  /// Writes down the operators that bind their left side at least as strongly, up to the innermost parenthesis.
  private mutating func emit(down precedence: Int) throws(FilterFailure) {
    while let top = waiting.last, top.kind != .open, Self.precedence(top.kind) >= precedence {
      waiting.removeLast()
      steps.append(top.kind == .not ? .not : top.kind == .and ? .and : .or)
    }
  }

  // MARK: One condition

  private enum Operand {
    case column(RecordFilter.Column, FilterToken)
    case literal(RecordFilter.Literal, FilterToken)
    /// A condition by itself, such as `has(email)`.
    case condition(RecordFilter.Step)
  }

  private mutating func condition() throws(FilterFailure) -> RecordFilter.Step {
    let left = try operand()
    if case .condition(let step) = left { return step }
    guard let token = current else { throw incomplete(left) }
    switch token.kind {
    case .in:
      next += 1
      guard case .column(let column, _) = left else { throw failure(.noColumn, at: token) }
      return .isMember(column, try list())
    case .comparison(let comparison):
      next += 1
      return try compare(left, comparison, try operand(), at: token)
    default: throw incomplete(left)
    }
  }

  private func incomplete(_ left: Operand) -> FilterFailure {
    if case .column(let column, let token) = left { return failure(.columnAlone("\(column)"), at: token) }
    if case .literal(.boolean, let token) = left { return failure(.noColumn, at: token) }
    return unexpected("a comparison (==, !=, <, <=, >, >=, in)")
  }

  private func compare(
    _ left: Operand, _ comparison: RecordFilter.Comparison, _ right: Operand, at token: FilterToken
  ) throws(FilterFailure) -> RecordFilter.Step {
    switch (left, right) {
    case (.column(let column, _), .literal(let literal, let place)):
      if comparison.isOrder, !literal.hasOrder { throw failure(.noOrder("\(literal)"), at: place) }
      return .compare(column, comparison, literal)
    case (.literal(let literal, let place), .column(let column, _)):
      if comparison.isOrder, !literal.hasOrder { throw failure(.noOrder("\(literal)"), at: place) }
      return .compare(column, comparison.mirrored, literal)
    case (.column(let one, _), .column(let other, _)): return .compareColumns(one, comparison, other)
    default: throw failure(.noColumn, at: token)
    }
  }

  /// `["DE", "FR"]`
  private mutating func list() throws(FilterFailure) -> [RecordFilter.Literal] {
    try expect(.openList, "a list such as [\"DE\", \"FR\"]")
    var literals: [RecordFilter.Literal] = []
    while current?.kind != .closeList {
      if !literals.isEmpty { try expect(.comma, "a comma or ]") }
      guard case .literal(let literal)? = current?.kind else { throw unexpected("a value such as \"DE\"") }
      literals.append(literal)
      next += 1
    }
    next += 1
    return literals
  }

  /// A value, a column, a call on a column, or a call that is a condition.
  private mutating func operand() throws(FilterFailure) -> Operand {
    guard let token = current else { throw unexpected("a column or a value") }
    switch token.kind {
    case .literal(let literal):
      next += 1
      return .literal(literal, token)
    case .name("has") where follows(.open):
      next += 2
      // Not any operand: calls within calls would be a nesting without a bound.
      guard let name = current, name.kind.isName, case .column(let column, _) = try columnOrCall(from: name),
        !column.isLowered
      else { throw unexpected("the name of a column") }
      try expect(.close, ")")
      return .condition(.has(column))
    case .name, .quotedName: return try columnOrCall(from: token)
    default: throw unexpected("a column or a value")
    }
  }

  private mutating func columnOrCall(from token: FilterToken) throws(FilterFailure) -> Operand {
    var (name, function) = try path()
    var column = RecordFilter.Column(name: name)
    places[name] = min(places[name] ?? .max, token.position + 1)
    while let call = function {
      try expect(.open, "(")
      if call.text == "lower" {
        try expect(.close, ")")
        column.isLowered = true
        guard current?.kind == .dot else { return .column(column, token) }
        next += 1
        guard case .name(let following)? = current?.kind, follows(.open) else { throw unexpected("a function") }
        function = (following, tokens[next])
        next += 1
        continue
      }
      guard let known = RecordFilter.TextFunction(rawValue: call.text) else {
        let names = RecordFilter.TextFunction.allCases.map(\.rawValue) + ["lower"]
        throw failure(.unknownFunction(call.text, suggestion: nearest(to: call.text, among: names)), at: call.token)
      }
      guard case .literal(.text(let argument))? = current?.kind else { throw unexpected("a text in quotes") }
      next += 1
      try expect(.close, ")")
      return .condition(.call(known, column, argument))
    }
    return .column(column, token)
  }

  /// A column's name, and the function behind its last dot if one is called.
  private mutating func path() throws(FilterFailure) -> (String, function: (text: String, token: FilterToken)?) {
    var parts: [String] = []
    while let token = current {
      switch token.kind {
      case .quotedName(let name): parts.append(name)
      case .name("col") where parts.isEmpty && follows(.open):
        next += 2
        guard case .literal(.text(let name))? = current?.kind else { throw unexpected("a column's name in quotes") }
        parts.append(name)
        next += 1
        guard current?.kind == .close else { throw unexpected(")") }
      case .name(let name) where !follows(.open): parts.append(name)
      case .name(let name):
        next += 1
        let dot = name.lastIndex(of: ".")
        if let dot { parts.append(String(name[..<dot])) }
        let text = dot.map { String(name[name.index(after: $0)...]) } ?? name
        guard !parts.isEmpty else { throw failure(.unknownFunction(text, suggestion: nil), at: token) }
        return (parts.joined(separator: "."), (text, token))
      default: throw unexpected("the rest of a column's name")
      }
      next += 1
      guard current?.kind == .dot else { break }
      next += 1
    }
    return (parts.joined(separator: "."), nil)
  }

  // MARK: Tokens

  private var current: FilterToken? { next < tokens.count ? tokens[next] : nil }

  private func follows(_ kind: FilterToken.Kind) -> Bool { next + 1 < tokens.count && tokens[next + 1].kind == kind }

  private mutating func expect(_ kind: FilterToken.Kind, _ wanted: String) throws(FilterFailure) {
    guard current?.kind == kind else { throw unexpected(wanted) }
    next += 1
  }

  private func unexpected(_ wanted: String) -> FilterFailure {
    FilterFailure(
      .unexpected(found: current?.text, wanted: wanted), in: text,
      at: (current?.position ?? text.unicodeScalars.count) + 1)
  }

  private func failure(_ cause: FilterFailure.Cause, at token: FilterToken) -> FilterFailure {
    FilterFailure(cause, in: text, at: token.position + 1)
  }
}

extension RecordFilter.Literal {
  fileprivate var hasOrder: Bool {
    switch self {
    case .text, .number: true
    case .boolean, .null: false
    }
  }
}
