import NgrokAPI

/// A question that the engine has for the ledger, answered within the same turn of the loop.
public struct Lookup: Sendable, Equatable {
  public enum Question: Sendable, Equatable {
    /// Which of these users are in the baseline, and which has this run created, inferred or adopted?
    case users([UserID])
    /// Which of these credentials are in the ledger, as issued by this run or as there before?
    case credentials([CredentialID])

    /// The answer of whoever holds neither.
    public var answeredWithNothing: LookupAnswer {
      switch self {
      case .users: .users(baseline: [], customers: [])
      case .credentials: .credentials(issued: [], earlier: [])
      }
    }
  }

  public var customer: CustomerID
  public var question: Question

  public init(customer: CustomerID, question: Question) {
    self.customer = customer
    self.question = question
  }
}

/// The ledger's answer to a `Lookup`.
public enum LookupAnswer: Sendable, Equatable {
  /// `customers` are those users that the ledger holds as some customer's.
  case users(baseline: Set<UserID>, customers: Set<UserID>)
  /// `issued` by this run; `earlier`: in the baseline of an owner.
  case credentials(issued: Set<CredentialID>, earlier: Set<CredentialID>)
}
