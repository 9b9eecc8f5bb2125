import Roster

extension CommandArguments {
  /// Options that set a field of every customer, each with its field.
  private static let fieldOptions: [(name: String, field: CustomerField)] = [
    (Options.name.declaration.name, .name), (Options.idColumn.declaration.name, .key),
    (Options.description.declaration.name, .description), (Options.metadata.declaration.name, .metadata),
    (Options.keys.declaration.name, .keys), (Options.authtokens.declaration.name, .authtokens),
    (Options.acl.declaration.name, .acl), (Options.sshPublicKey.declaration.name, .publicKey),
    (Options.replaces.declaration.name, .replaces),
  ]

  /// The fields of customers that these arguments say something about.
  private var fields: Set<CustomerField> {
    let options = Self.fieldOptions.filter { given[$0.name] != nil }.map(\.field)
    return Set(options + all(Options.map).compactMap(Self.field))
  }

  private static func field(ofPair pair: String) -> CustomerField? { try? MappingRequest.parts(of: pair).field }

  /// What others say of options, without the fields that these arguments set themselves.
  func leavingOwnFields(of others: [String: [String]]) -> [String: [String]] {
    let fields = fields
    var rest = others
    for (name, field) in Self.fieldOptions where fields.contains(field) { rest[name] = nil }
    let map = Options.map.declaration.name
    rest[map] = rest[map]?.filter { pair in Self.field(ofPair: pair).map { !fields.contains($0) } ?? true }
    return rest
  }

  /// Takes over what a job file has and these arguments do not say; `map` is compared field by field.
  mutating func adopt(_ job: [String: [String]]) {
    var rest = leavingOwnFields(of: job)
    let map = Options.map.declaration
    let pairs = rest.removeValue(forKey: map.name) ?? []
    inherit(rest)
    inherit(pairs, beside: map)
  }
}
