import NgrokAPI

/// A change of a user's activity, by one of two steps.
struct ActivityChange: Equatable {
  var wanted: Bool
  var step: StepNumber

  init(_ wanted: Bool, by step: StepNumber) {
    self.wanted = wanted
    self.step = step
  }
}

/// The step “set active”: after an unanswered request the user itself tells whether it was carried out, since what it was
/// before is known.
extension Subject {
  /// Whether the user is as wanted: it was so from the beginning, or a request of ours has made it so.
  func isActivity(_ wanted: Bool) -> Bool {
    // A restoration undoes the change before it.
    if succeededCount(of: .activity) > succeededCount(of: .restoration) { return true }
    return user?.wasActive == wanted && !hasOpenAttempts(of: .activity)
  }

  /// Whether the user is as it was before a change that was made in vain.
  var isRestored: Bool {
    succeededCount(of: .activity) <= succeededCount(of: .restoration) && !hasOpenAttempts(of: .restoration)
  }

  private func succeededCount(of step: StepNumber) -> Int {
    attempts.count { $0.step == step && $0.state == .succeeded }
  }

  mutating func startActivityChange(_ change: ActivityChange, _ turn: inout Turn) -> Progress {
    guard let user, hasOpenAttempts(of: change.step) else {
      activity = .setActive(change)
      return .ready
    }
    activity = .readUser(UserReading(id: user.id, purpose: .settle(change)))
    return .parked(until: settledAt + turn.settings.settle)
  }

  mutating func receiveActivityChange(_ verdict: Verdict, of change: ActivityChange, _ turn: inout Turn) -> Progress {
    let step = change.step
    switch verdict {
    case .done(.user(let changed)) where changed.isActive == change.wanted:
      concludeLatest(step, as: .succeeded, &turn)
      settleOpenAttempts(of: step, &turn)
      return advance(&turn)
    case .refused(let error):
      concludeLatest(step, as: .refused, operationID: error.operationID, &turn)
      // What was sent before to the same end is of no account: it can do no more than this one.
      settleOpenAttempts(of: step, &turn)
      guard let user, error.status == 404 else { return finish(Self.refusal(error), &turn) }
      return finishWithoutUser(user.id, error, &turn)
    case .ambiguous(let reason):
      concludeLatest(step, as: .ambiguous, &turn)
      guard let user else { return .ready }
      activity = .readUser(UserReading(id: user.id, purpose: .settle(change)))
      return tryAgain(noSoonerThan: turn.now + turn.settings.settle, because: reason, &turn)
    case .neverLeft:
      concludeLatest(step, as: .notExecuted, &turn)
      return tryAgainUncharged(&turn)
    case .throttled, .fatal, .quotaFull:
      concludeLatest(step, as: .notExecuted, &turn)
      return .ready
    case .done:
      return receiveActivityChange(.ambiguous(Self.otherAnswer), of: change, &turn)
    }
  }

  /// Decides about unanswered attempts by what the user is like a settling time later.
  mutating func settle(_ change: ActivityChange, as found: User, _ turn: inout Turn) -> Progress {
    guard found.isActive == change.wanted else {
      turn.branches[.activityHadNotBeenSet] += 1
      settleOpenAttempts(of: change.step, &turn)
      let triesSoFar = tries
      let progress = advance(&turn)
      tries = triesSoFar
      return progress
    }
    turn.branches[.activityHadBeenSet] += 1
    concludeOpenAttemptsAsCarriedOut(of: change.step, &turn)
    return advance(&turn)
  }
}
