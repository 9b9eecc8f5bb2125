/// What is wrong with a filter, and where in it.
public struct FilterFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Cause: Sendable, Equatable {
    /// `found` is `nil` at the end.
    case unexpected(found: String?, wanted: String)
    /// Something that other languages write in another way.
    case foreign(String, instead: String)
    /// A name with characters that only a name in quotes may have.
    case unquotedName(String)
    case unclosedQuote
    case unknownEscape(Character)
    case invalidNumber(String)
    case unclosedParenthesis
    case unopenedParenthesis
    case unknownFunction(String, suggestion: String?)
    /// Both sides are the same for every record.
    case noColumn
    /// `<` and its like with a value that has no order.
    case noOrder(String)
    case columnAlone(String)
    case unknownColumn(String, suggestion: String?, columns: [String])
    case tooDeep(limit: Int)
    case tooLong(limit: Int)
  }

  public let cause: Cause
  public let filter: String
  /// In Unicode scalars, from 1.
  public let position: Int

  init(_ cause: Cause, in filter: String, at position: Int) {
    self.cause = cause
    self.filter = filter
    self.position = position
  }

  /// Stable, for scripts.
  public var code: String {
    if case .unknownColumn = cause { "filter-unknown-column" } else { "filter-invalid" }
  }

  public var description: String {
    let scalars = filter.unicodeScalars
    let shown = scalars.count > 200 ? String(scalars.prefix(200)) + "…" : filter
    return "condition '\(shown)', character \(position): \(explanation)"
  }

  private var explanation: String {
    switch cause {
    case .unexpected(nil, let wanted): return "it ends where \(wanted) must come"
    case .unexpected(let found?, let wanted): return "\"\(found)\" stands where \(wanted) must come"
    case .foreign(let found, let instead): return "\"\(found)\" is written \(instead) here"
    case .unquotedName(let name):
      return "a name with other characters than letters and digits stands in backticks: `\(name)`"
    case .unclosedQuote: return "the quote that opens here is never closed"
    case .unknownEscape(let character):
      return "\\\(character) means nothing in quotes; a backslash itself is written \\\\"
    case .invalidNumber(let text): return "\"\(text)\" is no number; a text stands in quotes"
    case .unclosedParenthesis: return "the parenthesis that opens here is never closed"
    case .unopenedParenthesis: return "this parenthesis closes nothing"
    case .unknownFunction(let name, let suggestion):
      return "there is no function \"\(name)\"."
        + (suggestion.map { " Did you mean \($0)?" } ?? "")
        + " There are contains(…), startsWith(…), endsWith(…), lower() behind a column, and has(column)"
    case .noColumn: return "this is the same for every row; one side has to be a column, written without quotes"
    case .noOrder(let text): return "\(text) is neither less nor greater than anything; compare it with == or !="
    case .columnAlone(let name):
      return "a column alone is no condition; write \(name) == true, or has(\(name)) for a column that is filled in"
    case .unknownColumn(let name, let suggestion, let columns):
      let all = columns.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
      let more = columns.count > 20 ? " and \(columns.count - 20) more" : ""
      return "the list has no column \"\(name)\"." + (suggestion.map { " Did you mean \"\($0)\"?" } ?? "")
        + " Its columns are \(all)\(more); a text stands in quotes"
    case .tooDeep(let limit): return "parentheses and ! are nested more than \(limit) deep"
    case .tooLong(let limit): return "a condition has at most \(limit) characters"
    }
  }
}
