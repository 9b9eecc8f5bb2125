import NgrokAPI

/// The step “set active”: after an unanswered request the user itself tells whether it was carried out, since what it was
/// before is known.
extension Subject {
  /// Whether the user is as wanted: it was so from the beginning, or a request of ours has made it so.
  func isActivity(_ wanted: Bool) -> Bool {
    hasSucceeded(.activity) || (user?.wasActive == wanted && !hasOpenAttempts(of: .activity))
  }

  mutating func startActivityChange(to wanted: Bool, _ turn: inout Turn) -> Progress {
    guard let user, hasOpenAttempts(of: .activity) else {
      activity = .setActive(wanted)
      return .ready
    }
    activity = .readUser(UserReading(id: user.id, purpose: .settleActivity(wanted)))
    return .parked(until: settledAt + turn.settings.settle)
  }

  mutating func receiveActivityChange(
    _ verdict: Verdict, to wanted: Bool, _ turn: inout Turn
  ) -> Progress {
    switch verdict {
    case .done(.user):
      concludeLatest(.activity, as: .succeeded, &turn)
      settleOpenAttempts(of: .activity, &turn)
      return advance(&turn)
    case .refused(let error):
      concludeLatest(.activity, as: .refused, operationID: error.operationID, &turn)
      // What was sent before to the same end is of no account: it can do no more than this one.
      settleOpenAttempts(of: .activity, &turn)
      guard let user, error.status == 404 else { return finish(Self.refusal(error), &turn) }
      return finishWithoutUser(user.id, error, &turn)
    case .ambiguous(let reason):
      concludeLatest(.activity, as: .ambiguous, &turn)
      guard let user else { return .ready }
      activity = .readUser(UserReading(id: user.id, purpose: .settleActivity(wanted)))
      return tryAgain(noSoonerThan: turn.now + turn.settings.settle, because: reason, &turn)
    case .neverLeft:
      concludeLatest(.activity, as: .notExecuted, &turn)
      return tryAgainUncharged(&turn)
    case .throttled, .fatal:
      concludeLatest(.activity, as: .notExecuted, &turn)
      return .ready
    case .done:
      return receiveActivityChange(.ambiguous(Self.otherAnswer), to: wanted, &turn)
    }
  }

  /// Decides about unanswered attempts by what the user is like a settling time later.
  mutating func settleActivity(_ wanted: Bool, as found: User, _ turn: inout Turn) -> Progress {
    guard found.isActive == wanted else {
      turn.branches[.activityHadNotBeenSet] += 1
      settleOpenAttempts(of: .activity, &turn)
      activity = .setActive(wanted)
      return .ready
    }
    turn.branches[.activityHadBeenSet] += 1
    concludeOpenAttemptsAsCarriedOut(of: .activity, &turn)
    return advance(&turn)
  }
}
