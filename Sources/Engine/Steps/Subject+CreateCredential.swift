import NgrokAPI

/// The step “create credential”: credentials with equal descriptions may exist any number of times, so nothing but the
/// account's list tells whether an unanswered request was carried out.
extension Subject {
  func wish(of step: StepNumber) -> CredentialWish {
    CredentialWish(of: step, for: customer, replacements)
  }

  /// The kinds of which the customer is to get any.
  private var wantedKinds: [CredentialKind] {
    CredentialKind.allCases.filter { kind in
      customer.credentialCount(of: kind) > 0 || replacements.contains { $0.old.kind == kind }
    }
  }

  mutating func startCredentialCreation(_ step: StepNumber, _ turn: inout Turn) -> Progress {
    if hasOpenAttempts(of: step) {
      activity = .listCredentials(OwnerListing(.reconcile(step), of: [wish(of: step).kind]))
      return .parked(until: settledAt + turn.settings.settle)
    }
    if user?.origin != .created, !hasOwnerBaseline {
      activity = .listCredentials(OwnerListing(.baseline, of: wantedKinds))
    } else {
      activity = .createCredential(step)
    }
    return .ready
  }

  mutating func receiveCredentialCreation(_ verdict: Verdict, of step: StepNumber, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done(.credential(let made)):
      guard made.token != nil || !made.kind.hasToken else {
        return doubtCredentialCreation(of: step, because: "the answer had no token", &turn)
      }
      concludeLatest(step, as: .succeeded, &turn)
      issue(made, by: step, &turn)
      return advance(&turn)
    case .refused(let error) where error.code == "ERR_NGROK_609":
      // It may be on the account by this very request, if something between has sent it twice: the list tells.
      refusalInDoubt = error
      return doubtCredentialCreation(of: step, because: error.message, &turn)
    case .refused(let error):
      concludeLatest(step, as: .refused, operationID: error.operationID, &turn)
      return finish(Self.refusal(error), &turn)
    case .ambiguous(let reason):
      return doubtCredentialCreation(of: step, because: reason, &turn)
    case .neverLeft:
      concludeLatest(step, as: .notExecuted, &turn)
      return tryAgainUncharged(&turn)
    case .throttled, .fatal:
      concludeLatest(step, as: .notExecuted, &turn)
      return .ready
    case .quotaFull:
      concludeLatest(step, as: .notExecuted, &turn)
      return turn.fullQuotas.isEmpty ? .ready : advance(&turn)
    case .done:
      return doubtCredentialCreation(of: step, because: Self.otherAnswer, &turn)
    }
  }

  /// Takes a credential down as the one of a step.
  mutating func issue(_ made: Credential, by step: StepNumber, _ turn: inout Turn) {
    refusalInDoubt = nil
    issuedSteps.append(step)
    turn.changes.append(
      .credential(
        IssuedCredential(
          customer: customer.id, step: step, kind: made.kind, id: made.id, token: made.token,
          createdAt: made.createdAt)))
  }

  private mutating func doubtCredentialCreation(
    of step: StepNumber, because reason: String, _ turn: inout Turn
  ) -> Progress {
    concludeLatest(step, as: .ambiguous, &turn)
    activity = .listCredentials(OwnerListing(.reconcile(step), of: [wish(of: step).kind]))
    return tryAgain(noSoonerThan: turn.now + turn.settings.settle, because: reason, &turn)
  }
}
