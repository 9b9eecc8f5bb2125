import Engine
import NgrokAPI
import Runner
import Sandbox

/// The world between the client and the account, in virtual time: it carries requests, and loses, delays, doubles and
/// reorders them as the scenario says.
///
/// It outlives the client: what was sent before a crash may still be carried out after it, within the settling time.
public final class World {
  enum Event {
    case arrival(Transit)
    case answer(Transit, Delivery)
    case meddling
    /// Somebody else creates a user of this name.
    case claim(name: String)
    /// Somebody else gives a user of theirs a credential.
    case foreignKey(owner: String)
    /// Somebody else gives a user a credential that says the same as one of ours.
    case twin(owner: String, description: String, metadata: String)
    /// Somebody else deletes a user of theirs.
    case farewell(user: String)
    /// Another run of ours on the same machine wants to send, is heard, and hears of it.
    case neighbour
    case neighbourArrival(SlotWindow.Ticket)
    case neighbourAnswer(SlotWindow.Ticket)
  }

  /// A request on its way.
  struct Transit {
    var connection: Int
    var id: RequestID
    var request: APIRequest
    /// What happens to the answer.
    var fault: WorldFault?
    var isCopy = false
  }

  public let account: Account
  public let clock: VirtualClock
  var scenario: Scenario
  var generator: SeededGenerator
  /// Where the client's machine keeps the slot file, which outlives processes and boots.
  let stateFolder: String
  var boots = 0
  /// How much the clock of the client's machine is behind the world's.
  var bootDelay = Duration.zero
  var processes: UInt64 = 0
  var neighbourSlots: SlotFile?
  var neighbourRequests = 0
  /// Watches the order in which the present job sends and makes durable.
  var witness: Witness
  /// Whether a person has asked the present process to stop.
  var isInterrupted = false
  /// Until when the ledger's disk takes nothing.
  var diskEnd = Instant(nanoseconds: .min)
  /// How often the API may yet refuse the key.
  var fatalAnswers = 3
  var events = EventQueue<Event>()
  /// Requests whose client waits for an answer; a connection is known by the process that opened it.
  var open: [RequestID: Int] = [:]
  var connection = 0
  var faultsAreOn = true
  var isTraced = false
  var outageEnd = Instant(nanoseconds: .min)
  /// Counts the requests that reached the account by what they ask for.
  public internal(set) var faultCounts: [WorldFault: Int] = [:]
  /// When requests of ours arrived, a proxy's copies left out: nobody can keep a limit for those.
  private(set) var arrivals: [Instant] = []
  /// Called before a mutation is sent; throws if its intent is not durable.
  var checkIntent: (APIRequest) throws -> Void = { _ in }
  /// Called at each commit, send and receipt; throws where the client is to crash.
  var crashPoint: () throws -> Void = {}
  /// How many changes of the account came before the run.
  var runStart = 0
  /// The ids of the customers' users, where the job knows them by id.
  var targets: [UserID?] = []
  /// Users that others leave where they are.
  var lastingUsers: Set<String> = []
  /// A violation found while a callback could not throw.
  var violation: (any Error)?

  /// How often the loop has turned.
  private var waits = 0
  /// More turns than any migration of this size needs.
  private static let mostWaits = 100_000

  static let ourTag: UInt64 = 1
  static let othersTag: UInt64 = 2
  static let adminKey = "simulation"

  public init(_ scenario: Scenario) {
    self.scenario = scenario
    generator = SeededGenerator(seed: scenario.seed &* 31 &+ 7)
    clock = VirtualClock(start: Instant(nanoseconds: 1_000_000_000_000))
    stateFolder = LedgerFolder.newPath()
    witness = Witness(scenario.settings)
    var configuration = AccountConfiguration()
    configuration.adminKeys = [Self.adminKey]
    configuration.epoch += scenario.serverClockOffset
    // Ids sort by second only, so within one the order of a list is anybody's guess.
    configuration.listOrder = scenario.seed % 2 == 0 ? .creation : .randomWithinSecond
    configuration.limits = .unlimited
    configuration.limits.countsThrottled = scenario.countsThrottled
    configuration.limits.retryAfter = scenario.retryAfter
    configuration.notFoundCode = scenario.notFoundCode
    if let rate = scenario.settings.rate {
      configuration.limits.requests = AccountRate(rate.count, perSeconds: rate.window.inSeconds)
    }
    if scenario.faults.contains(.throttles) {
      configuration.limits.newKeys = AccountRate(2, perSeconds: 3)
      configuration.limits.concurrency = 2
    }
    for (kind, count) in scenario.quotas { configuration.limits.quotas[kind] = .init(count) }
    account = Account(seed: scenario.seed, configuration: configuration)
  }

  func draw(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < probability }

  func draw(upTo duration: Duration) -> Duration {
    .nanoseconds(Int64.random(in: 0...max(0, duration.wholeNanoseconds), using: &generator))
  }

  /// The process has died: nobody waits for answers any more; what was sent goes on its way.
  func dropConnections() {
    // What hung on a connection is carried out within the settling time after its end, if ever.
    events.hasten(to: clock.now + scenario.settings.settle * 9 / 10) { event in
      if case .arrival(let transit) = event {
        transit.connection == connection && transit.fault == .hang
      } else {
        false
      }
    }
    open.removeAll()
    connection += 1
    witness.endProcess(at: clock.now)
  }
}

// MARK: - Carrying requests

extension World: RequestCarrier {
  public func send(_ request: APIRequest, id: RequestID) {
    // After a crash nothing leaves any more, whatever the loop still does on its way out.
    guard violation == nil else { return }
    do {
      if request.method.isMutation { try checkIntent(request) }
      try witness.send(request, id: id, account: account, at: clock.now)
      try crashPoint()
    } catch {
      violation = violation ?? error
      return
    }
    open[id] = connection
    var transit = Transit(connection: connection, id: id, request: request)
    let travel = draw(upTo: scenario.latency) + .microseconds(100)
    if faultsAreOn, scenario.faults.contains(.outage), outageEnd < clock.now, draw(0.02) {
      outageEnd = clock.now + .seconds(30)
    }
    if clock.now < outageEnd {
      noteFault(.outage)
      return fail(transit, .neverLeft(TransportFailure(.connect, "connection refused")))
    }
    transit.fault = drawFault()
    scheduleClaim(while: transit)
    scheduleTwin(of: transit)
    switch transit.fault {
    case .refused:
      fail(transit, .neverLeft(TransportFailure(.connect, "connection refused")))
    case .lostBefore:
      fail(transit, .lost(TransportFailure(.connectionLost, "reset")))
    case .errorBefore:
      fail(transit, .answered(APIAnswer(status: serverError)))
    case .late:
      fail(transit, .lost(TransportFailure(.connectionLost, "reset")), after: travel)
      events.insert(.arrival(transit), at: clock.now + travel + draw(upTo: scenario.settings.settle * 9 / 10))
    case .veryLate where request.createsCredential:
      let settle = scenario.settings.settle
      fail(transit, .lost(TransportFailure(.connectionLost, "reset")))
      events.insert(.arrival(transit), at: clock.now + settle * 11 / 10 + draw(upTo: settle * 7 / 10))
    case .hang:
      // Never answered; carried out at any time up to a settling time after the client has given up.
      let latest = scenario.settings.timeout + scenario.settings.settle * 9 / 10
      if draw(0.7) { events.insert(.arrival(transit), at: clock.now + draw(upTo: latest)) }
    case .duplicated:
      events.insert(.arrival(transit), at: clock.now + travel)
      var copy = transit
      copy.isCopy = true
      events.insert(.arrival(copy), at: clock.now + travel + draw(upTo: scenario.settings.settle * 8 / 10))
    default:
      events.insert(.arrival(transit), at: clock.now + travel)
    }
  }

  public func cancel(_ id: RequestID) {
    open[id] = nil
    witness.end(id, .lost(TransportFailure(.timeout, "given up")), at: clock.now)
  }

  public func wait(until instant: Instant) throws -> [Completion] {
    if let violation { throw violation }
    waits += 1
    var completions = suspend()
    if waits > Self.mostWaits { throw Violation("the run does not end: \(waits) turns") }
    let instant = instant + bootDelay
    // Everything that happens at one instant comes in together, as from a socket that was not read for a while.
    while completions.isEmpty {
      guard let next = events.next, next <= instant else {
        guard instant < .distantFuture else { throw Violation("the run waits for ever: nothing is under way") }
        clock.now = max(clock.now, instant)
        return []
      }
      clock.now = max(clock.now, next)
      while let event = events.popDue(at: clock.now) {
        if let completion = happen(event) { completions.append(completion) }
      }
    }
    try crashPoint()
    for completion in completions { witness.end(completion.id, completion.delivery, at: clock.now) }
    return completions
  }

  /// Lets time pass with no process there to hear of anything.
  func pass(_ duration: Duration) {
    dropConnections()
    let end = clock.now + duration
    while let next = events.next, next <= end {
      clock.now = max(clock.now, next)
      while let event = events.popDue(at: clock.now) { _ = happen(event) }
    }
    clock.now = end
  }

  // MARK: -

  private var serverError: Int { [500, 502, 503].randomElement(using: &generator) ?? 500 }

  private func drawFault() -> WorldFault? {
    guard faultsAreOn, draw(scenario.faultRate) else { return nil }
    let drawn = scenario.faults.filter(\.isOfRequests).randomElement(using: &generator)
    if let drawn { noteFault(drawn) }
    return drawn
  }

  private func fail(_ transit: Transit, _ delivery: Delivery, after delay: Duration = .microseconds(200)) {
    events.insert(.answer(transit, delivery), at: clock.now + delay)
  }

  func happen(_ event: Event) -> Completion? {
    switch event {
    case .answer(let transit, let delivery):
      guard open[transit.id] == transit.connection else { return nil }
      open[transit.id] = nil
      if case .answered(let answer) = delivery { note("answered \(transit.id.rawValue): \(answer.status)") }
      return Completion(id: transit.id, delivery: delivery)
    case .arrival(let transit):
      arrive(transit)
      return nil
    case .meddling:
      meddle()
      return nil
    case .claim(let name):
      claim(name)
      return nil
    case .foreignKey(let owner):
      createKey(on: owner, description: "by hand")
      return nil
    case .twin(let owner, let description, let metadata):
      createKey(on: owner, description: description, metadata: metadata)
      return nil
    case .farewell(let user):
      deleteForeignUser(user)
      return nil
    case .neighbour:
      turnNeighbour()
      return nil
    case .neighbourArrival(let ticket):
      arriveForNeighbour(ticket)
      return nil
    case .neighbourAnswer(let ticket):
      answerNeighbour(ticket)
      return nil
    }
  }

  /// Prints what happens, for somebody who looks into one seed.
  func note(_ event: @autoclosure () -> String) {
    guard isTraced else { return }
    print("\((clock.now - Instant(nanoseconds: 4_600_000_000_000)).inSeconds) s: \(event())")
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  func noteArrival() { arrivals.append(clock.now) }

  func noteFault(_ fault: WorldFault) { faultCounts[fault, default: 0] += 1 }

  private func arrive(_ transit: Transit) {
    // What comes later than the settling time allows for is beyond what the limiter can know.
    if !transit.isCopy, transit.fault != .veryLate { noteArrival() }
    let refusesNames = faultsAreOn && scenario.faults.contains(.namesRefused) && draw(scenario.faultRate)
    account.configuration.limits.nameLength = refusesNames ? 3 : 255
    if refusesNames { noteFault(.namesRefused) }
    if transit.fault == .keyRefused, fatalAnswers > 0 {
      fatalAnswers -= 1
      let body = #"{"error_code":"ERR_NGROK_206","status_code":401,"msg":"The key is disabled.","details":{}}"#
      return fail(transit, .answered(APIAnswer(status: 401, body: Array(body.utf8))))
    }
    jumpClock()
    let response = account.respond(to: accountRequest(transit.request), at: serverTime)
    note("\(transit.request.method.rawValue) \(transit.request.target) \(text(transit.request.body ?? [])) arrives")
    note("   fault \(transit.fault.map(\.rawValue) ?? "none"), \(response.status) \(text(response.body).prefix(300))")
    if response.status == 409 || response.status == 400 { scheduleFarewell(after: transit.request) }
    if response.status == 429, scenario.faults.contains(.throttles) { noteFault(.throttles) }
    var answer = APIAnswer(
      status: response.status, body: response.body, retryAfter: response.retryAfter, date: response.date,
      operationID: response.operationID)
    var travel = draw(upTo: scenario.latency) + .microseconds(100)
    switch transit.fault {
    case .late, .hang:
      return
    case .veryLate where transit.request.createsCredential:
      return
    case .lostAfter:
      return fail(transit, .lost(TransportFailure(.connectionLost, "reset")), after: travel)
    case .errorAfter:
      answer = APIAnswer(status: serverError)
    case .garbage:
      answer = APIAnswer(status: 200, body: Array("<html>Please log in</html>".utf8))
    case .duplicated:
      // The first copy's answer never comes: that is why the proxy sent a second one. For a key its answer is lost, too:
      // a proxy that repeats a creation and answers for it is beyond what any client can find out.
      if !transit.isCopy { return }
      if transit.request.createsCredential || draw(0.5) {
        return fail(transit, .lost(TransportFailure(.connectionLost, "reset")), after: travel)
      }
    case .staleLists where transit.request.method == .get:
      answer.body = withoutLatest(answer.body)
    case .reordered:
      travel = draw(upTo: scenario.settings.timeout * 8 / 10)
    default: break
    }
    fail(transit, .answered(answer), after: travel)
  }

  func accountRequest(_ request: APIRequest, tag: UInt64 = World.ourTag) -> AccountRequest {
    var mapped = AccountRequest(
      request.method.rawValue, request.target, apiKey: Self.adminKey, body: request.body ?? [], tag: tag)
    mapped.concurrency = tag == Self.ourTag ? open.count : 1
    return mapped
  }

  /// The server's clock runs a little fast; the offset is in the account's epoch.
  var serverTime: AccountTime { AccountTime(nanoseconds: UInt64(clock.now.nanoseconds)) }
}

extension APIRequest {
  /// Whether the account is asked for something that may exist any number of times.
  fileprivate var createsCredential: Bool {
    method == .post && CredentialKind.allCases.contains { $0.path == target }
  }
}
