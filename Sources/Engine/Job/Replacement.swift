import NgrokAPI

/// A credential whose place a new one takes, with what the new one takes over.
public struct Replacement: Sendable, Equatable {
  public var customer: CustomerID
  /// The step that issues the new one.
  public var step: StepNumber
  public var old: Credential
  /// Whether what the old one says is known; before, only its id and its kind are.
  public var isRead: Bool

  public init(customer: CustomerID, step: StepNumber, old: Credential, isRead: Bool = true) {
    self.customer = customer
    self.step = step
    self.old = old
    self.isRead = isRead
  }
}

/// A credential that a job deletes.
public struct CredentialTarget: Sendable, Equatable {
  public var kind: CredentialKind
  public var id: CredentialID
  /// What has taken its place, and has to be in the account before it goes.
  public var successor: CredentialID?
  public var isRemoved: Bool

  public init(_ kind: CredentialKind, _ id: CredentialID, successor: CredentialID? = nil, isRemoved: Bool = false) {
    self.kind = kind
    self.id = id
    self.successor = successor
    self.isRemoved = isRemoved
  }
}

/// A credential as a step is to make it.
public struct CredentialWish: Equatable {
  var kind: CredentialKind
  var description: String
  /// Without the marker.
  var metadata: String
  var acl: [String]
  var publicKey: String
}

extension CredentialWish {
  /// What the credential of a step is to say: what the one says whose place it takes, else what the list says.
  public init(of step: StepNumber, for customer: Customer, _ replacements: [Replacement]) {
    if let old = replacements.first(where: { $0.step == step })?.old {
      self.init(sayingWhat: old)
    } else {
      self.init(ofKind: Self.listedKind(at: step.rawValue - replacements.count, customer), for: customer)
    }
  }

  /// What the credentials of a kind are to say that the list asks for.
  init(ofKind kind: CredentialKind, for customer: Customer) {
    self.init(
      kind: kind, description: customer.description, metadata: customer.metadata, acl: kind.hasACL ? customer.acl : [],
      publicKey: kind == .ssh ? customer.publicKey : "")
  }

  init(sayingWhat credential: Credential) {
    self.init(
      kind: credential.kind, description: credential.description, metadata: Marker.stripped(credential.metadata),
      acl: credential.acl, publicKey: credential.publicKey)
  }

  /// The kind of the credential at a place among those that the list asks for, from 1: API keys first, then authtokens, then
  /// SSH credentials.
  private static func listedKind(at place: Int, _ customer: Customer) -> CredentialKind {
    if place <= customer.keyCount { return .apiKey }
    return place <= customer.keyCount + customer.authtokenCount ? .authtoken : .ssh
  }

  /// Whether a credential says this, whoever made it. A public key is on an account once, so it tells alone.
  public func isSaid(by credential: Credential) -> Bool {
    guard credential.kind == kind else { return false }
    if kind == .ssh { return SSHPublicKey.areEqual(credential.publicKey, publicKey) }
    return credential.description.utf8.elementsEqual(description.utf8)
      && Marker.stripped(credential.metadata).utf8.elementsEqual(Marker.stripped(metadata).utf8)
  }
}
