extension AccountFilter {
  /// Parses an expression over the given fields; anything else is refused with ERR_NGROK_250.
  init(parsing text: AccountText, fields: Set<Field>) throws(AccountRefusal) {
    var parser = FilterParser(tokens: try FilterToken.tokens(of: text), fields: fields, end: text.bytes.count)
    steps = try parser.parse()
  }
}

/// Operator precedence with an explicit stack (Dijkstra's shunting yard): one pass, no recursion.
private struct FilterParser {
  private static let maximumDepth = 64

  let tokens: [FilterToken]
  let fields: Set<AccountFilter.Field>
  let end: Int
  private var position = 0
  private var steps: [AccountFilter.Step] = []
  private var operators: [FilterToken.Kind] = []

  init(tokens: [FilterToken], fields: Set<AccountFilter.Field>, end: Int) {
    self.tokens = tokens
    self.fields = fields
    self.end = end
  }

  mutating func parse() throws(AccountRefusal) -> [AccountFilter.Step] {
    var wantsOperand = true
    while position < tokens.count {
      let token = tokens[position]
      switch (token.kind, wantsOperand) {
      case (.open, true), (.not, true):
        guard operators.count < Self.maximumDepth else { throw .invalidFilter("nested too deeply") }
        operators.append(token.kind)
        position += 1
      case (_, true):
        steps.append(try condition())
        wantsOperand = false
      case (.close, false):
        while let top = operators.last, top != .open { emit(top) }
        guard operators.popLast() == .open else { throw unexpected() }
        position += 1
      case (.and, false), (.or, false):
        while let top = operators.last, Self.precedence(top) >= Self.precedence(token.kind) { emit(top) }
        operators.append(token.kind)
        position += 1
        wantsOperand = true
      default: throw unexpected()
      }
    }
    guard !wantsOperand else { throw unexpected() }
    while let top = operators.last {
      guard top != .open else { throw .invalidFilter("a parenthesis is not closed") }
      emit(top)
    }
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

  private mutating func emit(_ kind: FilterToken.Kind) {
    operators.removeLast()
    steps.append(kind == .not ? .not : kind == .and ? .and : .or)
  }

  private func unexpected() -> AccountRefusal {
    let offset = position < tokens.count ? tokens[position].offset : end
    return .invalidFilter("syntax error at byte \(offset)")
  }

  private var next: FilterToken.Kind? { position < tokens.count ? tokens[position].kind : nil }

  private mutating func expect(_ kind: FilterToken.Kind) throws(AccountRefusal) {
    guard next == kind else { throw unexpected() }
    position += 1
  }

  // MARK: One condition

  private enum Operand {
    case field(AccountFilter.Field)
    case value(AccountFilter.Value)
    case bool(Bool)
  }

  /// `field op value`, `value op field`, `field in [...]`, `"…" in field`, `true` or `false`.
  private mutating func condition() throws(AccountRefusal) -> AccountFilter.Step {
    let left = try operand()
    if case .bool(let value) = left { return .constant(value) }
    if case .field(let field) = left, next == .in {
      position += 1
      return .isMember(field, try list(for: field))
    }
    if case .value(.text(let text)) = left, next == .in {
      let place = position
      position += 1
      guard case .field(.acl) = try operand() else {
        throw .invalidFilter("in at byte \(tokens[place].offset) needs a list behind it")
      }
      return .contains(.acl, text)
    }
    guard case .comparison(let comparison) = next else { throw unexpected() }
    let place = position
    position += 1
    switch (left, try operand()) {
    case (.field(let field), .value(let value)):
      try check(value, for: field, comparison, at: place)
      return .compare(field, comparison, value)
    case (.value(let value), .field(let field)):
      try check(value, for: field, comparison, at: place)
      return .compare(field, comparison.mirrored, value)
    default: throw .invalidFilter("a comparison at byte \(tokens[place].offset) needs one field and one value")
    }
  }

  private func check(
    _ value: AccountFilter.Value, for field: AccountFilter.Field, _ comparison: AccountFilter.Comparison?,
    at place: Int
  ) throws(AccountRefusal) {
    let isRight =
      switch value {
      case .text: field != .createdAt && field != .acl
      case .texts: field == .acl && (comparison == .equal || comparison == .notEqual)
      case .instant: field == .createdAt
      case .null: comparison == .equal || comparison == .notEqual
      }
    guard isRight else {
      throw .invalidFilter("obj.\(field.rawValue) cannot be compared so at byte \(tokens[place].offset)")
    }
  }

  private mutating func list(for field: AccountFilter.Field) throws(AccountRefusal) -> [AccountFilter.Value] {
    try expect(.openList)
    var values: [AccountFilter.Value] = []
    if next == .closeList {
      position += 1
      return values
    }
    while true {
      let place = position
      guard case .value(let value) = try operand() else { throw unexpected() }
      try check(value, for: field, nil, at: place)
      values.append(value)
      if next == .closeList {
        position += 1
        return values
      }
      try expect(.comma)
    }
  }

  /// A list of texts, to be compared with a field that is one.
  private mutating func texts() throws(AccountRefusal) -> [AccountText] {
    try expect(.openList)
    var texts: [AccountText] = []
    while next != .closeList {
      if !texts.isEmpty { try expect(.comma) }
      guard case .text(let text) = next else { throw unexpected() }
      texts.append(text)
      position += 1
    }
    position += 1
    return texts
  }

  private mutating func operand() throws(AccountRefusal) -> Operand {
    switch next {
    case .text(let text):
      position += 1
      return .value(.text(text))
    case .openList:
      return .value(.texts(try texts()))
    case .name("obj"):
      position += 1
      try expect(.dot)
      guard case .name(let name) = next else { throw unexpected() }
      guard let field = AccountFilter.Field(rawValue: name), fields.contains(field) else {
        throw .invalidFilter("obj has no field \(name) to filter by")
      }
      position += 1
      return .field(field)
    case .name("timestamp"):
      position += 1
      try expect(.open)
      guard case .text(let text) = next else { throw unexpected() }
      guard let instant = CivilTime.nanoseconds(rfc3339: text.bytes) else {
        throw .invalidFilter("\"\(text)\" is no RFC 3339 timestamp")
      }
      position += 1
      try expect(.close)
      return .value(.instant(instant))
    case .name("true"), .name("false"):
      defer { position += 1 }
      return .bool(next == .name("true"))
    case .name("null"):
      position += 1
      return .value(.null)
    default: throw unexpected()
    }
  }
}
