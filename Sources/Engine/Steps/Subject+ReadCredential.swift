import NgrokAPI

/// A look at one credential.
struct CredentialReading: Equatable {
  enum Purpose: Equatable {
    /// What the credential says whose place that of a step takes.
    case replaced(StepNumber)
    /// Whether the successor of one that is to be deleted is there.
    case successor
  }

  var kind: CredentialKind
  var id: CredentialID
  var purpose: Purpose
}

extension Subject {
  mutating func startReading(of replacement: Replacement) -> Progress {
    activity = .readCredential(
      CredentialReading(
        kind: replacement.old.kind, id: replacement.old.id, purpose: .replaced(replacement.step)))
    return .ready
  }

  mutating func receiveCredential(
    _ verdict: Verdict, of reading: CredentialReading, _ turn: inout Turn
  ) -> Progress {
    switch (verdict, reading.purpose) {
    case (.done(.credential(let found)), .successor):
      seenSuccessors.insert(found.id)
      return advance(&turn)
    case (.done(.credential(let found)), .replaced(let step)):
      guard let index = replacements.firstIndex(where: { $0.step == step }) else { return advance(&turn) }
      replacements[index] = Replacement(customer: customer.id, step: step, old: found)
      turn.changes.append(.replacement(replacements[index]))
      return advance(&turn)
    case (.refused(let error), .successor) where error.status == 404:
      turn.branches[.successorMissing] += 1
      return finish(
        Outcome(
          .failed, code: "successor_missing",
          message:
            "\(reading.id), which has taken the place of what is to be deleted, is not in the account (any more)",
          operationID: error.operationID), &turn)
    case (.refused(let error), .replaced) where error.status == 404:
      return finish(
        Outcome(
          .failed, code: "replaced_missing",
          message: "\(reading.id), whose place a new credential is to take, is not in the account",
          operationID: error.operationID), &turn)
    default: return tryReadAgain(verdict, &turn)
    }
  }
}
