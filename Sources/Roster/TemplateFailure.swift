/// What is wrong with a template, and where in it.
public struct TemplateFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Cause: Sendable, Equatable {
    case unclosedBrace, unopenedBrace, emptyName
    case unknownFunction(String, suggestion: String?)
    case wrongArguments(of: TemplateFunction.Name)
    case unclosedQuote
    case unknownEscape(Character)
    case unexpected(Character)
    case tooLong(limit: Int)
  }

  public let cause: Cause
  public let template: String
  /// In Unicode scalars, from 1.
  public let position: Int

  init(_ cause: Cause, in template: String, at position: Int) {
    self.cause = cause
    self.template = template
    self.position = position
  }

  /// Stable, for scripts.
  public var code: String { "template-invalid" }

  public var description: String {
    let shown = template.unicodeScalars.count > 200 ? template.prefix(200) + "…" : template[...]
    return "template \"\(shown)\", character \(position): \(explanation)"
  }

  private var explanation: String {
    switch cause {
    case .unclosedBrace:
      return "the brace that opens here is never closed; a column is written {name}, a brace itself {{"
    case .unopenedBrace: return "this brace closes nothing; a column is written {name}, a brace itself }}"
    case .emptyName: return "the name of a column is missing between the braces"
    case .unknownFunction("", _): return "the name of a function is missing behind the bar, as in {company | lower}"
    case .unknownFunction(let name, let suggestion):
      let question = suggestion.map { " Did you mean \($0)?" } ?? ""
      let all = TemplateFunction.Name.allCases.map(\.rawValue).joined(separator: ", ")
      return "there is no function \"\(name)\".\(question) The functions are \(all); "
        + "a column with a bar in its name is written in backticks"
    case .wrongArguments(let name): return "\(name.rawValue) \(name.usage)"
    case .unclosedQuote: return "the quote that opens here is never closed"
    case .unknownEscape(let character):
      return "\\\(character) means nothing in quotes; a backslash itself is written \\\\"
    case .unexpected(let character):
      return "\"\(character)\" cannot stand here; behind what is in quotes comes |, : or the closing brace"
    case .tooLong(let limit): return "a template has at most \(limit) characters"
    }
  }
}
