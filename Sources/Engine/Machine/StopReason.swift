import NgrokAPI

/// Why a run ended before all customers had.
public enum StopReason: Sendable, Equatable {
  /// The person or the system asked for it (SIGINT, SIGTERM).
  case interrupted
  /// An answer that holds for every further request.
  case fatal(APIError)
  /// All was done but what the account has no room for: it may have no more credentials of some kinds.
  case quotaFull([APIError])
  /// More customers failed than the limit allows.
  case tooManyErrors
  /// The number of customers that was asked for is finished.
  case stopAfter
  case maximumDuration
  /// The API could not be reached for too long; the text is the latest trouble.
  case outage(String)
  /// The very first contact found no secure connection, such as a certificate that nobody vouches for.
  case noSecureConnection(String)
  /// More users were to be deleted than the limit allows; nothing was begun. The number is what it allows.
  case tooManyDeletions(wanted: Int, allowed: Int)
  /// The ledger's disk is full.
  case diskFull
  /// What the run has to know of the account first cannot be read although the API answers; the text is the latest trouble.
  case unreadable(String)
  /// None of the users that the ledger knows is in this account.
  case otherAccount
}
