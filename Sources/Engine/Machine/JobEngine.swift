import NgrokAPI

/// The state machine of a run: takes events, and hands back what the ledger has to hold and what is to be sent.
///
/// No socket, no file, no clock, no thread and no randomness of its own. A driver turns it:
///
/// 1. `receive` what has come in, `expireDeadlines`, `admit` customers, `schedule` what may be sent;
/// 2. make `pendingChanges` durable in one transaction, then `acknowledge` them;
/// 3. only then `takeRequests` and send them.
///
/// A request leaves only after the commit that holds its intent, and whatever an answer brought is durable before
/// anything that follows from it is sent.
public struct JobEngine {
  public let settings: JobSettings
  let start: Instant

  var phase: RunPhase
  var turn: Turn
  public internal(set) var stopReason: StopReason?
  public internal(set) var tally = RunTally()

  // Customers in work.
  var subjects: [CustomerID: Subject] = [:]
  var readyChanges = FIFOQueue<CustomerID>()
  var readyReads = FIFOQueue<CustomerID>()
  var readyKeys = FIFOQueue<CustomerID>()
  var readyUsers = FIFOQueue<CustomerID>()
  var parked = TimerQueue<CustomerID>()
  /// In a dry run, those whose next request would change the account.
  var pretended = FIFOQueue<CustomerID>()
  var plannedRequests: [PlannedRequest] = []
  var lookups: [Lookup] = []
  /// Whether something has come in since the engine last decided what to send.
  var hasNews = true
  var admission = Admission()

  // Requests.
  var flights: [RequestID: Flight] = [:]
  var deadlines = FIFOQueue<(instant: Instant, id: RequestID)>()
  var outbox = FIFOQueue<(position: Int, request: OutgoingRequest)>()
  var cancellations: [RequestID] = []
  var lastRequest: UInt64 = 0
  var housekeeping = Housekeeping()
  var hasHadAnswer = false

  // Limits.
  var limiter: RateLimiter?
  var pause = ThrottlePause()
  var concurrency: ConcurrencyLimit
  var keysHeldUntil = Instant(nanoseconds: .min)
  var keyThrottles = 0
  var nextSlot: Instant?
  var quota = RetryQuota()
  /// Why no more credentials of a kind are issued, in the order in which that was found out.
  var quotaErrors: [APIError] = []
  /// Whether a customer has been left for later because of that.
  var hasLeftForQuota = false
  var breaker = Breaker()
  let slotHolder: UInt64

  /// The lists to read before customers are taken up, behind the one that is being read.
  var remainingLists: ArraySlice<ListToRead>
  var listRestarts = 0
  var listTrail = PageTrail()
  /// Whether the lists are all that is wanted, and there are no customers.
  let isSurvey: Bool

  /// How many changes have been acknowledged since the beginning.
  var acknowledged = 0
  /// How many pages of the account's users have been listed.
  var baselinePages = 0
  /// How many have to be before customers can be taken up: the ledger joins them with the baseline.
  var baselinePosition = 0
  var anchors = AnchorTrail()

  /// An engine that works on customers.
  ///
  /// - Parameters:
  ///   - baseline: how far the account's users have been listed.
  ///   - witnesses: users that the ledger knows; one of them has to be in the account, or the run stops. Empty where
  ///     the ledger knows none.
  ///   - hasPending: whether there is any customer to work on; without one nothing is sent.
  ///   - start: when the ledger's lock was taken.
  ///   - slotHolder: what tells this process's slots from those of others, in the upper 32 bits.
  public init(
    settings: JobSettings, baseline: ListProgress, witnesses: [UserID], hasPending: Bool, start: Instant,
    slotHolder: UInt64 = 1 << 32
  ) {
    self.init(
      settings, reading: [ListToRead(.users, baseline)], witnesses: witnesses, start: start, slotHolder: slotHolder)
    admission.isExhausted = !hasPending
  }

  /// An engine that reads lists of the account and changes nothing.
  public init(
    reading lists: [ListToRead], settings: JobSettings, witnesses: [UserID], start: Instant,
    slotHolder: UInt64 = 1 << 32
  ) {
    self.init(
      settings, reading: lists, witnesses: witnesses, start: start, slotHolder: slotHolder, isSurvey: true)
    admission.isExhausted = true
  }

  private init(
    _ settings: JobSettings, reading lists: [ListToRead], witnesses: [UserID], start: Instant, slotHolder: UInt64,
    isSurvey: Bool = false
  ) {
    self.settings = settings
    self.start = start
    self.slotHolder = slotHolder
    turn = Turn(settings: settings, now: start, generator: SeededGenerator(seed: settings.seed))
    limiter = settings.rate.map { RateLimiter(limit: $0, share: settings.share) }
    concurrency = ConcurrencyLimit(settings.concurrency)
    self.isSurvey = isSurvey
    remainingLists = lists[...]
    phase = .checkingAccount(remaining: witnesses)
    if witnesses.isEmpty { enterNextList() }
  }

  // MARK: - What the driver does

  /// What the ledger has to hold before anything more is sent; in order.
  public var pendingChanges: [Change] { turn.changes }

  /// How often each way of ending a doubt was taken.
  public var branches: BranchCounts { turn.branches }

  /// Says that the first `count` of the pending changes are durable.
  public mutating func acknowledge(_ count: Int) {
    turn.changes.removeFirst(count)
    acknowledged += count
  }

  /// The requests whose intents are durable. Each is returned once and has to be sent.
  public mutating func takeRequests() -> [OutgoingRequest] {
    var requests: [OutgoingRequest] = []
    while let first = outbox.first, first.position <= acknowledged, let entry = outbox.popFirst() {
      // One that was given up while its intent waited for a commit must not leave any more.
      guard flights[entry.request.id] != nil else { continue }
      flights[entry.request.id]?.isSent = true
      requests.append(entry.request)
    }
    tally.requestsSent += requests.count
    return requests
  }

  /// The requests that have been given up; their connections have to be dropped.
  public mutating func takeCancellations() -> [RequestID] {
    defer { cancellations.removeAll(keepingCapacity: true) }
    return cancellations
  }

  /// The questions that wait for the ledger. To be asked when all changes are durable, so that the answers know them.
  public mutating func takeLookups() -> [Lookup] {
    guard turn.changes.isEmpty else { return [] }
    defer { lookups.removeAll(keepingCapacity: true) }
    return lookups
  }

  /// Stops the run: nothing more is begun, what is under way is awaited. The first reason stays.
  public mutating func stop(_ reason: StopReason) {
    if stopReason == nil { stopReason = reason }
  }

  /// Whether there is nothing left to do, to await or to make durable.
  public var isFinished: Bool {
    guard turn.changes.isEmpty, flights.isEmpty else { return false }
    if isSurvey { return stopReason != nil || phase == .running }
    return stopReason != nil || (admission.isExhausted && subjects.isEmpty)
  }

  /// Whether requests are under way that may have left this machine. O(requests under way).
  public var isAwaitingAnswers: Bool { flights.values.contains { $0.isSent } }

  /// When the oldest request under way is given up; `nil` if there is none.
  public var nextDeadline: Instant? { deadlines.first?.instant }

  /// When the engine has to be turned again if nothing comes in before.
  public var wakeTime: Instant {
    if !turn.changes.isEmpty || !lookups.isEmpty || !outbox.isEmpty { return turn.now }
    var wake = deadlines.first?.instant ?? .distantFuture
    guard stopReason == nil else { return wake }
    if hasNews || admissionRoom > 0 { return turn.now }
    if let end = settings.maximumDuration { wake = min(wake, start + end) }
    // While something is under way, its end decides about the probe; without a slot, `nextSlot` does.
    if let probe = breaker.probeTime, flights.isEmpty, nextSlot == nil { wake = min(wake, probe) }
    if let due = parked.next { wake = min(wake, due) }
    if let nextSlot { wake = min(wake, nextSlot) }
    return wake
  }

  /// Since when the run has been holding back because the API does not answer; `nil` while it does.
  public var outageStart: Instant? { breaker.outageStart }

  /// The latest trouble of an outage, in words for a person.
  public var outageReason: String { breaker.reason }

  /// How long an outage may last as things are: the address is less certain while the API has never answered.
  public var longestOutage: Duration { hasHadAnswer ? settings.maximumOutage : settings.maximumFirstOutage }

  /// What the run waits for, to be shown to a person; `nil` while it is at work.
  public var waiting: Waiting? {
    if !breaker.isClosed { return .outage(breaker.reason, nextProbe: breaker.probeTime) }
    if pause.end > turn.now { return .throttled(until: pause.end) }
    if let nextSlot, nextSlot > turn.now { return .window(until: nextSlot) }
    if flights.isEmpty, let due = parked.next { return .customers(until: due) }
    return nil
  }
}
