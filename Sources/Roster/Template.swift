/// A text with places for a record's values: `{company} ({id})`, `{email | before:@}`, `{name ?? company | lower}`.
///
/// `{{` and `}}` stand for the braces themselves. `docs/mapping.md` has the whole language.
public struct Template: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case text(String)
    case value(TemplateValue)

    /// The value of a column as it is.
    public static func column(_ name: String) -> Part { .value(TemplateValue(columns: [name])) }
  }

  /// Neighbouring texts are one part, and no text is empty.
  public let parts: [Part]

  /// The columns it uses, in order, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    return values.flatMap(\.columns).filter { seen.insert($0).inserted }
  }

  /// What stands in braces, in order.
  public var values: [TemplateValue] {
    parts.compactMap { part in
      if case .value(let value) = part { value } else { nil }
    }
  }

  /// A template that is nothing but the value of `column`.
  public init(column: String) { parts = [.column(column)] }

  init(parts: [Part]) { self.parts = parts }

  /// The same template with other columns in the places of its own.
  func replacingColumns<Failure: Error>(
    _ replacement: (String) throws(Failure) -> String
  ) throws(Failure) -> Template {
    var replaced: [Part] = []
    for part in parts {
      guard case .value(var value) = part else {
        replaced.append(part)
        continue
      }
      for index in value.columns.indices { value.columns[index] = try replacement(value.columns[index]) }
      replaced.append(.value(value))
    }
    return Template(parts: replaced)
  }
}

/// What stands in braces: columns of which the first that is not empty counts, and what is done to its value.
public struct TemplateValue: Sendable, Hashable {
  /// Where the list has no such column, it stands for the name in the form that `slug` gives it.
  static let nameSlug = "slug"

  /// At least one.
  public var columns: [String]
  /// Applied from left to right.
  public var functions: [TemplateFunction]

  public init(columns: [String], functions: [TemplateFunction] = []) {
    self.columns = columns
    self.functions = functions
  }
}

extension Template: CustomStringConvertible {
  /// As it would be written by hand; parsing it gives an equal template.
  public var description: String {
    parts.map { part in
      switch part {
      case .text(let text): Template.doublingBraces(text)
      case .value(let value): value.description
      }
    }.joined()
  }

  private static func doublingBraces(_ text: String) -> String {
    String(
      String.UnicodeScalarView(text.unicodeScalars.flatMap { $0 == "{" || $0 == "}" ? [$0, $0] : [$0] }))
  }
}

extension TemplateValue: CustomStringConvertible {
  public var description: String {
    let sources = columns.map(TemplateValue.written).joined(separator: " ?? ")
    return "{" + ([sources] + functions.map(\.description)).joined(separator: " | ") + "}"
  }

  /// A column's name, in backticks where it could be taken for something else.
  private static func written(_ column: String) -> String {
    let scalars = Array(column.unicodeScalars)
    let hasDoubleMark = zip(scalars, scalars.dropFirst()).contains { $0 == "?" && $1 == "?" }
    let isPlain = ExpressionScanner.isPlain(column, startingWithout: "`", without: "{}|") && !hasDoubleMark
    return isPlain ? column : ExpressionScanner.quoted(column, with: "`")
  }
}
