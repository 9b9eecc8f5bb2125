import NgrokAPI

/// What is asked about the account before the first customer: whether it is the right one, and which users it has.
extension JobEngine {
  mutating func launchHousekeeping(in ticket: SlotWindow.Ticket?, at now: Instant) {
    let step: StepRequest
    switch phase {
    case .checkingAccount(let remaining):
      guard let witness = remaining.first else { return }
      step = StepRequest(request: .user(settings.userKind, witness), expectation: .user)
    case .listingBaseline(let next):
      step = StepRequest(
        request: next.map(APIRequest.next) ?? .listUsers(settings.userKind, limit: Subject.pageSize),
        expectation: .users(settings.userKind))
    case .running:
      return
    }
    isHousekeepingDue = false
    launch(step, for: .housekeeping, in: ticket, at: now)
  }

  mutating func receiveHousekeeping(_ verdict: Verdict) {
    isHousekeepingDue = true
    switch (phase, verdict) {
    case (.checkingAccount, .done(.user)):
      enterBaseline()
    case (.checkingAccount(let remaining), .refused(let error)) where error.status == 404:
      // One user may have been deleted by somebody; all of them are another account.
      let others = Array(remaining.dropFirst())
      if others.isEmpty { stop(.otherAccount) } else { phase = .checkingAccount(remaining: others) }
    case (.listingBaseline, .done(.users(let page))):
      tally.baselineUsers += page.items.count
      turn.changes.append(.baseline(users: page.items, next: page.next))
      baselinePosition = acknowledged + turn.changes.count
      baselinePages += 1
      let isEnough = settings.baselinePages.map { baselinePages >= $0 } ?? false
      phase = isEnough ? .running : page.next.map { .listingBaseline(next: $0) } ?? .running
    case (_, .refused(let error)):
      // No customer is concerned, and the run cannot go on without the answer.
      stop(.fatal(error))
    case (_, .throttled), (_, .neverLeft), (_, .ambiguous), (_, .fatal), (_, .done):
      // The breaker counts what goes wrong and, if it goes on, pauses and in the end stops the run.
      break
    }
  }

  private mutating func enterBaseline() {
    phase =
      switch baseline {
      case .notBegun: .listingBaseline(next: nil)
      case .partial(let next): .listingBaseline(next: next)
      case .complete: .running
      }
  }
}
