/// A word of a filter and where it stands.
struct FilterToken: Equatable {
  enum Kind: Equatable {
    case open, close, openList, closeList, comma, dot
    case not, and, or, `in`
    case comparison(RecordFilter.Comparison)
    case literal(RecordFilter.Literal)
    /// A name as it is, with the dots in it.
    case name(String)
    /// A name in backticks.
    case quotedName(String)

    var isName: Bool {
      switch self {
      case .name, .quotedName: true
      default: false
      }
    }
  }

  var kind: Kind
  /// As it was written, for messages.
  var text: String
  /// In Unicode scalars, from 0.
  var position: Int
}

extension FilterToken {
  static let maximumLength = 65_536

  /// Words that are no columns unless they stand in backticks.
  static let words: Set<String> = ["in", "true", "false", "null", "and", "or", "not", "AND", "OR", "NOT"]

  static func tokens(of text: String) throws(FilterFailure) -> [FilterToken] {
    var scanner = ExpressionScanner(text)
    guard scanner.scalars.count <= maximumLength else {
      throw FilterFailure(.tooLong(limit: maximumLength), in: text, at: maximumLength)
    }
    var tokens: [FilterToken] = []
    while true {
      scanner.skipSpaces()
      guard !scanner.isAtEnd else { return tokens }
      let start = scanner.position
      let kind = try takeKind(&scanner, of: text)
      let written = String(String.UnicodeScalarView(scanner.scalars[start..<scanner.position]))
      tokens.append(FilterToken(kind: kind, text: written, position: start))
    }
  }

  private static let comparisons: [(StaticString, Kind)] = [
    ("==", .comparison(.equal)), ("!=", .comparison(.notEqual)), ("<=", .comparison(.lessOrEqual)),
    (">=", .comparison(.greaterOrEqual)), ("<", .comparison(.less)), (">", .comparison(.greater)), ("!", .not),
  ]

  /// What other languages write, and how it is written here; longer ones stand before their own beginnings.
  private static let foreignComparisons: [(StaticString, String)] = [
    ("===", "=="), ("<>", "!="), ("=~", "== or contains(…)"),
  ]

  private static func takeSymbol(
    _ scanner: inout ExpressionScanner, foreign: (String, String) -> FilterFailure
  ) throws(FilterFailure) -> Kind? {
    switch scanner.next {
    case "=", "!", "<", ">":
      for (symbol, instead) in foreignComparisons where scanner.take(symbol) { throw foreign("\(symbol)", instead) }
      for (symbol, kind) in comparisons where scanner.take(symbol) { return kind }
      throw foreign("=", "==")
    case "&":
      if scanner.take("&&") { return .and }
      throw foreign("&", "&&")
    case "|":
      if scanner.take("||") { return .or }
      throw foreign("|", "||")
    case let scalar?:
      guard let kind = brackets[scalar] else { return nil }
      scanner.advance()
      return kind
    case nil: return nil
    }
  }

  private static let brackets: [Unicode.Scalar: Kind] = [
    "(": .open, ")": .close, "[": .openList, "]": .closeList, ",": .comma, ".": .dot,
  ]

  private static func takeKind(_ scanner: inout ExpressionScanner, of text: String) throws(FilterFailure) -> Kind {
    let start = scanner.position
    func failure(_ cause: FilterFailure.Cause, at place: Int) -> FilterFailure {
      FilterFailure(cause, in: text, at: place + 1)
    }
    if let kind = try takeSymbol(&scanner, foreign: { failure(.foreign($0, instead: $1), at: start) }) { return kind }
    switch scanner.next {
    case "\"", "'": return .literal(.text(try quoted(&scanner, of: text)))
    case "`": return .quotedName(try quoted(&scanner, of: text))
    case let scalar? where scalar == "-" || scalar == "+" || isDigit(scalar):
      let written = scanner.takeText { rest in
        guard let next = rest.next else { return false }
        return isDigit(next) || isNameScalar(next) || next == "." || next == "-" || next == "+"
      }
      guard DecimalShape(written) != nil else { throw failure(.invalidNumber(written), at: start) }
      return .literal(.number(written))
    default: break
    }
    let length = nameLength(in: scanner)
    guard length > 0 else {
      let found = scanner.next.map { String($0) }
      throw failure(.unexpected(found: found, wanted: "a column, a value or an operator"), at: start)
    }
    let name = String(String.UnicodeScalarView(scanner.scalars[start..<start + length]))
    scanner.advance(length)
    if scanner.next == "-" {
      let rest = scanner.takeText { rest in
        guard let next = rest.next else { return false }
        return isDigit(next) || isNameScalar(next) || next == "." || next == "-"
      }
      throw failure(.unquotedName(name + rest), at: start)
    }
    return try word(name) { instead in failure(.foreign(name, instead: instead), at: start) }
  }

  private static func word(
    _ name: String, foreign: (String) -> FilterFailure
  ) throws(FilterFailure) -> Kind {
    switch name {
    case "in": return .in
    case "true", "false": return .literal(.boolean(name == "true"))
    case "null": return .literal(.null)
    case "and", "AND": throw foreign("&&")
    case "or", "OR": throw foreign("||")
    case "not", "NOT": throw foreign("!")
    default: return .name(name)
    }
  }

  private static func quoted(_ scanner: inout ExpressionScanner, of text: String) throws(FilterFailure) -> String {
    do throws(ExpressionScanner.QuoteFailure) {
      return try scanner.takeQuoted()
    } catch {
      switch error.cause {
      case .unclosed: throw FilterFailure(.unclosedQuote, in: text, at: error.position + 1)
      case .unknownEscape(let scalar):
        throw FilterFailure(.unknownEscape(Character(scalar)), in: text, at: error.position + 1)
      }
    }
  }

  /// How many scalars of what comes next are a name: letters, digits, `_`, `@` and `/`, and dots between them.
  static func nameLength(in scanner: ExpressionScanner) -> Int {
    guard let first = scanner.next, isNameScalar(first), !isDigit(first) else { return 0 }
    var length = 1
    while let scalar = scanner.peek(length) {
      let isInnerDot = scalar == "." && scanner.peek(length + 1).map { isNameScalar($0) || isDigit($0) } == true
      guard isNameScalar(scalar) || isDigit(scalar) || isInnerDot else { break }
      length += 1
    }
    return length
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "_", "@", "/": true
    default: scalar.properties.isAlphabetic
    }
  }
}
