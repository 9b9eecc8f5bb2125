import NgrokAPI

/// The step “delete user”: an id is never given twice, so the request can be repeated until the account says that the
/// user is gone.
extension Subject {
  mutating func startUserDeletion(_ turn: inout Turn) -> Progress {
    activity = .deleteUser
    return .ready
  }

  mutating func receiveUserDeletion(_ verdict: Verdict, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done(.nothing):
      concludeLatest(.deletion, as: .succeeded, &turn)
      settleOpenAttempts(of: .deletion, &turn)
      return advance(&turn)
    case .refused(let error) where error.status == 404:
      concludeLatest(.deletion, as: .refused, operationID: error.operationID, &turn)
      guard hasOpenAttempts(of: .deletion) else {
        turn.branches[.userGone] += 1
        return finish(Outcome(.done, verb: .absent), &turn)
      }
      // An attempt before, of which nothing was heard, has done it.
      turn.branches[.userHadBeenDeleted] += 1
      concludeOpenAttemptsAsCarriedOut(of: .deletion, &turn)
      return advance(&turn)
    case .refused(let error):
      concludeLatest(.deletion, as: .refused, operationID: error.operationID, &turn)
      return finish(Self.refusal(error), &turn)
    case .ambiguous(let reason):
      concludeLatest(.deletion, as: .ambiguous, &turn)
      return tryAgain(because: reason, &turn)
    case .neverLeft:
      concludeLatest(.deletion, as: .notExecuted, &turn)
      return tryAgainUncharged(&turn)
    case .throttled, .fatal, .quotaFull:
      concludeLatest(.deletion, as: .notExecuted, &turn)
      return .ready
    case .done:
      return receiveUserDeletion(.ambiguous(Self.otherAnswer), &turn)
    }
  }
}
