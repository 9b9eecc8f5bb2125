import NgrokAPI

/// What the list of an owner's credentials tells: whether unanswered creations were carried out, and what was there
/// before.
extension Subject {
  mutating func receiveCredentials(_ verdict: Verdict, of listing: OwnerListing, _ turn: inout Turn) -> Progress {
    guard case .done(.credentials(let page)) = verdict else { return tryReadAgain(verdict, &turn) }
    var listing = listing
    guard listing.take(page) else { return giveUp(because: PageTrail.circle, after: 1, &turn) }
    readTries = 0
    activity = .listCredentials(listing)
    guard listing.isComplete else { return .ready }
    switch listing.purpose {
    case .baseline: return concludeBaseline(listing.credentials, &turn)
    case .record: return concludeRecording(listing.credentials, &turn)
    case .reconcile, .confirm: return .asks(.credentials(listing.credentials.map(\.id)))
    }
  }

  private mutating func concludeBaseline(_ credentials: [Credential], _ turn: inout Turn) -> Progress {
    let keys = customerKeys(in: credentials, turn.settings)
    guard keys.isEmpty || keys.contains(where: { $0.utf8.elementsEqual(customer.key.utf8) }) else {
      let owner = user.map { "\($0.id)" } ?? "the user"
      return finish(
        Outcome(
          .failed, code: "other_customer",
          message: "\(owner) has this name, and its credentials are those of customer "
            + "\(keys.sorted().joined(separator: ", ")); use another name, or rename that user"), &turn)
    }
    let wishes =
      replacements.indices.map { wish(of: .credential($0 + 1)) }
      + CredentialKind.allCases.filter { customer.credentialCount(of: $0) > 0 }
      .map { CredentialWish(ofKind: $0, for: customer) }
    let equals = credentials.filter { credential in wishes.contains { $0.isSaid(by: credential) } }
    guard let owner = user?.id else { return advance(&turn) }
    if let first = equals.first {
      turn.branches[.equalCredentialExists] += 1
      let ids = equals.map(\.id.rawValue).joined(separator: ", ")
      return finish(
        Outcome(
          .failed, code: "credential_exists",
          message: first.kind.hasToken
            ? "the user already has an equal \(first.kind.title), whose token exists nowhere: \(ids); "
              + "delete it, or ask for another description"
            : "the user already has an SSH credential of this public key: \(ids); delete it, or leave the key out"),
        &turn)
    }
    turn.changes.append(.ownerBaseline(owner: owner, credentials: credentials))
    hasOwnerBaseline = true
    return advance(&turn)
  }

  /// The customers whose keys the owner's credentials carry. Only what muster made says for certain whose it is.
  private func customerKeys(in credentials: [Credential], _ settings: JobSettings) -> Set<String> {
    guard let member = settings.keyMember else { return [] }
    return Set(
      credentials.filter { Marker.isMarked($0.metadata) }.compactMap { Metadata.member(member, of: $0.metadata) })
  }

  /// Decides about the credentials of the owner that the ledger does not know.
  mutating func receiveKnownCredentials(
    issued: Set<CredentialID>, earlier: Set<CredentialID>, of listing: OwnerListing, _ turn: inout Turn
  ) -> Progress {
    let strangers = listing.credentials.filter { !issued.contains($0.id) && !earlier.contains($0.id) }
    let settledStep: StepNumber? = if case .reconcile(let step) = listing.purpose { step } else { nil }
    let suspects = attempts.filter { attempt in
      guard attempt.step.isCredential else { return false }
      // The last look also sees what a proxy carried out twice, so there every attempt is a suspect.
      return settledStep == nil
        || (attempt.step == settledStep && (attempt.state.needsReconciling || refusalInDoubt != nil))
    }
    let orphans = strangers.filter { stranger in
      suspects.contains { attempt in
        bearsMarker(attempt, turn.settings)
          ? isLeft(stranger, behind: attempt, turn.settings) : wish(of: attempt.step).isSaid(by: stranger)
      }
    }
    if orphans.isEmpty {
      if settledStep != nil { turn.branches[.keyHadNotBeenCreated] += 1 }
      return settle(settledStep, &turn)
    }
    if user?.origin != .created {
      let undecidable = orphans.filter { orphan in
        !turn.settings.disposableCredentials.contains(orphan.id)
          && !suspects.contains { bearsMarker($0, turn.settings) && isLeft(orphan, behind: $0, turn.settings) }
      }
      if !undecidable.isEmpty { return quarantine(undecidable, &turn) }
    }
    // Nothing is lost with the answer of a credential that has no token, unless the person wants it gone.
    if let settledStep, let found = orphans.first, !found.kind.hasToken,
      !turn.settings.disposableCredentials.contains(found.id)
    {
      return take(found, by: settledStep, &turn)
    }
    turn.branches[settledStep == nil ? .orphanFoundLate : .orphanFound] += 1
    activity = .removeCredentials(
      CredentialRemoval(
        purpose: .orphans(of: settledStep), remaining: orphans.map { CredentialTarget($0.kind, $0.id) }))
    return .ready
  }

  /// Whether an attempt's credential can be told from all others by what it says.
  private func bearsMarker(_ attempt: Attempt, _ settings: JobSettings) -> Bool {
    settings.usesMarker && Marker.canMark(wish(of: attempt.step).metadata)
  }

  private func isLeft(_ credential: Credential, behind attempt: Attempt, _ settings: JobSettings) -> Bool {
    let wish = wish(of: attempt.step)
    return credential.kind == wish.kind && credential.description.utf8.elementsEqual(wish.description.utf8)
      && credential.metadata.utf8.elementsEqual(metadata(of: attempt, settings).utf8)
  }

  /// The account shows that an unanswered creation was carried out, and what it made is all that was wanted.
  private mutating func take(_ found: Credential, by step: StepNumber, _ turn: inout Turn) -> Progress {
    turn.branches[.credentialAdopted] += 1
    concludeOpenAttemptsAsCarriedOut(of: step, &turn)
    issue(found, by: step, &turn)
    return advance(&turn)
  }

  /// Without a marker, on an owner that others use as well, nobody can tell whose credential it is.
  private mutating func quarantine(_ candidates: [Credential], _ turn: inout Turn) -> Progress {
    turn.branches[.quarantined] += 1
    let ids = candidates.map(\.id.rawValue).joined(separator: ", ")
    return finish(
      Outcome(
        .unknown, code: "credential_undecidable",
        message: "an unanswered request may have created one of these, or somebody else did: \(ids); "
          + "muster resume --reconcile shows them, and how to settle it"), &turn)
  }

  /// The step's attempts have no effect in the account (any more): on to the next, or to the end.
  mutating func settle(_ step: StepNumber?, _ turn: inout Turn) -> Progress {
    guard let step else {
      isConfirmed = true
      return finish(pendingOutcome ?? Outcome(.pending), &turn)
    }
    if let refusalInDoubt {
      concludeLatest(step, as: .refused, operationID: refusalInDoubt.operationID, &turn)
      settleOpenAttempts(of: step, &turn)
      return finish(Self.refusal(refusalInDoubt), &turn)
    }
    let triesSoFar = tries
    settleOpenAttempts(of: step, &turn)
    let progress = advance(&turn)
    // The step is tried again because it failed: its tries go on counting.
    tries = triesSoFar
    return progress
  }
}
