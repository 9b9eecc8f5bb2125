import NgrokAPI

/// A listing of all credentials of the customer's user.
struct OwnerListing: Equatable {
  enum Purpose: Equatable {
    /// What an owner that this run did not create had before.
    case baseline
    /// Whether the unanswered attempts of a step were carried out.
    case reconcile(StepNumber)
    /// Whether anything of a settled attempt became visible after all.
    case confirm
  }

  var purpose: Purpose
  var keys: [Credential] = []
  var next: String?

  init(_ purpose: Purpose) { self.purpose = purpose }
}

/// The deletion of credentials whose tokens are lost, one after the other.
struct OrphanRemoval: Equatable {
  /// The step whose attempt left them behind; `nil` when they were found by the last look.
  var settles: StepNumber?
  /// Never empty.
  var remaining: [CredentialID]

  var next: CredentialID { remaining[remaining.count - 1] }
  var step: StepNumber { settles ?? .user }
}

extension Subject {
  mutating func receiveCredentials(_ verdict: Verdict, of listing: OwnerListing, _ turn: inout Turn) -> Progress {
    guard case .done(.credentials(let page)) = verdict else { return tryReadAgain(verdict, &turn) }
    var listing = listing
    listing.keys += page.items
    listing.next = page.next
    activity = .listCredentials(listing)
    if page.next != nil { return .ready }
    if listing.purpose == .baseline { return concludeBaseline(listing.keys, &turn) }
    return .asks(.credentials(listing.keys.map(\.id)))
  }

  private mutating func concludeBaseline(_ keys: [Credential], _ turn: inout Turn) -> Progress {
    let equals = keys.filter { saysTheSame($0, as: customer.metadata) }
    guard equals.isEmpty, let owner = user?.id else {
      turn.branches[.equalCredentialExists] += 1
      let ids = equals.map(\.id.rawValue).joined(separator: ", ")
      return finish(
        Outcome(
          .failed, code: "credential_exists",
          message: "the user already has an equal API key, whose token exists nowhere: \(ids); "
            + "delete it, or ask for another description"), &turn)
    }
    turn.changes.append(.ownerBaseline(owner: owner, credentials: keys.map(\.id)))
    hasOwnerBaseline = true
    return advance(&turn)
  }

  /// Whether a credential says what ours say, whoever made it.
  private func saysTheSame(_ key: Credential, as metadata: String) -> Bool {
    key.description.utf8.elementsEqual(customer.description.utf8)
      && Marker.stripped(key.metadata).utf8.elementsEqual(Marker.stripped(metadata).utf8)
  }

  /// Decides about the credentials of the owner that the ledger does not know.
  mutating func receiveKnownCredentials(
    issued: Set<CredentialID>, earlier: Set<CredentialID>, of listing: OwnerListing, _ turn: inout Turn
  ) -> Progress {
    let strangers = listing.keys.filter { !issued.contains($0.id) && !earlier.contains($0.id) }
    let settledStep: StepNumber? = if case .reconcile(let step) = listing.purpose { step } else { nil }
    let suspects = attempts.filter { attempt in
      guard attempt.step.isCredential else { return false }
      // The last look also sees what a proxy carried out twice, so there every attempt is a suspect.
      return settledStep == nil || (attempt.step == settledStep && attempt.state.needsReconciling)
    }
    let orphans = strangers.filter { key in
      turn.settings.usesMarker
        ? suspects.contains { isLeft(key, behind: $0, turn.settings) } : saysTheSame(key, as: customer.metadata)
    }
    if orphans.isEmpty {
      if settledStep != nil { turn.branches[.keyHadNotBeenCreated] += 1 }
      return settle(settledStep, &turn)
    }
    if !turn.settings.usesMarker, user?.origin != .created { return quarantine(orphans, &turn) }
    turn.branches[settledStep == nil ? .orphanFoundLate : .orphanFound] += 1
    activity = .removeOrphans(OrphanRemoval(settles: settledStep, remaining: orphans.map(\.id)))
    return .ready
  }

  private func isLeft(_ key: Credential, behind attempt: Attempt, _ settings: JobSettings) -> Bool {
    key.metadata.utf8.elementsEqual(metadata(of: attempt, settings).utf8)
      && key.description.utf8.elementsEqual(customer.description.utf8)
  }

  /// Without a marker, on an owner that others use as well, nobody can tell whose credential it is.
  private mutating func quarantine(_ candidates: [Credential], _ turn: inout Turn) -> Progress {
    turn.branches[.quarantined] += 1
    let ids = candidates.map(\.id.rawValue).joined(separator: ", ")
    return finish(
      Outcome(
        .unknown, code: "credential_undecidable",
        message: "an unanswered request may have created one of these, or somebody else did: \(ids); "
          + "delete what is not needed, then resume with --retry-failed"), &turn)
  }

  /// The step's attempts have no effect in the account (any more): on to the next, or to the end.
  private mutating func settle(_ step: StepNumber?, _ turn: inout Turn) -> Progress {
    guard let step else {
      isConfirmed = true
      return finish(pendingOutcome ?? Outcome(.pending), &turn)
    }
    let triesSoFar = tries
    settleOpenAttempts(of: step, &turn)
    let progress = advance(&turn)
    // The step is tried again because it failed: its tries go on counting.
    tries = triesSoFar
    return progress
  }

  mutating func receiveRemoval(_ verdict: Verdict, of removal: OrphanRemoval, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done: break
    case .refused(let error) where error.status == 404: turn.branches[.orphanGoneAlready] += 1
    default: return tryReadAgain(verdict, &turn)
    }
    turn.changes.append(
      .removal(Removal(credential: removal.next, customer: customer.id, step: removal.step, isDone: true)))
    var removal = removal
    removal.remaining.removeLast()
    if removal.remaining.isEmpty { return settle(removal.settles, &turn) }
    activity = .removeOrphans(removal)
    return .ready
  }
}
