/// Which columns a customer's fields are made of.
///
/// A checkpoint is bound to its mapping: `canonicalForm` is what it keeps, and two mappings are the same if those are equal.
public struct CustomerMapping: Sendable, Hashable {
  /// Tells customers apart and finds them again in an edited list.
  public var key: Template
  /// The bot user's name: unique in the account.
  public var name: Template
  /// The description of the customer's credentials; an empty template leaves it empty.
  public var description: Template
  /// What makes up the metadata object, in the order of its members; nothing: no metadata.
  public var metadata: [MetadataMember]
  /// How many API keys the customer gets; `nil` if all get the same number.
  public var keys: Template?
  /// Whether the user is to be active in the end; `nil` if all are.
  public var active: Template?
  /// The credentials that an export for an import lists; `nil` if the list has none.
  public var credentials: Template?
  /// The ids of credentials whose places new ones take; `nil` if the list has none.
  public var replaces: Template?
  /// How many authtokens the customer gets; `nil` if all get the same number.
  public var authtokens: Template?
  /// The rules for its authtokens and SSH credential; none: they are not restricted.
  public var acl: [Template]
  /// Its SSH public key; `nil` if nobody gets an SSH credential.
  public var publicKey: Template?

  public init(
    key: Template, name: Template, description: Template, metadata: [MetadataMember], keys: Template? = nil,
    active: Template? = nil, credentials: Template? = nil, authtokens: Template? = nil, acl: [Template] = [],
    publicKey: Template? = nil, replaces: Template? = nil
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.metadata = metadata
    self.keys = keys
    self.active = active
    self.credentials = credentials
    self.authtokens = authtokens
    self.acl = acl
    self.publicKey = publicKey
    self.replaces = replaces
  }

  /// The columns it uses, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    let templates =
      [key, name, description] + metadata.map(\.value)
      + [keys, active, credentials, authtokens, publicKey, replaces].compactMap { $0 } + acl
    return templates.flatMap(\.columns).filter { seen.insert($0).inserted }
  }

  /// The fields in which two mappings differ.
  public func differences(from other: CustomerMapping) -> [CustomerField] {
    CustomerField.allCases.filter { field in
      switch field {
      case .key: key != other.key
      case .name: name != other.name
      case .description: description != other.description
      case .metadata: metadata != other.metadata
      case .keys: keys != other.keys
      case .active: active != other.active
      case .credentials: credentials != other.credentials
      case .authtokens: authtokens != other.authtokens
      case .acl: acl != other.acl
      case .publicKey: publicKey != other.publicKey
      case .replaces: replaces != other.replaces
      }
    }
  }
}

/// A member of the metadata object: `plan`, `region=address.region` or `domain={email | after:@}`.
public struct MetadataMember: Sendable, Hashable {
  public var name: String
  /// A column alone keeps numbers, booleans and nested values as they are; anything else makes a text.
  public var value: Template

  public init(name: String, value: Template) {
    self.name = name
    self.value = value
  }

  /// A column under its own name.
  public init(column: String) { self.init(name: column, value: Template(column: column)) }
}

extension MetadataMember: CustomStringConvertible {
  /// As `--metadata` takes it.
  public var description: String {
    let source = value.onlyColumn.map(MetadataMember.written) ?? value.description
    return value.onlyColumn == name ? source : "\(MetadataMember.written(name))=\(source)"
  }

  /// A name, in backticks where it could be taken for something else.
  private static func written(_ name: String) -> String {
    let isPlain = ExpressionScanner.isPlain(name, startingWithout: "`", without: "{}=,")
    return isPlain ? name : ExpressionScanner.quoted(name, with: "`")
  }
}

extension Template {
  /// The column of which it is the value as it is, if it is no more than that.
  var onlyColumn: String? {
    guard parts.count == 1, case .value(let value) = parts[0], value.columns.count == 1, value.functions.isEmpty
    else { return nil }
    return value.columns[0]
  }
}
