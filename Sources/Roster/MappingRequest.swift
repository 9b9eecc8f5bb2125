/// What the person says about the mapping; what is `nil` is found from the header.
public struct MappingRequest: Sendable, Equatable {
  /// `--id-column`, or `--map key=column`.
  public var keyColumn: String?
  /// `--name`, or `--map name=column`.
  public var name: NameSource?
  /// `--description`, or `--map description=column`.
  public var description: NameSource?
  /// `--metadata`; an empty list is none at all.
  public var metadata: [String]?

  public enum NameSource: Sendable, Equatable {
    case column(String)
    case template(Template)
  }

  public init() {}

  /// Takes up one `--map field=column`.
  public mutating func map(_ pair: String) throws(MappingFailure) {
    guard let equals = pair.firstIndex(of: "=") else { throw MappingFailure(.noPair(pair)) }
    let fieldName = String(pair[..<equals]).trimmingSpaces
    let column = String(pair[pair.index(after: equals)...]).trimmingSpaces
    guard !column.isEmpty else { throw MappingFailure(.noPair(pair)) }
    // "id" is what many call the key, and what the option calls it.
    guard let field = CustomerField(rawValue: fieldName == "id" ? "key" : fieldName) else {
      let names = CustomerField.allCases.map(\.rawValue)
      throw MappingFailure(.unknownField(fieldName, suggestion: nearest(to: fieldName, among: names)))
    }
    switch field {
    case .key: try setKeyColumn(column)
    case .name: try setName(.column(column))
    case .description: try setDescription(.column(column))
    case .metadata: metadata = (metadata ?? []) + [column]
    }
  }

  public mutating func setKeyColumn(_ column: String) throws(MappingFailure) {
    guard keyColumn == nil || keyColumn == column else { throw MappingFailure(.mappedTwice(.key)) }
    keyColumn = column
  }

  public mutating func setName(_ source: NameSource) throws(MappingFailure) {
    guard name == nil || name == source else { throw MappingFailure(.mappedTwice(.name)) }
    name = source
  }

  public mutating func setDescription(_ source: NameSource) throws(MappingFailure) {
    guard description == nil || description == source else { throw MappingFailure(.mappedTwice(.description)) }
    description = source
  }

  /// Takes up `--metadata plan,region`; an empty text asks for no metadata.
  public mutating func setMetadata(_ list: String) {
    metadata = list.split(separator: ",").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
  }
}

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
  }

  public let cause: Cause

  init(_ cause: Cause) { self.cause = cause }

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
        "\(field.rawValue) is set twice, in different ways; say it once (--map, --name, --id-column, --description)"
    case .unknownColumn(let name, let field, let suggestion, let columns):
      return "\(field.rawValue) is to come from column \"\(name)\", which the list does not have."
        + MappingFailure.question(suggestion) + " Its columns are \(MappingFailure.listed(columns))"
    case .noNameColumn(let columns):
      return "no column looks like the customer's name; the columns are \(MappingFailure.listed(columns)). "
        + "Say which with --map name=COLUMN, or make one up with --name '{COLUMN} …'"
    case .repeatedMetadata(let name):
      return "column \"\(name)\" stands twice in the metadata; an object has each member once"
    case .reservedMetadata(let name):
      return
        "column \"\(name)\" cannot go into the metadata: that member is the mark by which credentials are found again; "
        + "rename the column, or use --no-marker"
    case .emptyTemplate(let field):
      return
        "the template for the \(field.rawValue) is the same for every customer; it needs a column, as in '{company}'"
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
