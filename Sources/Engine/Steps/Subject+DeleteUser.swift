import NgrokAPI

/// The step “delete user”: an id is never given twice, so the request can be repeated until the account says that the
/// user is gone.
///
/// But where only inactive users are to be deleted, one that is still there after a request in doubt is looked at again:
/// somebody may have made it active since, perhaps days ago, because it is needed after all.
extension Subject {
  mutating func startUserDeletion(_ turn: inout Turn) -> Progress {
    guard let user, hasOpenAttempts(of: .deletion), sparesActiveUsers(turn.settings) else {
      activity = .deleteUser
      return .ready
    }
    activity = .readUser(UserReading(id: user.id, purpose: .deleteAgain))
    return .parked(until: settledAt + turn.settings.settle)
  }

  private func sparesActiveUsers(_ settings: JobSettings) -> Bool {
    settings.kind == .delete && !settings.deletesActiveUsers
  }

  /// The user is still there after a deletion in doubt.
  mutating func deleteAgain(_ found: User, _ turn: inout Turn) -> Progress {
    guard found.isActive else {
      activity = .deleteUser
      return .ready
    }
    settleOpenAttempts(of: .deletion, &turn)
    return finish(Self.stillActive(found), &turn)
  }

  /// The user has gone after a deletion in doubt, which has done it then.
  mutating func noteDeletion(_ turn: inout Turn) -> Progress {
    turn.branches[.userHadBeenDeleted] += 1
    concludeOpenAttemptsAsCarriedOut(of: .deletion, &turn)
    return advance(&turn)
  }

  static func stillActive(_ user: User) -> Outcome {
    Outcome(
      .failed, code: "user_active",
      message: "\(user.id) is active; deactivate it first, or delete active users, too, with --force")
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
      return noteDeletion(&turn)
    case .refused(let error):
      concludeLatest(.deletion, as: .refused, operationID: error.operationID, &turn)
      return finish(Self.refusal(error), &turn)
    case .ambiguous(let reason):
      concludeLatest(.deletion, as: .ambiguous, &turn)
      guard let user, sparesActiveUsers(turn.settings) else { return tryAgain(because: reason, &turn) }
      activity = .readUser(UserReading(id: user.id, purpose: .deleteAgain))
      return tryAgain(noSoonerThan: turn.now + turn.settings.settle, because: reason, &turn)
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
