extension Template {
  /// Longer ones are refused.
  static let maximumLength = 8192

  /// Parses `text`; an empty text is an empty template.
  public init(_ text: String) throws(TemplateFailure) {
    var parser = TemplateParser(text)
    parts = try parser.parse()
  }
}

private struct TemplateParser {
  private let text: String
  private var scanner: ExpressionScanner

  init(_ text: String) {
    self.text = text
    scanner = ExpressionScanner(text)
  }

  mutating func parse() throws(TemplateFailure) -> [Template.Part] {
    guard scanner.scalars.count <= Template.maximumLength else {
      throw failure(.tooLong(limit: Template.maximumLength), at: Template.maximumLength)
    }
    var parts: [Template.Part] = []
    var literal = String.UnicodeScalarView()
    func flush() {
      if !literal.isEmpty { parts.append(.text(String(literal))) }
      literal = String.UnicodeScalarView()
    }
    while let scalar = scanner.next {
      if scanner.take("{{") {
        literal.append("{")
      } else if scanner.take("}}") {
        literal.append("}")
      } else if scalar == "{" {
        flush()
        parts.append(.value(try value()))
      } else if scalar == "}" {
        throw failure(.unopenedBrace, at: scanner.position)
      } else {
        literal.append(scalar)
        scanner.advance()
      }
    }
    flush()
    return parts
  }

  /// `{column ?? column | function:argument | function}`
  private mutating func value() throws(TemplateFailure) -> TemplateValue {
    let start = scanner.position
    scanner.advance()
    var value = TemplateValue(columns: [try column(ofBraceAt: start)])
    while scanner.take("??") { value.columns.append(try column(ofBraceAt: start)) }
    while scanner.take("|") { value.functions.append(try function()) }
    if scanner.take("}") { return value }
    guard let surplus = scanner.next, surplus != "{" else { throw failure(.unclosedBrace, at: start) }
    throw failure(.unexpected(Character(surplus)), at: scanner.position)
  }

  private mutating func column(ofBraceAt start: Int) throws(TemplateFailure) -> String {
    scanner.skipSpaces()
    let place = scanner.position
    let name: String
    if scanner.next == "`" {
      name = try quoted()
    } else {
      name =
        scanner.takeText { rest in
          switch rest.next {
          case "{", "}", "|": false
          case "?": rest.peek(1) != "?"
          default: true
          }
        }.trimmingSpaces
    }
    guard name.isEmpty else { return name }
    if scanner.isAtEnd || scanner.next == "{" { throw failure(.unclosedBrace, at: start) }
    throw failure(.emptyName, at: value(at: place, in: start))
  }

  /// An empty pair of braces is pointed at by its brace, a missing name behind `??` by its place.
  private func value(at place: Int, in brace: Int) -> Int {
    let isFirst = scanner.scalars[brace + 1..<place].allSatisfy(\.properties.isWhitespace)
    return isFirst ? brace : place
  }

  private mutating func function() throws(TemplateFailure) -> TemplateFunction {
    scanner.skipSpaces()
    let place = scanner.position
    let name = scanner.takeText { rest in !"{}|:".unicodeScalars.contains(rest.next ?? "}") }.trimmingSpaces
    var arguments: [String] = []
    while scanner.take(":") { arguments.append(try argument()) }
    guard let kind = TemplateFunction.Name(rawValue: name) else {
      throw failure(.unknownFunction(name, suggestion: TemplateFunction.Name.suggestion(for: name)), at: place)
    }
    guard let function = TemplateFunction(kind, arguments) else {
      throw failure(.wrongArguments(of: kind), at: place)
    }
    return function
  }

  private mutating func argument() throws(TemplateFailure) -> String {
    scanner.skipSpaces()
    guard scanner.next == "\"" || scanner.next == "'" else {
      return scanner.takeText { rest in !"{}|:".unicodeScalars.contains(rest.next ?? "}") }.trimmingSpaces
    }
    let text = try quoted()
    scanner.skipSpaces()
    return text
  }

  private mutating func quoted() throws(TemplateFailure) -> String {
    do throws(ExpressionScanner.QuoteFailure) {
      let text = try scanner.takeQuoted()
      scanner.skipSpaces()
      return text
    } catch {
      switch error.cause {
      case .unclosed: throw failure(.unclosedQuote, at: error.position)
      case .unknownEscape(let scalar): throw failure(.unknownEscape(Character(scalar)), at: error.position)
      }
    }
  }

  private func failure(_ cause: TemplateFailure.Cause, at place: Int) -> TemplateFailure {
    TemplateFailure(cause, in: text, at: place + 1)
  }
}
