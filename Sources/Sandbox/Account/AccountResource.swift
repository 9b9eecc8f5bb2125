/// The kinds of resource, and by which rules each is kept; a further kind is a further row in `traits`.
public enum AccountResourceKind: Int, Sendable, CaseIterable {
  case botUser, serviceUser, apiKey, authtoken, sshCredential

  /// The collection's path without its slash.
  public var path: String { traits.path }
  /// Whether resources of this kind own credentials, rather than being some.
  public var isUser: Bool { traits.isUser }

  var traits: Traits { Self.allTraits[rawValue] }

  struct Traits: Sendable {
    let path: String
    /// What stands before the KSUID in an id.
    let idPrefix: String
    /// The key of the array in the answer to a list.
    let listKey: StaticString
    let isUser: Bool
    /// Whether its creation is answered with a secret.
    let hasToken: Bool
    let fields: [Field]
    /// What a list can be filtered by; empty: the list takes no filter.
    let filterableFields: Set<AccountFilter.Field>
    /// The code that refuses to change the owner of a credential.
    let reassignmentCode: String
    /// How the API names this kind in its messages.
    let title: String
  }

  enum Field: String, Sendable {
    case name, active, description, metadata, acl
    case publicKey = "public_key"
    case ownerID = "owner_id"
  }

  /// Source: the table of resources in ngrok's API documentation.
  private static let allTraits: [Traits] = [
    Traits(
      path: "bot_users", idPrefix: "bot_", listKey: "bot_users", isUser: true, hasToken: false,
      fields: [.name, .active],
      filterableFields: [], reassignmentCode: "", title: "Bot User"),
    Traits(
      path: "service_users", idPrefix: "service_", listKey: "service_users", isUser: true, hasToken: false,
      fields: [.name, .active],
      filterableFields: [.id, .createdAt], reassignmentCode: "", title: "Service User"),
    Traits(
      path: "api_keys", idPrefix: "ak_", listKey: "keys", isUser: false, hasToken: true,
      fields: [.description, .metadata, .ownerID],
      filterableFields: [.id, .createdAt, .description, .metadata, .ownerID], reassignmentCode: "ERR_NGROK_628",
      title: "API key"),
    Traits(
      path: "credentials", idPrefix: "cr_", listKey: "credentials", isUser: false, hasToken: true,
      fields: [.description, .metadata, .acl, .ownerID],
      filterableFields: [.id, .createdAt, .description, .metadata, .ownerID, .acl],
      reassignmentCode: "ERR_NGROK_627", title: "Authtoken"),
    Traits(
      path: "ssh_credentials", idPrefix: "sshcr_", listKey: "ssh_credentials", isUser: false, hasToken: false,
      fields: [.description, .metadata, .acl, .publicKey, .ownerID],
      filterableFields: [.id, .createdAt, .description, .metadata, .ownerID, .acl],
      reassignmentCode: "ERR_NGROK_629", title: "SSH credential"),
  ]

  init?(path: some StringProtocol) {
    guard let kind = Self.allCases.first(where: { $0.path == path }) else { return nil }
    self = kind
  }

  init?(id: AccountText) {
    guard let kind = Self.allCases.first(where: { id.hasPrefix($0.traits.idPrefix) }) else { return nil }
    self = kind
  }
}

/// A user or credential as the account keeps it. Fields that its kind does not have are empty.
public struct AccountResource: Sendable, Equatable {
  public let kind: AccountResourceKind
  public let id: AccountText
  /// Seconds since 1970 by the server's clock.
  public let createdAt: Int64
  public internal(set) var name: AccountText = ""
  public internal(set) var isActive = true
  public internal(set) var description: AccountText = ""
  public internal(set) var metadata: AccountText = ""
  /// The rules that restrict an authtoken or SSH credential; empty means no restriction.
  public internal(set) var acl: [AccountText] = []
  /// Of an SSH credential, as it was given.
  public internal(set) var publicKey: AccountText = ""
  public internal(set) var ownerID: AccountText?
  /// The secret. The API shows it once; it is here so that a test can hold what a client saved against it.
  public internal(set) var token: AccountText?

  init(kind: AccountResourceKind, id: AccountText, createdAt: Int64) {
    self.kind = kind
    self.id = id
    self.createdAt = createdAt
  }
}
