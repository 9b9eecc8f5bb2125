import NgrokAPI

/// The step “create API key”: keys with equal descriptions may exist any number of times, so nothing but the account's
/// list tells whether an unanswered request was carried out.
extension Subject {
  mutating func startKeyCreation(_ step: StepNumber, _ turn: inout Turn) -> Progress {
    if hasOpenAttempts(of: step) {
      activity = .listCredentials(OwnerListing(.reconcile(step)))
      return .parked(until: settledAt + turn.settings.settle)
    }
    if user?.origin != .created, !hasOwnerBaseline {
      activity = .listCredentials(OwnerListing(.baseline))
    } else {
      activity = .createKey(step)
    }
    return .ready
  }

  mutating func receiveKeyCreation(_ verdict: Verdict, of step: StepNumber, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done(.credential(let key)):
      guard let token = key.token else {
        return doubtKeyCreation(of: step, because: "the answer had no token", &turn)
      }
      concludeLatest(step, as: .succeeded, &turn)
      issuedSteps.append(step)
      turn.changes.append(
        .credential(
          IssuedCredential(customer: customer.id, step: step, id: key.id, token: token, createdAt: key.createdAt)))
      return advance(&turn)
    case .refused(let error):
      concludeLatest(step, as: .refused, operationID: error.operationID, &turn)
      return finish(Self.refusal(error), &turn)
    case .ambiguous(let reason):
      return doubtKeyCreation(of: step, because: reason, &turn)
    case .neverLeft:
      concludeLatest(step, as: .notExecuted, &turn)
      return tryAgainUncharged(&turn)
    case .throttled, .fatal:
      concludeLatest(step, as: .notExecuted, &turn)
      return .ready
    case .done:
      return doubtKeyCreation(of: step, because: Self.otherAnswer, &turn)
    }
  }

  private mutating func doubtKeyCreation(
    of step: StepNumber, because reason: String, _ turn: inout Turn
  ) -> Progress {
    concludeLatest(step, as: .ambiguous, &turn)
    activity = .listCredentials(OwnerListing(.reconcile(step)))
    return tryAgain(noSoonerThan: turn.now + turn.settings.settle, because: reason, &turn)
  }
}
