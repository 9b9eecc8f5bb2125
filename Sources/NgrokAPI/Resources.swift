/// A bot user or service user.
public struct User: Sendable, Equatable {
  public var id: UserID
  public var name: String
  public var isActive: Bool
  /// The API's own text, RFC 3339; kept as it came and compared only with other answers of the API.
  public var createdAt: String
  /// What else the answer said, as the members of a JSON object without its braces: `uri`, and whatever a later API adds.
  public var otherMembers: String

  public init(id: UserID, name: String, isActive: Bool, createdAt: String, otherMembers: String = "") {
    self.id = id
    self.name = name
    self.isActive = isActive
    self.createdAt = createdAt
    self.otherMembers = otherMembers
  }
}

/// A credential as the account lists it; `token` is there only in the answer to its creation.
public struct Credential: Sendable, Equatable {
  public var kind: CredentialKind
  public var id: CredentialID
  public var description: String
  public var metadata: String
  /// The rules that restrict it, in the account's order; empty means no restriction.
  public var acl: [String]
  /// Of an SSH credential; empty for others.
  public var publicKey: String
  public var createdAt: String
  public var ownerID: UserID?
  public var token: Secret?
  /// What else the answer said; see `User.otherMembers`.
  public var otherMembers: String

  public init(
    _ kind: CredentialKind, id: CredentialID, description: String = "", metadata: String = "", acl: [String] = [],
    publicKey: String = "", createdAt: String = "", ownerID: UserID? = nil, token: Secret? = nil,
    otherMembers: String = ""
  ) {
    self.kind = kind
    self.id = id
    self.description = description
    self.metadata = metadata
    self.acl = acl
    self.publicKey = publicKey
    self.createdAt = createdAt
    self.ownerID = ownerID
    self.token = token
    self.otherMembers = otherMembers
  }
}

/// A page of a list; lists are newest first.
public struct Page<Item: Sendable & Equatable>: Sendable, Equatable {
  public var items: [Item]
  /// Path and query of the next page; `nil` on the last one. The host that the API names is left out on purpose: behind
  /// a proxy it may differ from the configured one.
  public var next: String?

  public init(items: [Item], next: String?) {
    self.items = items
    self.next = next
  }
}
