import NgrokAPI

/// The user of a customer, as the ledger knows it.
public struct KnownUser: Sendable, Equatable {
  public enum Origin: Int, Sendable, CaseIterable {
    /// This run's own request was answered with 201.
    case created = 0
    /// Found by name after an unanswered request of this run, and without anything that is not ours.
    case inferred = 1
    /// It was there before, and the policy for existing names took it.
    case adopted = 2
    /// It was there before, and the list is about it.
    case named = 3
  }

  public var id: UserID
  public var origin: Origin
  public var createdAt: String
  /// What it was called before this run changed anything; empty where it bears the customer's name.
  public var name: String
  /// Whether it was active before this run changed that.
  public var wasActive: Bool

  public init(id: UserID, origin: Origin, createdAt: String, name: String = "", wasActive: Bool = true) {
    self.id = id
    self.origin = origin
    self.createdAt = createdAt
    self.name = name
    self.wasActive = wasActive
  }
}

/// A credential that this run issued; the token is in the ledger from the commit on that says so.
public struct IssuedCredential: Sendable, Equatable {
  public var customer: CustomerID
  public var step: StepNumber
  public var kind: CredentialKind
  public var id: CredentialID
  /// `nil` where the kind has none.
  public var token: Secret?
  public var createdAt: String

  public init(
    customer: CustomerID, step: StepNumber, kind: CredentialKind = .apiKey, id: CredentialID, token: Secret?,
    createdAt: String
  ) {
    self.customer = customer
    self.step = step
    self.kind = kind
    self.id = id
    self.token = token
    self.createdAt = createdAt
  }
}

/// A customer that the ledger hands to the engine, with all that is known of it.
public struct PendingCustomer: Sendable, Equatable {
  public var customer: Customer
  /// The account's user that the customer means, out of the baseline: by its id, else by its name (equal bytes).
  public var listedUser: User?
  /// What the step “create user” came to; `nil` before.
  public var user: KnownUser?
  /// The steps whose credentials are in the ledger.
  public var issuedSteps: [StepNumber]
  /// All attempts of the customer, in order of step and number.
  public var attempts: [Attempt]
  /// Whether the owner's credentials from before the run have been listed into the ledger.
  public var hasOwnerBaseline: Bool
  /// The credentials whose places new ones take, in order of their steps.
  public var replacements: [Replacement] = []
  /// The credentials that the job deletes.
  public var targets: [CredentialTarget] = []
  /// When the grace period of a deletion ends, as words for a person; `nil` if it has ended or there is none.
  public var graceEnd: String?

  public init(
    customer: Customer, listedUser: User? = nil, user: KnownUser? = nil, issuedSteps: [StepNumber] = [],
    attempts: [Attempt] = [], hasOwnerBaseline: Bool = false
  ) {
    self.customer = customer
    self.listedUser = listedUser
    self.user = user
    self.issuedSteps = issuedSteps
    self.attempts = attempts
    self.hasOwnerBaseline = hasOwnerBaseline
  }
}
