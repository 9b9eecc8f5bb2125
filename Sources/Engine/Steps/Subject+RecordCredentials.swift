import NgrokAPI

/// The step “record credentials”: takes down what the user has before it is deleted, or before that is replaced.
extension Subject {
  /// Whether what is recorded still is all there is. What a deletion takes along is looked at by the process that deletes,
  /// unless its request may have been carried out; what is to be replaced is taken down once.
  var areCredentialsRecorded: Bool {
    guard hasOwnerBaseline else { return false }
    let mayBeDeleted = attempts.contains {
      $0.step == .deletion && ($0.state.needsReconciling || $0.state == .succeeded)
    }
    return isRecorded || mayBeDeleted || !replacements.isEmpty
  }

  mutating func startRecording() -> Progress {
    activity = .listCredentials(OwnerListing(.record, of: CredentialKind.allCases))
    return .ready
  }

  mutating func concludeRecording(_ credentials: [Credential], _ turn: inout Turn) -> Progress {
    guard let owner = user?.id else { return advance(&turn) }
    turn.changes.append(.ownerBaseline(owner: owner, credentials: credentials))
    hasOwnerBaseline = true
    isRecorded = true
    recordedCredentials = credentials
    switch turn.settings.kind {
    case .rotate:
      if !turn.settings.rotatesAgain, let rotated = rotatedBefore(credentials) { return finish(rotated, &turn) }
      planReplacements(of: credentials, &turn)
    case .withdraw: noteStrangers(among: credentials, &turn)
    case .import, .activate, .deactivate, .delete, .retire: break
    }
    return advance(&turn)
  }

  /// Gives each credential a step that issues its successor, the oldest first.
  ///
  /// SSH credentials are left out: the key behind one is the user's own, and a second one of the same key is refused.
  private mutating func planReplacements(of credentials: [Credential], _ turn: inout Turn) {
    let olds = credentials.filter { $0.kind != .ssh }
      .sorted { ($0.createdAt, $0.id.rawValue) < ($1.createdAt, $1.id.rawValue) }
    replacements = olds.enumerated().map { index, old in
      Replacement(customer: customer.id, step: .credential(index + 1), old: old)
    }
    turn.changes += replacements.map(Change.replacement)
  }

  /// Why a user keeps what it has: two of its credentials say the same and another run of muster issued the later one, so
  /// that they seem to be a new and an old one. Both would get a successor.
  private func rotatedBefore(_ credentials: [Credential]) -> Outcome? {
    let candidates = credentials.filter { $0.kind != .ssh }
    for later in candidates {
      let said = CredentialWish(sayingWhat: later)
      // Both may be of the same second.
      guard let run = Marker.run(in: later.metadata),
        let earlier = candidates.first(where: { earlier in
          earlier.id != later.id && earlier.createdAt <= later.createdAt && earlier.acl == later.acl
            && said.isSaid(by: earlier) && Marker.run(in: earlier.metadata) != run
        })
      else { continue }
      return Outcome(
        .failed, code: "rotated_already",
        message: "\(later.id) seems to have taken the place of \(earlier.id) already; retire or undo that rotation "
          + "first, or rotate both of them with --force")
    }
    return nil
  }

  /// A user that somebody has given a credential since is theirs as well, so it is not ours to delete.
  private mutating func noteStrangers(among credentials: [Credential], _ turn: inout Turn) {
    let strangers = credentials.filter { credential in
      let isOurs = targets.contains { $0.id == credential.id }
      let bearsMarker = turn.settings.undoneRun.map { Marker.isMarker(of: $0, in: credential.metadata) } ?? false
      return !isOurs && !bearsMarker
    }
    guard !strangers.isEmpty else { return }
    turn.branches[.strangersFound] += 1
    let ids = strangers.map(\.id.rawValue).joined(separator: ", ")
    conflict = Outcome(
      .failed, code: "credential_of_others",
      message: "somebody has given \(user?.id.rawValue ?? "the user") credentials since: \(ids); it was left as it was")
  }
}
