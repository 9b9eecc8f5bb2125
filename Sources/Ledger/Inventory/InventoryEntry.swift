import NgrokAPI

/// A user with one of its credentials: a user that has several comes several times, one that has none comes once without.
public struct InventoryEntry: Sendable, Equatable {
  /// `nil` where a credential's owner is not among the users that were listed.
  public var user: User?
  /// Whose the credential is; `nil` where the account names nobody.
  public var ownerID: UserID?
  public var credential: InventoryCredential?
}

/// A credential as an inventory keeps it.
public struct InventoryCredential: Sendable, Equatable {
  public var kind: CredentialKind
  public var id: CredentialID
  public var description: String
  public var metadata: String
  /// A JSON array.
  public var acl: String
  public var publicKey: String
  public var createdAt: String
  /// See `User.otherMembers`.
  public var otherMembers: String
}

/// What an inventory can be sorted by.
public enum InventorySortKey: String, Sendable, CaseIterable {
  case id, name, active
  case createdAt = "created_at"
  case credential
  case credentialID = "credential_id"
  case description
  case credentialCreatedAt = "credential_created_at"

  /// Whether it is the owner's, and so the same for all of its credentials.
  public var isOfOwner: Bool {
    switch self {
    case .id, .name, .active, .createdAt: true
    case .credential, .credentialID, .description, .credentialCreatedAt: false
    }
  }

  var expression: String {
    switch self {
    case .id: "ifnull(u.id, c.owner)"
    case .name: "u.name"
    case .active: "u.is_active"
    case .createdAt: "u.created_at"
    case .credential: "c.kind"
    case .credentialID: "c.id"
    case .description: "c.description"
    case .credentialCreatedAt: "c.created_at"
    }
  }
}

/// A key and its direction.
public struct InventorySort: Sendable, Equatable {
  public var key: InventorySortKey
  public var isDescending: Bool

  public init(_ key: InventorySortKey, isDescending: Bool = false) {
    self.key = key
    self.isDescending = isDescending
  }
}
