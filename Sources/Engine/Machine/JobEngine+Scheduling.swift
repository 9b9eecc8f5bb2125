import NgrokAPI

extension JobEngine {
  /// Decides what is to be sent next, as far as window, concurrency and breaker allow. The requests leave later, when
  /// their intents are durable.
  ///
  /// - Parameter window: the account's window, which all runs on this machine share, in its owner's lock.
  public mutating func schedule(in window: inout SlotWindow, at now: Instant) {
    turn.now = now
    hasNews = false
    limiter?.settle(in: &window)
    nextSlot = nil
    guard stopReason == nil, !hasRunOutOfTime(at: now) else { return }
    while let id = parked.popDue(at: now) {
      if let subject = subjects[id] { enqueue(subject) }
    }
    pretendChanges()
    guard breaker.isClosed else { return probe(in: &window, at: now) }
    let occupied = limiter == nil ? 0 : window.occupied(at: now)
    var free = limiter.map { max(0, $0.allowedCount - occupied) } ?? .max
    let most = breaker.isOnProbation ? 1 : min(concurrency.current, limiter?.mostAtOnce ?? .max)
    while flights.count < most, hasReadyRequest(at: now) {
      guard let opening = takeSlot(in: &window, free: &free, at: now) else {
        nextSlot = nextOpening(of: window, at: now)
        break
      }
      launchNext(in: opening.ticket, at: now)
    }
    noteWindowUse(window, at: now)
    if phase != .running, housekeeping.isDue, housekeeping.earliest > now {
      nextSlot = min(nextSlot ?? .distantFuture, housekeeping.earliest)
    }
    // Keys that are held back are ready later without an event of their own.
    if keysHeldUntil > now, !readyKeys.isEmpty { nextSlot = min(nextSlot ?? .distantFuture, keysHeldUntil) }
  }

  private mutating func hasRunOutOfTime(at now: Instant) -> Bool {
    if let end = settings.maximumDuration, now >= start + end { stop(.maximumDuration) }
    return stopReason != nil
  }

  private func hasReadyRequest(at now: Instant) -> Bool {
    guard case .running = phase else { return housekeeping.isDue && housekeeping.earliest <= now && !isFinished }
    if !readyChanges.isEmpty || !readyReads.isEmpty || !readyUsers.isEmpty { return true }
    return !readyKeys.isEmpty && keysHeldUntil <= now
  }

  // MARK: - Slots

  /// A place for a request; without a rate limit there is always one, and no ticket to give back.
  private struct Opening {
    var ticket: SlotWindow.Ticket?
  }

  private mutating func takeSlot(in window: inout SlotWindow, free: inout Int, at now: Instant) -> Opening? {
    guard now >= pause.end else { return nil }
    guard let limiter else { return Opening(ticket: nil) }
    guard free > 0 else { return nil }
    // If this process dies, its request has ended by then and what it may still do has settled.
    let latest = limiter.freeTime(answeredAt: now + settings.timeout + settings.settle)
    let holder = slotHolder | ((lastRequest + 1) & 0xFFFF_FFFF)
    guard let ticket = window.reserve(at: now, latest: latest, holder: holder) else { return nil }
    free -= 1
    return Opening(ticket: ticket)
  }

  private func nextOpening(of window: SlotWindow, at now: Instant) -> Instant {
    guard let limiter else { return pause.end }
    let surplus = window.occupied(at: now) - limiter.allowedCount + 1
    // Where this run takes less than the window, so many more slots have to become free first.
    let frees = window.slots.map(\.freeAt).filter { $0 > now }.sorted()
    let opening = surplus > 0 && surplus <= frees.count ? frees[surplus - 1] : window.nextFree(at: now)
    return max(pause.end, opening)
  }

  private mutating func noteWindowUse(_ window: SlotWindow, at now: Instant) {
    guard let limiter else { return }
    tally.windowUse = window.occupied(at: now)
    tally.windowSize = limiter.allowedCount
  }

  // MARK: - Launching

  private mutating func launchNext(in ticket: SlotWindow.Ticket?, at now: Instant) {
    guard case .running = phase else { return launchHousekeeping(in: ticket, at: now) }
    let heldKeys = keysHeldUntil > now
    let next =
      readyChanges.popFirst() ?? readyReads.popFirst() ?? (heldKeys ? nil : readyKeys.popFirst())
      ?? readyUsers.popFirst()
    guard let id = next, var subject = subjects[id] else { return }
    let anchor = anchors.anchor(at: now, settle: settings.settle)
    let step = subject.makeRequest(anchor: anchor, &turn)
    subjects[id] = subject
    launch(step, for: .subject(id), in: ticket, at: now)
  }

  mutating func launch(
    _ step: StepRequest, for purpose: Flight.Purpose, in ticket: SlotWindow.Ticket?, at now: Instant
  ) {
    lastRequest += 1
    let id = RequestID(rawValue: lastRequest)
    flights[id] = Flight(
      purpose: purpose, request: step.request, expectation: step.expectation, ticket: ticket, start: now)
    deadlines.append((now + settings.timeout, id))
    // The request leaves only when everything noted so far, its own intent included, is durable.
    outbox.append((acknowledged + turn.changes.count, OutgoingRequest(id: id, request: step.request)))
    tally.requestsUnderWay = flights.count
  }

  // MARK: - Probing

  private mutating func probe(in window: inout SlotWindow, at now: Instant) {
    // One at a time, and only when what was sent before the pause has ended: its answers tell as much.
    guard let due = breaker.probeTime, due <= now, flights.isEmpty else { return }
    var free = 1
    guard let opening = takeSlot(in: &window, free: &free, at: now) else {
      nextSlot = nextOpening(of: window, at: now)
      return
    }
    breaker.startProbe()
    let request = APIRequest.listUsers(settings.userKind, limit: 1)
    launch(
      StepRequest(request: request, expectation: .users(settings.userKind)), for: .probe, in: opening.ticket,
      at: now)
  }
}
