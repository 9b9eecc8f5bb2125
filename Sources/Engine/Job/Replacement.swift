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
struct CredentialWish: Equatable {
  var kind = CredentialKind.apiKey
  var description: String
  /// Without the marker.
  var metadata: String
  var acl: [String] = []
  var publicKey = ""
}
