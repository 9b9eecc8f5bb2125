import NgrokAPI

/// A customer in work: what is known of it, and what it does next.
///
/// Pure logic for one customer. It never sends: the engine asks for the request of the current activity, and brings the
/// verdict back. One activity at a time per customer means one credential-changing request per owner at a time, since
/// no two customers of a list share a user.
struct Subject {
  /// What the customer does next, or is doing.
  enum Activity: Equatable {
    case createUser
    case findUser(UserSearch)
    case judgeUser(FoundUser)
    case listCredentials(OwnerListing)
    case createCredential(StepNumber)
    case removeCredentials(CredentialRemoval)
    case readCredential(CredentialReading)
    case readUser(UserReading)
    case setActive(ActivityChange)
    case deleteUser

    /// Whether its request may change the account.
    var isChange: Bool {
      switch self {
      case .createUser, .createCredential, .removeCredentials, .setActive, .deleteUser: true
      case .findUser, .judgeUser, .listCredentials, .readCredential, .readUser: false
      }
    }
  }

  /// What an event came to.
  enum Progress {
    /// The activity's request may go out as soon as there is a slot.
    case ready
    /// The activity waits; it holds up no other customer.
    case parked(until: Instant)
    /// The ledger has to be asked first.
    case asks(Lookup.Question)
    case finished(Outcome)
    /// Nothing is in doubt (any more), and no more was wanted; the customer stands where it stood.
    case left
  }

  let customer: Customer
  var user: KnownUser?
  var issuedSteps: [StepNumber]
  var attempts: [Attempt]
  var hasOwnerBaseline: Bool
  var activity = Activity.createUser
  /// The user that waits for the ledger's word on whose it is.
  var userClaim: UserClaim?
  /// Tries in a row without a definite answer: of what changes the account, over all looks in between.
  var tries = 0
  /// The same of reads, whose every page is an answer.
  var readTries = 0
  /// Why a credential was refused, where that may be because an earlier request made it.
  var refusalInDoubt: APIError?
  /// Whether the holder of a taken name has been looked for without success.
  var hasSearchedInVain = false
  /// When the latest ambiguous attempt to create a credential was settled; the owner is listed once more a settling time
  /// later.
  var settledAt: Instant
  var isConfirmed = false
  /// How the customer ends once its owner has been listed once more.
  var pendingOutcome: Outcome?

  /// Whether this process has seen the user as it was before its first change.
  var isRead = false
  /// Whether this process has taken down the user's credentials, and what it has seen.
  var isRecorded = false
  var recordedCredentials: [Credential] = []
  /// Why a user is not deleted after all; it is made what it was before first.
  var conflict: Outcome?
  var replacements: [Replacement]
  var targets: [CredentialTarget]
  var seenSuccessors: Set<CredentialID> = []

  let listedUser: User?
  let graceEnd: String?

  /// - Parameter start: when the ledger's lock was taken: requests of an earlier process had all ended by then.
  init(_ pending: PendingCustomer, start: Instant) {
    customer = pending.customer
    user = pending.user
    issuedSteps = pending.issuedSteps
    attempts = pending.attempts
    hasOwnerBaseline = pending.hasOwnerBaseline
    listedUser = pending.listedUser
    replacements = pending.replacements
    targets = pending.targets
    graceEnd = pending.graceEnd
    settledAt = start
  }
}

/// What a subject may look at and write to while it handles an event.
struct Turn {
  let settings: JobSettings
  var now: Instant
  var generator: SeededGenerator
  /// What the ledger has to hold before anything that follows from it is sent.
  var changes: [Change] = []
  var branches = BranchCounts()
  /// The kinds of credential of which the account may have no more, where the run goes on in spite of that.
  var fullQuotas: Set<CredentialKind> = []
}

// MARK: - Choosing what comes next

extension Subject {
  /// Decides what to do with a customer as the ledger handed it over.
  mutating func begin(_ turn: inout Turn) -> Progress {
    if attempts.contains(where: { $0.state.needsReconciling }) { turn.branches[.resumedInDoubt] += 1 }
    if let graceEnd {
      return finish(
        Outcome(
          .failed, code: "too_recent",
          message: "the earlier run was done with it too recently: the grace period ends \(graceEnd); resume with "
            + "--retry-failed then"), &turn)
    }
    if hasOpenAttempts(of: .restoration) {
      conflict = Outcome(
        .failed, code: "credential_of_others",
        message: "somebody has given the user credentials since the import; it was left as it was")
    }
    return advance(&turn)
  }

  /// Goes on to the first step that is not done.
  mutating func advance(_ turn: inout Turn) -> Progress {
    (tries, readTries) = (0, 0)
    let kind = turn.settings.kind
    let open = steps(of: kind).filter { !isDone($0) }
    guard !open.isEmpty else { return finish(successfulOutcome(of: kind), &turn) }
    guard let step = nextStep(of: open, turn) else { return .left }
    if turn.settings.onlySettles, number(of: step).map({ !hasOpenAttempts(of: $0) }) ?? true { return .left }
    return start(step, &turn)
  }

  /// The first step that can be gone on with: credentials of another kind may be issued before those that are held back,
  /// and nothing else. So a later credential than the first that is missing may be in doubt, and that is settled before
  /// the owner's credentials are changed again.
  private func nextStep(of open: [Step], _ turn: Turn) -> Step? {
    let inDoubt = open.first { step in
      if case .createCredential(let number) = step { hasOpenAttempts(of: number) } else { false }
    }
    if let inDoubt, case .createCredential? = open.first { return inDoubt }
    guard let first = open.first, isHeldBack(first, turn) else { return open.first }
    return open.first { step in
      if case .createCredential = step { !isHeldBack(step, turn) } else { false }
    }
  }

  /// Whether a step would issue a credential of which the account may have no more. What is in doubt can be settled all
  /// the same.
  private func isHeldBack(_ step: Step, _ turn: Turn) -> Bool {
    guard case .createCredential(let number) = step, !turn.fullQuotas.isEmpty else { return false }
    return turn.fullQuotas.contains(wish(of: number).kind) && !hasOpenAttempts(of: number)
  }

  /// Ends the customer, unless its owner has to be listed once more: what an attempt left behind may have become visible
  /// since it was settled.
  mutating func finish(_ outcome: Outcome, _ turn: inout Turn) -> Progress {
    if turn.settings.onlySettles { return .left }
    let hasSettledAttempts = attempts.contains { $0.step.isCredential && $0.state == .void }
    guard hasSettledAttempts, !isConfirmed, user != nil, outcome.state != .unknown else {
      turn.changes.append(.outcome(customer.id, outcome))
      return .finished(outcome)
    }
    pendingOutcome = outcome
    (tries, readTries) = (0, 0)
    let kinds = attempts.filter(\.step.isCredential).map { wish(of: $0.step).kind }
    activity = .listCredentials(OwnerListing(.confirm, of: CredentialKind.allCases.filter(kinds.contains)))
    return .parked(until: settledAt + turn.settings.settle)
  }
}

// MARK: - Attempts

extension Subject {
  func hasOpenAttempts(of step: StepNumber) -> Bool {
    attempts.contains { $0.step == step && $0.state.needsReconciling }
  }

  func hasSucceeded(_ step: StepNumber) -> Bool {
    attempts.contains { $0.step == step && $0.state == .succeeded }
  }

  /// Adds the next attempt of a step; its intent has to be durable before its request leaves.
  mutating func intend(_ step: StepNumber, anchor: UserID?, _ turn: inout Turn) -> Attempt {
    let number = attempts.reduce(0) { $1.step == step ? max($0, $1.number) : $0 } + 1
    let attempt = Attempt(customer: customer.id, step: step, number: number, state: .intended, anchor: anchor)
    attempts.append(attempt)
    turn.changes.append(.attempt(attempt))
    return attempt
  }

  /// Brings the latest attempt of a step to a new state.
  mutating func concludeLatest(
    _ step: StepNumber, as state: Attempt.State, operationID: String = "", _ turn: inout Turn
  ) {
    guard let index = attempts.lastIndex(where: { $0.step == step }) else { return }
    attempts[index].state = state
    attempts[index].operationID = operationID
    turn.changes.append(.attempt(attempts[index]))
  }

  /// Brings all attempts of a step that are still in doubt to `state`.
  mutating func settleOpenAttempts(of step: StepNumber, as state: Attempt.State = .void, _ turn: inout Turn) {
    for index in attempts.indices where attempts[index].step == step && attempts[index].state.needsReconciling {
      if step.isCredential { settledAt = turn.now }
      attempts[index].state = state
      turn.changes.append(.attempt(attempts[index]))
    }
  }
}

extension Subject {
  /// The account shows that an attempt in doubt was carried out: the latest stands for them, as which one it was makes no
  /// difference.
  mutating func concludeOpenAttemptsAsCarriedOut(of step: StepNumber, _ turn: inout Turn) {
    if let index = attempts.lastIndex(where: { $0.step == step && $0.state.needsReconciling }) {
      attempts[index].state = .succeeded
      turn.changes.append(.attempt(attempts[index]))
    }
    settleOpenAttempts(of: step, &turn)
  }
}

// MARK: - Trying again

extension Subject {
  /// Parks the activity for another try, or gives up: as unknown where an attempt is in doubt, else as failed.
  mutating func tryAgain(
    noSoonerThan earliest: Instant? = nil, because reason: String, _ turn: inout Turn
  ) -> Progress {
    tries += 1
    guard tries <= turn.settings.retries else { return giveUp(because: reason, after: tries, &turn) }
    let delayed = turn.now + Backoff.delay(afterTries: tries, using: &turn.generator)
    return .parked(until: max(delayed, earliest ?? delayed))
  }

  /// Parks the activity without counting a try: nothing left this machine, and the breaker watches over outages.
  mutating func tryAgainUncharged(_ turn: inout Turn) -> Progress {
    .parked(until: turn.now + Backoff.delay(afterTries: 3, using: &turn.generator))
  }

  /// Reads may be repeated freely.
  mutating func tryReadAgain(_ verdict: Verdict, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .throttled, .fatal, .quotaFull: .ready
    case .neverLeft: tryAgainUncharged(&turn)
    case .ambiguous(let reason): tryReadAgain(because: reason, &turn)
    case .refused(let error): tryReadAgain(because: "\(error.code): \(error.message)", &turn)
    case .done: tryReadAgain(because: Self.otherAnswer, &turn)
    }
  }

  private mutating func tryReadAgain(because reason: String, _ turn: inout Turn) -> Progress {
    readTries += 1
    guard readTries <= turn.settings.retries else { return giveUp(because: reason, after: readTries, &turn) }
    return .parked(until: turn.now + Backoff.delay(afterTries: readTries, using: &turn.generator))
  }

  mutating func giveUp(because reason: String, after tries: Int, _ turn: inout Turn) -> Progress {
    // Whoever waits for a last look has had a doubt that this look was to end.
    var isInDoubt = pendingOutcome != nil || attempts.contains { $0.state.needsReconciling }
    if case .removeCredentials(let removal) = activity, removal.isInDoubt { isInDoubt = true }
    if isInDoubt { turn.branches[.gaveUpInDoubt] += 1 }
    let outcome = Outcome(
      isInDoubt ? .unknown : .failed, code: "no_definite_answer",
      message: "no definite answer in \(tries) tries; the latest: \(reason)")
    return finish(outcome, &turn)
  }

  static let otherAnswer = "an answer of another kind than was asked for"

  /// The outcome of a customer whose data the API refuses.
  static func refusal(_ error: APIError) -> Outcome {
    Outcome(.failed, code: error.code, message: error.message, operationID: error.operationID)
  }
}
