import NgrokAPI

/// What is asked about the account before the first customer: whether it is the right one, and what it has.
extension JobEngine {
  mutating func launchHousekeeping(in ticket: SlotWindow.Ticket?, at now: Instant) {
    let step: StepRequest
    switch phase {
    case .checkingAccount(let remaining):
      guard let witness = remaining.first else { return }
      step = StepRequest(request: .user(settings.userKind, witness), expectation: .user)
    case .listing(let list, let target):
      step = listing(list, target: target)
    case .running:
      return
    }
    housekeeping.isDue = false
    launch(step, for: .housekeeping, in: ticket, at: now)
  }

  private func listing(_ list: AccountList, target: String?) -> StepRequest {
    switch list {
    case .users:
      StepRequest(
        request: target.map { .next($0) } ?? .listUsers(settings.userKind, limit: Subject.pageSize),
        expectation: .users(settings.userKind))
    case .credentials(let kind):
      StepRequest(
        request: target.map { .next($0) } ?? .listCredentials(kind, limit: Subject.pageSize),
        expectation: .credentials(kind))
    }
  }

  mutating func receiveHousekeeping(_ verdict: Verdict, at now: Instant) {
    housekeeping.isDue = true
    if case .done = verdict { housekeeping.recordSuccess() }
    switch (phase, verdict) {
    case (.checkingAccount, .done(.user)):
      enterNextList()
    case (.checkingAccount(let remaining), .refused(let error)) where error.status == 404:
      // One user may have been deleted by somebody; all of them are another account.
      let others = Array(remaining.dropFirst())
      if others.isEmpty { stop(.otherAccount) } else { phase = .checkingAccount(remaining: others) }
    case (.listing(.users, let target), .done(.users(let page))):
      take(ListedPage(.users(page.items), target: target, next: page.next))
    case (.listing(.credentials(let kind), let target), .done(.credentials(let page))):
      take(ListedPage(.credentials(kind, page.items), target: target, next: page.next))
    case (.listing(let list, _?), .refused) where listRestarts < Self.mostListRestarts:
      // The page before named this one, so what it goes on from has been deleted since.
      restart(list)
    case (_, .refused(let error)):
      // No customer is concerned, and the run cannot go on without the answer.
      stop(.fatal(error))
    case (_, .ambiguous(let reason)):
      meetTrouble(reason, at: now)
    case (_, .neverLeft(let failure)):
      meetTrouble(failure.message, at: now)
    case (_, .done):
      meetTrouble(Subject.otherAnswer, at: now)
    case (_, .throttled), (_, .fatal), (_, .quotaFull):
      break
    }
  }

  /// Tries again later, for as long as nothing else is answered either: then the breaker watches over the outage. Where the
  /// API answers its probes and this request not, it never will.
  private mutating func meetTrouble(_ reason: String, at now: Instant) {
    housekeeping.recordTrouble(at: now, using: &turn.generator)
    if housekeeping.isInVain(retries: settings.retries) { stop(.unreadable(reason)) }
  }

  private mutating func take(_ page: ListedPage) {
    guard listTrail.goes(to: page.next) else { return stop(.unreadable(PageTrail.circle)) }
    tally.listed[page.items.list, default: 0] += page.items.count
    turn.changes.append(.listed(page))
    baselinePosition = acknowledged + turn.changes.count
    baselinePages += 1
    if let most = settings.baselinePages, baselinePages >= most {
      enterRunning()
    } else if let next = page.next {
      phase = .listing(page.items.list, target: next)
    } else {
      enterNextList()
    }
  }

  /// An account that keeps deleting what a list goes on from is given up at some time.
  static let mostListRestarts = 10

  private mutating func restart(_ list: AccountList) {
    listRestarts += 1
    tally.listed[list] = nil
    listTrail = PageTrail()
    turn.changes.append(.listRestarted(list))
    phase = .listing(list, target: nil)
  }

  mutating func enterNextList() {
    listTrail = PageTrail()
    while let first = remainingLists.popFirst() {
      switch first.progress {
      case .notBegun: phase = .listing(first.list, target: nil)
      case .partial(let next): phase = .listing(first.list, target: next)
      case .complete: continue
      }
      return
    }
    enterRunning()
  }

  private mutating func enterRunning() {
    phase = .running
    guard let limit = settings.deletionLimit else { return }
    let allowed =
      switch limit.most {
      case .count(let count): count
      case .percent(let share): Int(Double(tally.listed[.users, default: 0]) * share / 100)
      }
    if limit.pending > allowed { stop(.tooManyDeletions(wanted: limit.pending, allowed: allowed)) }
  }
}
