/// A text with places for a record's values: `{company} ({id})`.
///
/// A name in braces is a column; `{{` and `}}` stand for the braces themselves. A column with a brace in its name cannot be
/// written in a template, but stand alone for a field (`--map name=COLUMN`).
public struct Template: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case text(String)
    case column(String)
  }

  /// Neighbouring texts are one part, and no text is empty.
  public let parts: [Part]

  /// The columns it uses, in order, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    return parts.compactMap { part in
      if case .column(let name) = part, seen.insert(name).inserted { name } else { nil }
    }
  }

  /// A template that is nothing but the value of `column`.
  public init(column: String) { parts = [.column(column)] }

  /// Parses `text`; an empty text is an empty template.
  public init(_ text: String) throws(TemplateFailure) {
    var parts: [Part] = []
    var literal = ""
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      let isDoubled = index + 1 < characters.count && characters[index + 1] == character
      switch character {
      case "{" where isDoubled, "}" where isDoubled:
        literal.append(character)
        index += 2
      case "{":
        guard let end = characters[index...].firstIndex(of: "}") else {
          throw TemplateFailure(.unclosedBrace, in: text, at: index + 1)
        }
        let name = characters[index + 1..<end]
        if let inner = name.firstIndex(of: "{") {
          throw TemplateFailure(.unclosedBrace, in: text, at: min(inner, index) + 1)
        }
        let trimmed = String(name).trimmingSpaces
        if trimmed.isEmpty { throw TemplateFailure(.emptyName, in: text, at: index + 1) }
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = ""
        parts.append(.column(trimmed))
        index = end + 1
      case "}":
        throw TemplateFailure(.unopenedBrace, in: text, at: index + 1)
      default:
        literal.append(character)
        index += 1
      }
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
    self.parts = parts
  }

  init(parts: [Part]) { self.parts = parts }
}

extension Template: CustomStringConvertible {
  /// As it would be written by hand; parsing it gives an equal template.
  public var description: String {
    parts.map { part in
      switch part {
      case .text(let text): text.map { $0 == "{" ? "{{" : $0 == "}" ? "}}" : String($0) }.joined()
      case .column(let name): "{\(name)}"
      }
    }.joined()
  }
}

/// What is wrong with a template, and where in it.
public struct TemplateFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Cause: Sendable, Equatable {
    case unclosedBrace, unopenedBrace, emptyName
  }

  public let cause: Cause
  public let template: String
  /// In characters, from 1.
  public let position: Int

  init(_ cause: Cause, in template: String, at position: Int) {
    self.cause = cause
    self.template = template
    self.position = position
  }

  /// Stable, for scripts.
  public var code: String { "template-invalid" }

  public var description: String {
    let what =
      switch cause {
      case .unclosedBrace: "the brace that opens here is never closed; a column is written {name}, a brace itself {{"
      case .unopenedBrace: "this brace closes nothing; a column is written {name}, a brace itself }}"
      case .emptyName: "the name of a column is missing between the braces"
      }
    return "template \"\(template)\", character \(position): \(what)"
  }
}

extension String {
  var trimmingSpaces: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
