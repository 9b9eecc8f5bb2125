import RecordStreams

/// A mapping together with an account of how it came about, for a person to check before anything is sent.
public struct MappingProposal: Sendable, Equatable {
  public let mapping: CustomerMapping
  /// One for each field, in the order key, name, description, metadata; then keys, active and credentials where the list has them.
  public let choices: [MappingChoice]
  /// Columns of the list that go nowhere.
  public let unusedColumns: [String]

  /// Finds the mapping for a list with these columns: what is asked for, and the rest from the header.
  public init(columns: Columns, request: MappingRequest = MappingRequest()) throws(MappingFailure) {
    let finder = FieldFinder(columns: columns)
    let (name, nameReason) = try finder.name(request)
    let (key, keyReason) = try finder.key(request, name: name)
    let (description, descriptionReason) = try finder.description(request)
    let credentials = try finder.credentials(request)
    // What is carried over from another account has descriptions and metadata of its own.
    let (metadata, metadataReason) = try finder.metadata(
      request, key: key, keyIsName: keyReason == .sameAsName || credentials != nil)
    let keys = try finder.asked(.keys, request)
    let authtokens = try finder.asked(.authtokens, request)
    let acl = try finder.acl(request)
    let publicKey = try finder.asked(.publicKey, request)
    let replaces = try finder.asked(.replaces, request)
    let active = try finder.active(request, isCarriedOver: credentials != nil)
    mapping = CustomerMapping(
      key: key, name: name, description: description, metadata: metadata, keys: keys, active: active?.template,
      credentials: credentials?.template, authtokens: authtokens, acl: acl, publicKey: publicKey,
      replaces: replaces)
    var choices = [
      MappingChoice(field: .key, source: key.description, reason: keyReason),
      MappingChoice(field: .name, source: name.description, reason: nameReason),
      MappingChoice(field: .description, source: description.description, reason: descriptionReason),
      MappingChoice(
        field: .metadata, source: metadata.map(\.description).joined(separator: ", "), reason: metadataReason),
    ]
    if let keys { choices.append(MappingChoice(field: .keys, source: keys.description, reason: .asked)) }
    for (field, template) in [(CustomerField.authtokens, authtokens), (.publicKey, publicKey), (.replaces, replaces)] {
      guard let template else { continue }
      choices.append(MappingChoice(field: field, source: template.description, reason: .asked))
    }
    choices += acl.map { MappingChoice(field: .acl, source: $0.description, reason: .asked) }
    for (field, found) in [(CustomerField.active, active), (.credentials, credentials)] {
      guard let (template, reason) = found else { continue }
      choices.append(MappingChoice(field: field, source: template.description, reason: reason))
    }
    self.choices = choices
    let used = Set(mapping.columns.compactMap { FieldPath($0, in: columns)?.column })
    unusedColumns = columns.names.indices.filter { !used.contains($0) }.map { columns[$0] }
  }
}

/// Where one field comes from, and why.
public struct MappingChoice: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    case asked
    case foundInHeader
    /// No column looks like a key.
    case sameAsName
    /// The key alone, so that an inventory can be joined with the list.
    case keyForJoining
    case nothingSuitable
    case leftOut
  }

  public let field: CustomerField
  /// A template, or columns with commas between; empty if the field stays empty.
  public let source: String
  public let reason: Reason

  /// Why it is so, and what changes it.
  public var explanation: String {
    switch reason {
    case .asked: "as asked"
    case .foundInHeader: "found by the column's name; \(MappingChoice.option(field)) changes it"
    case .sameAsName: "no column looks like an id, so the name tells customers apart; --id-column sets one"
    case .keyForJoining: "so that an inventory can be joined with this list; --metadata changes it"
    case .nothingSuitable: "no column looks like it; \(MappingChoice.option(field)) sets it"
    case .leftOut: "left out, as asked"
    }
  }

  /// One line for a person.
  public var description: String {
    let label = field.rawValue + String(repeating: " ", count: max(0, 11 - field.rawValue.count))
    return "\(label) \(source.isEmpty ? "(empty)" : source)  (\(explanation))"
  }

  private static func option(_ field: CustomerField) -> String {
    switch field {
    case .key: "--id-column"
    case .name, .description, .metadata: "--\(field.rawValue)"
    case .acl, .publicKey, .replaces: "--\(field.rawValue)"
    case .keys, .authtokens, .active, .credentials: "--map \(field.rawValue)=COLUMN"
    }
  }
}
