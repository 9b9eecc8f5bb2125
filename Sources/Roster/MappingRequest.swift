/// What the person says about the mapping; what is `nil` is found from the header.
public struct MappingRequest: Sendable, Equatable {
  /// Where a field is to come from: a column, whose name need not be written exactly as in the list, or a template.
  public enum Source: Sendable, Equatable {
    case column(String)
    case template(Template)

    /// As `--map` takes it: a template if there is a brace in it, else a column.
    public init(_ text: String) throws(MappingFailure) {
      self = text.utf8.contains(UInt8(ascii: "{")) ? .template(try Template(parsing: text)) : .column(text)
    }
  }

  /// A member of the metadata; without a name it is called as its column.
  public struct Member: Sendable, Equatable {
    public var name: String?
    public var source: Source
  }

  /// `--metadata`, or `--map metadata=column`; an empty list is none at all.
  public var metadata: [Member]?
  /// `--acl`, or `--map acl=source`: the rules, each of a source of its own; empty if nothing is said.
  public private(set) var acl: [Source] = []
  private var sources: [CustomerField: Source] = [:]

  public init() {}

  /// Where a field other than metadata is to come from, if the person says so.
  public subscript(field: CustomerField) -> Source? { sources[field] }

  /// Whether anything is said about a field.
  public func has(_ field: CustomerField) -> Bool {
    switch field {
    case .metadata: metadata != nil
    case .acl: !acl.isEmpty
    default: sources[field] != nil
    }
  }

  /// Takes up one `--map field=source`.
  public mutating func map(_ pair: String) throws(MappingFailure) {
    let (field, text) = try MappingRequest.parts(of: pair)
    switch field {
    case .metadata: metadata = (metadata ?? []) + [Member(name: nil, source: try Source(text))]
    case .acl: addRule(try Source(text))
    default: try set(field, try Source(text))
    }
  }

  /// The field and the source of a `--map field=source`.
  public static func parts(of pair: String) throws(MappingFailure) -> (field: CustomerField, source: String) {
    guard let equals = pair.firstIndex(of: "=") else { throw MappingFailure(.noPair(pair)) }
    let fieldName = String(pair[..<equals]).trimmingSpaces
    let source = String(pair[pair.index(after: equals)...]).trimmingSpaces
    guard !source.isEmpty else { throw MappingFailure(.noPair(pair)) }
    // "id" is what many call the key, and what the option calls it.
    guard let field = CustomerField(rawValue: fieldName == "id" ? "key" : fieldName) else {
      let names = CustomerField.allCases.map(\.rawValue)
      throw MappingFailure(.unknownField(fieldName, suggestion: nearest(to: fieldName, among: names)))
    }
    return (field, source)
  }

  /// Says where a field other than metadata comes from.
  public mutating func set(_ field: CustomerField, _ source: Source) throws(MappingFailure) {
    guard sources[field] == nil || sources[field] == source else { throw MappingFailure(.mappedTwice(field)) }
    sources[field] = source
  }

  /// Takes up one more source of ACL rules.
  public mutating func addRule(_ source: Source) { acl.append(source) }

  /// Takes up `--metadata plan,region=address.region`; an empty text asks for no metadata.
  public mutating func setMetadata(_ list: String) throws(MappingFailure) {
    metadata = (metadata ?? []) + (try Member.list(list))
  }
}

extension Template {
  /// The same as `init(_:)`, with the failure as one of the mapping.
  public init(parsing text: String) throws(MappingFailure) {
    do {
      try self.init(text)
    } catch {
      throw MappingFailure(.template(error))
    }
  }

  /// How `--map` is told to take just this: a column's name as it is, anything else in braces.
  public var mappingText: String {
    guard let column = onlyColumn, !column.isEmpty, column.trimmingSpaces == column,
      !column.utf8.contains(UInt8(ascii: "{"))
    else { return description }
    return column
  }
}
