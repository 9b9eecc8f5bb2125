/// Why a list and what is asked of it do not fit. The list is not staged.
public struct MappingFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Cause: Sendable, Equatable {
    case noPair(String)
    case unknownField(String, suggestion: String?)
    case mappedTwice(CustomerField)
    case unknownColumn(String, for: CustomerField, suggestion: String?, columns: [String])
    case noNameColumn(columns: [String])
    case repeatedMetadata(String)
    case reservedMetadata(String)
    case emptyTemplate(CustomerField)
    case template(TemplateFailure)
    case filter(FilterFailure)
    case invalidRule(String, reason: String)
    /// Of `--metadata`; the position is in Unicode scalars, from 1.
    case malformedMetadata(String, position: Int, reason: String)
  }

  public let cause: Cause

  public init(_ cause: Cause) { self.cause = cause }

  /// Stable, for scripts.
  public var code: String {
    switch cause {
    case .noPair: "mapping-no-pair"
    case .unknownField: "mapping-unknown-field"
    case .mappedTwice: "mapping-field-twice"
    case .unknownColumn: "mapping-unknown-column"
    case .noNameColumn: "mapping-no-name"
    case .repeatedMetadata: "mapping-metadata-twice"
    case .reservedMetadata: "mapping-metadata-reserved"
    case .emptyTemplate: "mapping-template-empty"
    case .template(let failure): failure.code
    case .filter(let failure): failure.code
    case .invalidRule: "mapping-acl-invalid"
    case .malformedMetadata: "mapping-metadata-malformed"
    }
  }

  public var description: String {
    switch cause {
    case .noPair(let pair):
      return "\"\(pair)\" is no mapping; write field=column, as in --map name=company"
    case .unknownField(let name, let suggestion):
      let all = CustomerField.allCases.map(\.rawValue).joined(separator: ", ")
      return "a customer has no field \"\(name)\"." + MappingFailure.question(suggestion) + " The fields are \(all)"
    case .mappedTwice(let field):
      return
        "\(field.rawValue) is set twice, in different ways; say it once (--map, --name, --id-column, --description, --keys, --authtokens, --ssh-public-key)"
    case .unknownColumn(let name, let field, let suggestion, let columns):
      return "\(field.rawValue) is to come from column \"\(name)\", which the list does not have."
        + MappingFailure.question(suggestion) + " Its columns are \(MappingFailure.listed(columns))"
    case .noNameColumn(let columns):
      return "no column looks like the customer's name; the columns are \(MappingFailure.listed(columns)). "
        + "Say which with --map name=COLUMN, or make one up with --name '{COLUMN} …'"
    case .repeatedMetadata(let name):
      return "member \"\(name)\" stands twice in the metadata; an object has each member once, "
        + "and --metadata member=column gives a column another name"
    case .reservedMetadata(let name):
      return
        "\"\(name)\" cannot be a member of the metadata: it is the mark by which credentials are found again; "
        + "give it another name with --metadata member=column, or use --no-marker"
    case .emptyTemplate(let field):
      return
        "the template for the \(field.rawValue) is the same for every customer; it needs a column, as in '{company}'"
    case .template(let failure): return failure.description
    case .filter(let failure): return failure.description
    case .invalidRule(let rule, let reason):
      return "the ACL rule \"\(rule)\" is none: \(reason)"
    case .malformedMetadata(let list, let position, let reason):
      return "--metadata \"\(list)\", character \(position): \(reason)"
    }
  }

  private static func question(_ suggestion: String?) -> String {
    suggestion.map { " Did you mean \"\($0)\"?" } ?? ""
  }

  private static func listed(_ columns: [String]) -> String {
    let shown = columns.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
    return columns.count > 20 ? "\(shown) and \(columns.count - 20) more" : shown
  }
}
