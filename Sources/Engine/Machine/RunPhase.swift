import NgrokAPI

/// What has to be settled about the account before the first customer.
enum RunPhase: Equatable {
  /// Asks for users that the ledger knows, one after the other, until one is there.
  case checkingAccount(remaining: [UserID])
  /// Reads a list, from `target` on or from its beginning.
  case listing(AccountList, target: String?)
  case running
}
