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
    isHousekeepingDue = false
    launch(step, for: .housekeeping, in: ticket, at: now)
  }

  private func listing(_ list: AccountList, target: String?) -> StepRequest {
    switch list {
    case .users:
      StepRequest(
        request: target.map(APIRequest.next) ?? .listUsers(settings.userKind, limit: Subject.pageSize),
        expectation: .users(settings.userKind))
    case .credentials(let kind):
      StepRequest(
        request: target.map(APIRequest.next) ?? .listCredentials(kind, limit: Subject.pageSize),
        expectation: .credentials(kind))
    }
  }

  mutating func receiveHousekeeping(_ verdict: Verdict) {
    isHousekeepingDue = true
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
    case (_, .throttled), (_, .neverLeft), (_, .ambiguous), (_, .fatal), (_, .quotaFull), (_, .done):
      // The breaker counts what goes wrong and, if it goes on, pauses and in the end stops the run.
      break
    }
  }

  private mutating func take(_ page: ListedPage) {
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
    turn.changes.append(.listRestarted(list))
    phase = .listing(list, target: nil)
  }

  mutating func enterNextList() {
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
    if limit.pending > allowed { stop(.tooManyDeletions(allowed: allowed)) }
  }
}
