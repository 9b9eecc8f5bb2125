import NgrokAPI

/// The search for a user whose creation got no definite answer, or whose name is taken.
struct UserSearch: Equatable {
  /// The refusal that began the search; `nil` where doubt is only to be settled and nothing to be created.
  var refusal: APIError?
  /// Whether an attempt of ours may be what holds the name.
  var followsAmbiguousAttempt: Bool
  /// When the search began: what exists is visible a settling time later at the latest.
  var start: Instant
  var next: String?
  var trail = PageTrail()
  /// The page that waits for the ledger's word on its users.
  var page: Page<User>?
}

/// A user of our name whose credentials tell whose it is.
struct FoundUser: Equatable {
  var user: User
  /// All kinds are listed: whoever uses a user may have given it any.
  var listing = OwnerListing(.baseline, of: CredentialKind.allCases)
  var isAdoptionWanted: Bool
}

/// The step “create user”: the name is unique in the account, so a repeated request can never make a second user.
extension Subject {
  mutating func startUserCreation(_ turn: inout Turn) -> Progress {
    activity = .createUser
    if hasOpenAttempts(of: .user) {
      let end = settledAt + turn.settings.settle
      if turn.settings.onlySettles { activity = .findUser(UserSearch(followsAmbiguousAttempt: true, start: end)) }
      return .parked(until: end)
    }
    guard let listedUser, !turn.isTaken(listedUser.id) else { return .ready }
    return meetNamesake(listedUser, hasCredentials: nil, &turn)
  }

  mutating func receiveUserCreation(_ verdict: Verdict, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done(.user(let created)):
      // The name was free for this request, so nothing that was sent before has been carried out.
      concludeLatest(.user, as: .succeeded, &turn)
      if hasOpenAttempts(of: .user) { turn.branches[.userHadNotBeenCreated] += 1 }
      settleOpenAttempts(of: .user, &turn)
      take(KnownUser(id: created.id, origin: .created, createdAt: created.createdAt), &turn)
      return advance(&turn)
    case .refused(let error):
      concludeLatest(.user, as: .refused, operationID: error.operationID, &turn)
      return meetRefusal(error, &turn)
    case .ambiguous(let reason):
      concludeLatest(.user, as: .ambiguous, &turn)
      return tryAgain(noSoonerThan: turn.now + turn.settings.settle, because: reason, &turn)
    case .neverLeft:
      concludeLatest(.user, as: .notExecuted, &turn)
      return tryAgainUncharged(&turn)
    case .throttled, .fatal, .quotaFull:
      concludeLatest(.user, as: .notExecuted, &turn)
      return .ready
    case .done:
      return receiveUserCreation(.ambiguous(Self.otherAnswer), &turn)
    }
  }

  private mutating func meetRefusal(_ error: APIError, _ turn: inout Turn) -> Progress {
    let isInDoubt = hasOpenAttempts(of: .user)
    let isNameTaken = error.code == "ERR_NGROK_4112"
    guard isInDoubt || isNameTaken else { return finish(Self.refusal(error), &turn) }
    if isNameTaken, !isInDoubt { turn.branches[.nameTakenMeanwhile] += 1 }
    if !isNameTaken { turn.branches[.refusedInDoubt] += 1 }
    if !isInDoubt, turn.settings.existing != .adopt { return finish(nameTaken(error, turn.settings), &turn) }
    (tries, readTries) = (0, 0)
    activity = .findUser(UserSearch(refusal: error, followsAmbiguousAttempt: isInDoubt, start: turn.now))
    return .ready
  }

  private func nameTaken(_ error: APIError, _ settings: JobSettings) -> Outcome {
    if settings.existing == .skip {
      return Outcome(
        .skipped, code: "name_exists", message: "the account already has a user of this name",
        operationID: error.operationID)
    }
    return Outcome(
      .failed, code: "name_exists",
      message: "somebody has created a user of this name since this run listed the account (\(error.code)); "
        + "use another name, or --existing adopt",
      operationID: error.operationID)
  }

}

// MARK: - Finding the user that holds the name

extension Subject {
  mutating func receiveUserPage(_ verdict: Verdict, of search: UserSearch, _ turn: inout Turn) -> Progress {
    guard case .done(.users(let page)) = verdict else { return tryReadAgain(verdict, &turn) }
    var search = search
    guard search.trail.goes(to: page.next) else { return giveUp(because: PageTrail.circle, after: 1, &turn) }
    readTries = 0
    search.page = page
    activity = .findUser(search)
    return .asks(.users(page.items.map(\.id)))
  }

  mutating func receiveKnownUsers(
    baseline: Set<UserID>, customers: Set<UserID>, of search: UserSearch, _ turn: inout Turn
  ) -> Progress {
    guard let page = search.page else { return .ready }
    var search = search
    search.page = nil
    if let namesake = page.items.first(where: { $0.hasName(customer.name) }) {
      let isFromBefore = baseline.contains(namesake.id)
      if customers.contains(namesake.id) { return meetUserOfAnotherCustomer(namesake, &turn) }
      if isFromBefore, search.followsAmbiguousAttempt { turn.branches[.userRenamedMeanwhile] += 1 }
      if isFromBefore, turn.settings.existing != .adopt {
        settleOpenAttempts(of: .user, &turn)
        return meetNamesake(namesake, hasCredentials: nil, &turn)
      }
      let isAdoptionWanted = !search.followsAmbiguousAttempt || isFromBefore
      activity = .judgeUser(FoundUser(user: namesake, isAdoptionWanted: isAdoptionWanted))
      // Whoever else created it has had a settling time by then to give it a credential, and that is visible. It need not
      // be the user that the name was refused for: that one may have gone, and this one have come, since.
      return isAdoptionWanted ? .ready : .parked(until: turn.now + turn.settings.settle)
    }
    if let next = page.next, !isPast(baseline, on: page) {
      turn.branches[.userSearchedOnSecondPage] += 1
      search.next = next
      activity = .findUser(search)
      return .ready
    }
    return endFruitlessSearch(search, &turn)
  }

  /// Whether a page, newest first, ends behind all that a request of ours can have created.
  ///
  /// That is younger than every user of the baseline, and than the anchor of the first attempt in doubt; a later
  /// attempt's anchor may be younger than what the first one created. Users of one second may be listed in any order,
  /// since the account sorts by id, so the page has to end at an earlier second. Both times are the account's own.
  private func isPast(_ baseline: Set<UserID>, on page: Page<User>) -> Bool {
    let anchor = attempts.first { $0.step == .user && $0.state.needsReconciling }?.anchor
    let older = page.items.lazy.filter { baseline.contains($0.id) || $0.id == anchor }
    guard let youngest = older.map(\.createdAt).max(), let last = page.items.last else { return false }
    return last.createdAt < youngest
  }

  /// Nobody of our name is to be seen: looks again until what exists has to be visible.
  private mutating func endFruitlessSearch(_ search: UserSearch, _ turn: inout Turn) -> Progress {
    guard let refusal = search.refusal else {
      // Where doubt is only to be settled, the search has begun when all that exists was visible.
      settleOpenAttempts(of: .user, &turn)
      return .left
    }
    let settle = turn.settings.settle
    let end = search.start + settle
    if turn.now < end {
      turn.branches[.userNotVisibleYet] += 1
      var search = search
      search.next = nil
      search.trail = PageTrail()
      activity = .findUser(search)
      return .parked(until: min(end, turn.now + max(settle / 4, .milliseconds(50))))
    }
    let isNameTaken = refusal.code == "ERR_NGROK_4112"
    if search.followsAmbiguousAttempt, !isNameTaken {
      // Refused for another reason, and nothing is there: the unanswered attempt had no effect either.
      settleOpenAttempts(of: .user, &turn)
      return finish(Self.refusal(refusal), &turn)
    }
    if !hasSearchedInVain { return repeatAfterSearchInVain(&turn) }
    // Whatever a request of ours has created is among the users that were read, so the holder is an older one, which
    // somebody has renamed; nothing of ours is in the account.
    settleOpenAttempts(of: .user, &turn)
    if turn.settings.existing == .skip { return finish(nameTaken(refusal, turn.settings), &turn) }
    return finish(
      Outcome(
        .failed, code: "name_holder_not_found",
        message: "the name is taken (\(refusal.code)) by a user that is older than this run and has been given "
          + "it since; rename that user, or use another name",
        operationID: refusal.operationID), &turn)
  }
}

// MARK: - Whose user it is

extension Subject {
  mutating func receiveCredentials(_ verdict: Verdict, of found: FoundUser, _ turn: inout Turn) -> Progress {
    guard case .done(.credentials(let page)) = verdict else { return tryReadAgain(verdict, &turn) }
    var found = found
    guard found.listing.take(page) else { return giveUp(because: PageTrail.circle, after: 1, &turn) }
    readTries = 0
    let hasCredentials = !found.listing.credentials.isEmpty
    guard found.listing.isComplete || hasCredentials else {
      activity = .judgeUser(found)
      return .ready
    }
    if found.isAdoptionWanted || hasCredentials {
      if !found.isAdoptionWanted { turn.branches[.userOfOthers] += 1 }
      settleOpenAttempts(of: .user, &turn)
      return meetNamesake(found.user, hasCredentials: hasCredentials, &turn)
    }
    // The list is empty, too, if the user is gone, and with it what would have shown that it was somebody else's.
    activity = .readUser(UserReading(id: found.user.id, purpose: .infer))
    return .ready
  }

  /// The user that held our name, and seemed to be ours, has been deleted or renamed: asks for the name once more.
  mutating func meetLostNamesake(_ id: UserID, _ turn: inout Turn) -> Progress {
    if turn.settings.onlySettles {
      settleOpenAttempts(of: .user, &turn)
      return .left
    }
    if !hasSearchedInVain { return repeatAfterSearchInVain(&turn) }
    settleOpenAttempts(of: .user, &turn)
    return finish(
      Outcome(
        .failed, code: "name_holder_not_found",
        message: "\(id), which held the name, has been deleted or renamed meanwhile; resume with --retry-failed"), &turn
    )
  }

  /// The holder of the name may have been deleted or renamed since. The name is unique, so asking again does no harm.
  private mutating func repeatAfterSearchInVain(_ turn: inout Turn) -> Progress {
    hasSearchedInVain = true
    turn.branches[.userNeverVisible] += 1
    activity = .createUser
    return .ready
  }

  /// It was in neither baseline nor ledger, it came after our unanswered request, and nobody has used it: it is ours.
  mutating func infer(_ found: User, _ turn: inout Turn) -> Progress {
    concludeOpenAttemptsAsCarriedOut(of: .user, &turn)
    turn.branches[.userInferred] += 1
    take(
      KnownUser(id: found.id, origin: .inferred, createdAt: found.createdAt, wasActive: found.isActive), &turn)
    turn.changes.append(.ownerBaseline(owner: found.id, credentials: []))
    hasOwnerBaseline = true
    return advance(&turn)
  }

  /// Treats a user of our name that is not ours as the policy for existing names says.
  mutating func meetNamesake(_ namesake: User, hasCredentials: Bool?, _ turn: inout Turn) -> Progress {
    switch turn.settings.existing {
    case .skip:
      return finish(
        Outcome(.skipped, code: "name_exists", message: "the account already has \(namesake.id)"), &turn)
    case .fail:
      let credentials = hasCredentials == true ? ", which has credentials that are not ours" : ""
      return finish(
        Outcome(
          .failed, code: "name_exists",
          message: "the account already has a user of this name: \(namesake.id)\(credentials); "
            + "use another name, or --existing adopt or skip"), &turn)
    case .adopt:
      guard namesake.isActive || (!customer.isActive && customer.credentialCount == 0) else {
        return finish(
          Outcome(
            .failed, code: "user_inactive",
            message: "\(namesake.id) has this name but is inactive, and credentials cannot be issued to it; "
              + "activate it first"), &turn)
      }
      return isListed(namesake) ? adopt(namesake, &turn) : claim(namesake, as: .adopted, &turn)
    }
  }

  /// Whether the ledger itself has named the user, as one that no other customer has.
  private func isListed(_ namesake: User) -> Bool { namesake.id == listedUser?.id && activity == .createUser }

  mutating func adopt(_ namesake: User, _ turn: inout Turn) -> Progress {
    turn.branches[.adopted] += 1
    take(
      KnownUser(id: namesake.id, origin: .adopted, createdAt: namesake.createdAt, wasActive: namesake.isActive), &turn)
    return advance(&turn)
  }
}
