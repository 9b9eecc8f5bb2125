/// A bot user or service user.
public struct User: Sendable, Equatable {
  public var id: UserID
  public var name: String
  public var isActive: Bool
  /// The API's own text, RFC 3339; kept as it came and compared only with other answers of the API.
  public var createdAt: String

  public init(id: UserID, name: String, isActive: Bool, createdAt: String) {
    self.id = id
    self.name = name
    self.isActive = isActive
    self.createdAt = createdAt
  }
}

/// An API key as the account lists it; `token` is there only in the answer to its creation.
public struct APIKey: Sendable, Equatable {
  public var id: CredentialID
  public var description: String
  public var metadata: String
  public var createdAt: String
  public var ownerID: UserID?
  public var token: Secret?

  public init(
    id: CredentialID, description: String, metadata: String, createdAt: String, ownerID: UserID?, token: Secret? = nil
  ) {
    self.id = id
    self.description = description
    self.metadata = metadata
    self.createdAt = createdAt
    self.ownerID = ownerID
    self.token = token
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
