import NgrokAPI

/// Where the ledger's listing of the account stood when the run was taken up.
public enum BaselineProgress: Sendable, Equatable {
  case notBegun
  /// Goes on at this path and query.
  case partial(next: String)
  case complete
}

/// What has to be settled about the account before the first customer.
enum RunPhase: Equatable {
  /// Asks for users that the ledger knows, one after the other, until one is there.
  case checkingAccount(remaining: [UserID])
  case listingBaseline(next: String?)
  case running
}
