/// The three kinds of credential that a user can own. The raw value is the word in results and exports.
public enum CredentialKind: String, Sendable, CaseIterable, Codable {
  case apiKey = "api_key"
  /// What the API calls a tunnel credential.
  case authtoken
  case ssh

  /// The collection's path.
  public var path: String {
    switch self {
    case .apiKey: "/api_keys"
    case .authtoken: "/credentials"
    case .ssh: "/ssh_credentials"
    }
  }

  /// What an id of this kind begins with.
  public var idPrefix: String {
    switch self {
    case .apiKey: "ak_"
    case .authtoken: "cr_"
    case .ssh: "sshcr_"
    }
  }

  /// The kind that an id speaks of; `nil` if it is no credential's.
  public init?(id: CredentialID) {
    guard let kind = Self.allCases.first(where: { id.rawValue.hasPrefix($0.idPrefix) }) else { return nil }
    self = kind
  }

  /// The key of the array in the answer to a list.
  public var listKey: String {
    switch self {
    case .apiKey: "keys"
    case .authtoken: "credentials"
    case .ssh: "ssh_credentials"
    }
  }

  /// How messages call one of them.
  public var title: String {
    switch self {
    case .apiKey: "API key"
    case .authtoken: "authtoken"
    case .ssh: "SSH credential"
    }
  }

  /// Whether its creation is answered with a secret; an SSH credential's secret is the user's own.
  public var hasToken: Bool { self != .ssh }

  /// Whether it can be restricted by a list of rules.
  public var hasACL: Bool { self != .apiKey }
}
