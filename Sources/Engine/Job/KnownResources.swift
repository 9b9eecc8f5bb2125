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
  }

  public var id: UserID
  public var origin: Origin
  public var createdAt: String

  public init(id: UserID, origin: Origin, createdAt: String) {
    self.id = id
    self.origin = origin
    self.createdAt = createdAt
  }
}

/// A credential that this run issued; the token is in the ledger from the commit on that says so.
public struct IssuedCredential: Sendable, Equatable {
  public var customer: CustomerID
  public var step: StepNumber
  public var id: CredentialID
  public var token: Secret
  public var createdAt: String

  public init(customer: CustomerID, step: StepNumber, id: CredentialID, token: Secret, createdAt: String) {
    self.customer = customer
    self.step = step
    self.id = id
    self.token = token
    self.createdAt = createdAt
  }
}

/// A customer that the ledger hands to the engine, with all that is known of it.
public struct PendingCustomer: Sendable, Equatable {
  public var customer: Customer
  /// The account's user of the same name (equal bytes), out of the baseline.
  public var namesake: User?
  /// What the step “create user” came to; `nil` before.
  public var user: KnownUser?
  /// The steps whose credentials are in the ledger.
  public var issuedSteps: [StepNumber]
  /// All attempts of the customer, in order of step and number.
  public var attempts: [Attempt]
  /// Whether the owner's credentials from before the run have been listed into the ledger.
  public var hasOwnerBaseline: Bool

  public init(
    customer: Customer, namesake: User? = nil, user: KnownUser? = nil, issuedSteps: [StepNumber] = [],
    attempts: [Attempt] = [], hasOwnerBaseline: Bool = false
  ) {
    self.customer = customer
    self.namesake = namesake
    self.user = user
    self.issuedSteps = issuedSteps
    self.attempts = attempts
    self.hasOwnerBaseline = hasOwnerBaseline
  }
}
