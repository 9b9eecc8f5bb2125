import NgrokAPI

extension JobEngine {
  /// Takes in how a sent request ended. A completion of a request that has been given up is of no account.
  public mutating func receive(_ completion: Completion, at now: Instant) {
    turn.now = now
    guard let flight = flights.removeValue(forKey: completion.id) else { return }
    hasNews = true
    tally.requestsUnderWay = flights.count
    let verdict = classify(completion.delivery, of: flight.request, expecting: flight.expectation)
    release(flight, after: verdict, answered: completion.delivery.isAnswer, at: now)
    observe(verdict, of: flight, at: now)
    switch flight.purpose {
    case .subject(let id): bring(verdict, to: id)
    case .housekeeping: receiveHousekeeping(verdict, at: now)
    case .probe: if breaker.isClosed { housekeeping.recordAnsweredProbe() }
    }
  }

  /// Takes in the ledger's answer to a lookup.
  public mutating func receive(_ answer: LookupAnswer, to lookup: Lookup, at now: Instant) {
    turn.now = now
    hasNews = true
    guard var subject = subjects[lookup.customer] else { return }
    let progress = subject.receive(answer, &turn)
    apply(progress, of: subject)
  }

  /// Gives up the requests that have been under way for too long. To be called when all that has come in has been
  /// received, so that no answer that is already here is thrown away.
  public mutating func expireDeadlines(at now: Instant) {
    while let first = deadlines.first, first.instant <= now || flights[first.id] == nil {
      _ = deadlines.popFirst()
      guard let flight = flights[first.id] else { continue }
      let failure = TransportFailure(.timeout, "no answer within \(settings.timeout.inSeconds) s")
      // One whose intent still waits for a commit has not left; the others may be carried out yet.
      let delivery = flight.isSent ? Delivery.lost(failure) : .neverLeft(failure)
      if flight.isSent { cancellations.append(first.id) }
      receive(Completion(id: first.id, delivery: delivery), at: now)
    }
  }

  mutating func bring(_ verdict: Verdict, to id: CustomerID) {
    guard var subject = subjects[id] else { return }
    let progress = subject.receive(verdict, &turn)
    if case .done(.user(let user)) = verdict { anchors.note(user.id, at: turn.now, settle: settings.settle) }
    apply(progress, of: subject)
  }

  private mutating func release(_ flight: Flight, after verdict: Verdict, answered: Bool, at now: Instant) {
    guard let ticket = flight.ticket, let limiter else { return }
    let freeAt: Instant =
      if case .neverLeft = verdict {
        now
      } else if answered {
        limiter.freeTime(answeredAt: now)
      } else {
        // What was not answered may still be carried out, and counted, a settling time later.
        limiter.freeTime(answeredAt: now + settings.settle)
      }
    self.limiter?.release(ticket, freeAt: freeAt)
  }

  // MARK: - What an answer says about the API as a whole

  private mutating func observe(_ verdict: Verdict, of flight: Flight, at now: Instant) {
    let wasProbe = if case .probe = flight.purpose { true } else { false }
    switch verdict {
    case .done, .refused:
      limiter?.recordAnswer()
      pause.recordAnswer()
      concurrency.recordAnswer()
      quota.earn()
      recordAnswer(toChange: flight.isChange)
      if case .done(.credential(let made)) = verdict, made.kind == .apiKey { keyThrottles = 0 }
    case .throttled(let throttle):
      tally.throttled += 1
      // Whoever refuses for the window's sake has not tried to change anything.
      recordAnswer(toChange: false)
      observe(throttle, at: now)
    case .fatal(let error):
      recordAnswer(toChange: flight.isChange)
      stop(.fatal(error))
    case .quotaFull(let error):
      recordAnswer(toChange: flight.isChange)
      meetFullQuota(error, of: flight)
    case .neverLeft(let failure):
      recordTrouble(failure.message, of: flight, wasProbe: wasProbe, at: now)
      // A certificate that is wrong at the first contact will not mend itself.
      if failure.kind == .tls, !hasHadAnswer { stop(.noSecureConnection(failure.message)) }
    case .ambiguous(let reason):
      tally.unanswered += 1
      recordTrouble(reason, of: flight, wasProbe: wasProbe, at: now)
    }
  }

  private mutating func meetFullQuota(_ error: APIError, of flight: Flight) {
    guard settings.onQuota == .skip, case .newCredential(let kind) = flight.expectation else {
      return stop(.fatal(error))
    }
    guard turn.fullQuotas.insert(kind).inserted else { return }
    quotaErrors.append(error)
    leaveHeldBack(of: kind)
  }

  private mutating func recordAnswer(toChange isChange: Bool) {
    hasHadAnswer = true
    breaker.recordAnswer(toChange: isChange, at: turn.now)
  }

  private mutating func recordTrouble(_ reason: String, of flight: Flight, wasProbe: Bool, at now: Instant) {
    // A process that stood still for hours has not seen an outage as long as that.
    breaker.recordTrouble(
      reason, since: max(flight.start, now - settings.timeout), at: now, wasProbe: wasProbe,
      isChange: flight.isChange, using: &turn.generator)
    if !quota.spend(), breaker.isClosed { breaker.open(at: now, using: &turn.generator) }
    if let start = breaker.outageStart, now >= start + longestOutage { stop(.outage(reason)) }
  }

  private mutating func observe(_ throttle: Throttle, at now: Instant) {
    switch throttle.kind {
    case .rate:
      let window = settings.rate?.window ?? ThrottlePause.usualWindow
      let isNews = pause.recordThrottle(
        retryAfter: throttle.usableWait, window: window, at: now, using: &turn.generator)
      if isNews { limiter?.recordThrottle() }
      // Without a limit of our own the answer is all there is to go by.
      if limiter == nil { concurrency.recordExcess(at: now) }
    case .concurrency:
      concurrency.recordExcess(at: now)
    case .keyCreation:
      guard now >= keysHeldUntil else { return }
      keyThrottles += 1
      let pause = min(Duration.seconds(60), .seconds(1) * (1 << min(keyThrottles, 6)))
      let jitter = Int64.random(in: pause.wholeNanoseconds / 2...pause.wholeNanoseconds, using: &turn.generator)
      keysHeldUntil = now + (throttle.usableWait ?? .nanoseconds(jitter))
    }
  }
}

extension Throttle {
  /// How long the answer asks to wait; `nil` where it names a time that is not to come. Whoever believed that would ask
  /// again at once, and for ever, what has just been refused.
  fileprivate var usableWait: Duration? { retryAfter.flatMap { $0 > .zero ? $0 : nil } }
}

extension Delivery {
  var isAnswer: Bool { if case .answered = self { true } else { false } }
}
