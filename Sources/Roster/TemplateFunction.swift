/// Something that a template does to a value, written behind a bar: `{email | before:@}`.
public enum TemplateFunction: Sendable, Hashable {
  case trim, lower, upper, slug
  /// What stands in front of the first separator; all of it if there is none.
  case before(String)
  /// What stands behind the first separator; nothing if there is none.
  case after(String)
  /// No more than this many bytes of UTF-8, whole characters only.
  case truncate(Int)
  case replace(String, with: String)
  /// The text instead of an empty value.
  case fallback(String)

  public enum Name: String, Sendable, CaseIterable {
    case trim, lower, upper, slug, before, after, truncate, replace, `default`
  }

  static let truncationRange = 1...4096

  /// - Returns: `nil` if it does not take these arguments.
  init?(_ name: Name, _ arguments: [String]) {
    switch (name, arguments.count) {
    case (.trim, 0): self = .trim
    case (.lower, 0): self = .lower
    case (.upper, 0): self = .upper
    case (.slug, 0): self = .slug
    case (.before, 1) where !arguments[0].isEmpty: self = .before(arguments[0])
    case (.after, 1) where !arguments[0].isEmpty: self = .after(arguments[0])
    case (.replace, 2) where !arguments[0].isEmpty: self = .replace(arguments[0], with: arguments[1])
    case (.default, 1) where !arguments[0].isEmpty: self = .fallback(arguments[0])
    case (.truncate, 1):
      let digits = arguments[0].utf8
      guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let count = Int(arguments[0]),
        TemplateFunction.truncationRange.contains(count)
      else { return nil }
      self = .truncate(count)
    default: return nil
    }
  }

  private var name: Name {
    switch self {
    case .trim: .trim
    case .lower: .lower
    case .upper: .upper
    case .slug: .slug
    case .before: .before
    case .after: .after
    case .truncate: .truncate
    case .replace: .replace
    case .fallback: .default
    }
  }

  private var arguments: [String] {
    switch self {
    case .trim, .lower, .upper, .slug: []
    case .before(let text), .after(let text), .fallback(let text): [text]
    case .truncate(let count): [String(count)]
    case .replace(let old, let new): [old, new]
    }
  }
}

extension TemplateFunction: CustomStringConvertible {
  public var description: String {
    ([name.rawValue] + arguments.map(TemplateFunction.written)).joined(separator: ":")
  }

  /// An argument, in quotes where it could be taken for something else.
  private static func written(_ argument: String) -> String {
    let isPlain = ExpressionScanner.isPlain(argument, startingWithout: "\"'", without: "{}|:")
    return isPlain ? argument : ExpressionScanner.quoted(argument, with: "\"")
  }
}

extension TemplateFunction.Name {
  /// What it takes, as the end of “before …”.
  var usage: String {
    switch self {
    case .trim, .lower, .upper, .slug: "takes nothing behind it, as in {company | \(rawValue)}"
    case .before: "takes the text to look for, as in {email | before:@}; white space and : stand in quotes"
    case .after: "takes the text to look for, as in {email | after:@}; white space and : stand in quotes"
    case .truncate:
      "takes a number of bytes from \(TemplateFunction.truncationRange.lowerBound) to "
        + "\(TemplateFunction.truncationRange.upperBound), as in {company | truncate:64}"
    case .replace:
      "takes a text and what to put in its place, as in {id | replace:_:-}; white space and : stand in quotes"
    case .default: "takes the text for an empty value, as in {plan | default:free}"
    }
  }

  /// The function that a mistyped name most likely meant.
  static func suggestion(for name: String) -> String? {
    let names = allCases.map(\.rawValue)
    if let near = nearest(to: name, among: names) { return near }
    let lowered = name.lowercased()
    return names.first { lowered.hasPrefix($0) || lowered.hasSuffix($0) }
  }
}
