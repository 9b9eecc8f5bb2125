import NgrokAPI

/// Something that the ledger has to hold before the run goes on.
///
/// Each change states a whole new fact and not a difference, so that a batch whose commit is in doubt can be committed
/// once more: applying it twice is the same as applying it once.
public enum Change: Sendable, Equatable {
  /// A page of one of the account's lists. A job reads the users that were there before its first creation, its baseline.
  case listed(ListedPage)
  /// What was listed of it is void: the list is read once more, from its beginning.
  case listRestarted(AccountList)
  /// All credentials that an owner had before this run issued any to it, or deleted it.
  case ownerBaseline(owner: UserID, credentials: [Credential])
  /// The credential whose place that of a step takes.
  case replacement(Replacement)
  /// Inserts the attempt or brings it to a new state (by customer, step and number).
  case attempt(Attempt)
  /// Inserts the removal or brings it to a new state (by credential).
  case removal(Removal)
  /// The customer's user.
  case user(CustomerID, KnownUser)
  /// A credential with its token.
  case credential(IssuedCredential)
  /// How the customer ended.
  case outcome(CustomerID, Outcome)

  /// Whom it is about; `nil` where it is about the account.
  public var customer: CustomerID? {
    switch self {
    case .listed, .listRestarted, .ownerBaseline: nil
    case .replacement(let replacement): replacement.customer
    case .attempt(let attempt): attempt.customer
    case .removal(let removal): removal.customer
    case .user(let customer, _), .outcome(let customer, _): customer
    case .credential(let credential): credential.customer
    }
  }
}
