import NgrokAPI

/// A column of an export.
enum ExportColumn: String, CaseIterable {
  case id, name, active
  case createdAt = "created_at"
  case ownerKind = "owner_kind"
  // Of a nested export: lists of credentials.
  case apiKeys = "api_keys"
  case authtokens
  case sshCredentials = "ssh_credentials"
  /// Of an export for an import: all of a user's credentials, as `CarriedCredentials` has them.
  case carriedCredentials = "muster_credentials"
  // Of a flat export: one credential.
  case credential
  case credentialID = "credential_id"
  case description, metadata, acl
  case publicKey = "public_key"
  case credentialCreatedAt = "credential_created_at"

  /// What stands in it, for the help.
  var summary: String {
    switch self {
    case .id: "the user's id; of credentials that belong to nobody listed, the owner's"
    case .name: "the user's name"
    case .active: "true or false"
    case .createdAt: "when the user was made"
    case .ownerKind:
      "bot_user or service_user; person; unlisted: a user that was not there when the users were listed; none"
    case .apiKeys, .authtokens, .sshCredentials: "nested: a list of objects"
    case .carriedCredentials: "--for-import: what is issued anew in the other account"
    case .credential: "flat: api_key, authtoken or ssh"
    case .credentialID: "flat: the credential's id"
    case .description: "flat: its description"
    case .metadata: "flat: its metadata, without muster's mark"
    case .acl: "flat: a list of its rules; API keys have none"
    case .publicKey: "flat: of an SSH credential"
    case .credentialCreatedAt: "flat: when the credential was made"
    }
  }

  /// The columns of a layout when nobody selects any.
  static func all(isNested: Bool, with kinds: [CredentialKind]) -> [ExportColumn] {
    let owner: [ExportColumn] = [.id, .name, .active, .createdAt, .ownerKind]
    if isNested { return owner + kinds.map(list) }
    guard !kinds.isEmpty else { return owner }
    var columns = owner + [.credential, .credentialID, .description, .metadata]
    if kinds.contains(where: \.hasACL) { columns.append(.acl) }
    if kinds.contains(.ssh) { columns.append(.publicKey) }
    return columns + [.credentialCreatedAt]
  }

  /// The columns of an export for an import.
  static let forImport: [ExportColumn] = [.id, .name, .active, .carriedCredentials]

  /// The column in which credentials of a kind are listed.
  static func list(of kind: CredentialKind) -> ExportColumn {
    switch kind {
    case .apiKey: .apiKeys
    case .authtoken: .authtokens
    case .ssh: .sshCredentials
    }
  }
}
