import NgrokAPI

/// What customers are to have in all.
public struct Demand: Sendable, Equatable {
  public var apiKeys = 0
  public var authtokens = 0
  public var sshCredentials = 0
  /// Credentials of any kind that are carried over from another account, or take the places of others.
  public var carried = 0
  /// Users that are to be inactive in the end.
  public var deactivations = 0

  public init(
    apiKeys: Int = 0, authtokens: Int = 0, sshCredentials: Int = 0, carried: Int = 0, deactivations: Int = 0
  ) {
    self.apiKeys = apiKeys
    self.authtokens = authtokens
    self.sshCredentials = sshCredentials
    self.carried = carried
    self.deactivations = deactivations
  }

  /// The kinds of which any credential is asked for; those that are carried over left aside.
  public var kinds: [CredentialKind] {
    let counts = [(CredentialKind.apiKey, apiKeys), (.authtoken, authtokens), (.ssh, sshCredentials)]
    return counts.filter { $0.1 > 0 }.map(\.0)
  }

  /// Whether a kind of which there may be no more leaves others to be issued, as far as is known.
  public var hasSeveralKinds: Bool { kinds.count > 1 || carried > 0 }

  public var credentials: Int { apiKeys + authtokens + sshCredentials + carried }
}
