import NgrokAPI

/// How far the run has got in the ledger's customers.
struct Admission {
  var cursor: CustomerID?
  var isExhausted = false
  var count = 0
}

extension JobEngine {
  /// The most customers in memory at once, waiting ones included.
  static let mostSubjects = 20_000

  /// The customer after which the next ones are to be taken; `nil` at the beginning.
  public var cursor: CustomerID? { admission.cursor }

  /// How many customers the engine would take up now; 0 where it wants none.
  public var admissionRoom: Int {
    guard case .running = phase, acknowledged >= baselinePosition, stopReason == nil, !admission.isExhausted else {
      return 0
    }
    let target = max(32, 2 * settings.concurrency)
    // Parked customers hold up nobody, so they do not count as being at work.
    let atWork = subjects.count - parked.count
    var room = min(target - atWork, Self.mostSubjects - subjects.count)
    // A few at a time are not worth a query.
    if room < target / 4 { room = 0 }
    if let left = pilotRoom, left <= room { room = left > 0 ? left + 1 : 0 }
    return max(0, room)
  }

  /// How many customers a pilot has yet to take up; `nil` without one. One more is asked for, as that shows whether the
  /// pilot leaves any.
  private var pilotRoom: Int? { settings.stopAfter.map { $0 - admission.count } }

  /// Takes up the next customers, but none behind the end of a pilot.
  ///
  /// - Parameter asked: how many were asked for; fewer customers mean that there are no more.
  public mutating func admit(_ customers: [PendingCustomer], asked: Int, at now: Instant) {
    turn.now = now
    for pending in customers.prefix(pilotRoom.map { max(0, $0) } ?? .max) {
      admission.cursor = pending.customer.id
      admission.count += 1
      var subject = Subject(pending, start: start)
      let progress = subject.begin(&turn)
      apply(progress, of: subject)
    }
    if customers.count < asked { admission.isExhausted = true }
    endPilot()
    endForQuota()
  }

  /// Puts a customer where its progress belongs.
  mutating func apply(_ progress: Subject.Progress, of subject: Subject) {
    let id = subject.customer.id
    switch progress {
    case .ready:
      subjects[id] = subject
      enqueue(subject)
    case .parked(let until):
      subjects[id] = subject
      parked.insert(id, at: until)
    case .asks(let question):
      subjects[id] = subject
      lookups.append(Lookup(customer: id, question: question))
    case .finished(let outcome):
      subjects[id] = nil
      finish(outcome)
      endForQuota()
    case .left:
      subjects[id] = nil
      if !turn.fullQuotas.isEmpty { hasLeftForQuota = true }
      endPilot()
      endForQuota()
    }
  }

  /// What has been begun is completed before more is begun: changes of what is there first, as they follow from a look
  /// that grows old, then reads, then keys, then users.
  mutating func enqueue(_ subject: Subject) {
    let id = subject.customer.id
    if settings.isDryRun, subject.activity.isChange { return pretended.append(id) }
    switch subject.activity {
    case .createUser: readyUsers.append(id)
    // Only API keys are held back where the account limits their creation.
    case .createCredential(let step) where subject.wish(of: step).kind == .apiKey: readyKeys.append(id)
    case .createCredential: readyReads.append(id)
    case .removeCredentials, .setActive, .deleteUser: readyChanges.append(id)
    case .findUser, .judgeUser, .listCredentials, .readCredential, .readUser: readyReads.append(id)
    }
  }

  /// Lets customers go on to something else who were about to ask for a credential of a kind of which there may be no more.
  mutating func leaveHeldBack(of kind: CredentialKind) {
    var waiting: [CustomerID] = []
    while let id = readyKeys.popFirst() ?? readyReads.popFirst() { waiting.append(id) }
    for id in waiting {
      guard var subject = subjects[id] else { continue }
      guard case .createCredential(let step) = subject.activity, subject.wish(of: step).kind == kind else {
        enqueue(subject)
        continue
      }
      let progress = subject.advance(&turn)
      apply(progress, of: subject)
    }
  }

  /// Says why customers are left when there is nothing else to do.
  private mutating func endForQuota() {
    guard hasLeftForQuota, admission.isExhausted, subjects.isEmpty else { return }
    stop(.quotaFull(quotaErrors))
  }

  private mutating func finish(_ outcome: Outcome) {
    tally.finished[outcome.state, default: 0] += 1
    switch settings.maximumErrors {
    case .count(let most) where tally.errorCount > most: stop(.tooManyErrors)
    case .percent(let share) where tally.finishedCount >= 100:
      if Double(tally.errorCount) * 100 > share * Double(tally.finishedCount) { stop(.tooManyErrors) }
    default: break
    }
    endPilot()
  }

  /// Stops when as many customers as asked for have been taken up and none of them is in work any more.
  private mutating func endPilot() {
    guard let stopAfter = settings.stopAfter, admission.count >= stopAfter, subjects.isEmpty else { return }
    if !admission.isExhausted { stop(hasLeftForQuota ? .quotaFull(quotaErrors) : .stopAfter) }
  }
}
