import Engine
import Foundation
import NgrokAPI
import Runner
import Sandbox

/// A link to the account on which nothing goes wrong: every request takes equally long. Others may use the account.
final class SteadyLink: RequestCarrier {
  private enum Event {
    case arrival(RequestID, APIRequest)
    case answer(Completion)
    case traffic
  }

  let account: Account
  let clock: VirtualClock
  private let latency: Duration
  /// How many requests others send in a second, on average.
  private let traffic: Double
  private var events = EventQueue<Event>()
  private var generator: SeededGenerator
  /// When our requests and those of others were admitted.
  private(set) var ours: [Instant] = []
  private(set) var others: [Instant] = []
  private(set) var refusedOurs = 0
  private(set) var refusedOthers = 0

  /// - Parameter saysWhen: whether a refusal says how long to wait.
  init(latency: Duration, rate: RateLimit, traffic: Double, saysWhen: Bool, seed: UInt64) {
    self.latency = latency
    generator = SeededGenerator(seed: seed)
    self.traffic = traffic
    clock = VirtualClock(start: Instant(nanoseconds: 1_000_000_000_000))
    var configuration = AccountConfiguration()
    configuration.adminKeys = [World.adminKey]
    configuration.limits.requests = AccountRate(rate.count, perSeconds: rate.window.inSeconds)
    configuration.limits.retryAfter = saysWhen ? .seconds : .absent
    account = Account(seed: 1, configuration: configuration)
    if traffic > 0 { scheduleTraffic() }
  }

  func send(_ request: APIRequest, id: RequestID) {
    events.insert(.arrival(id, request), at: clock.now + latency / 2)
  }

  func cancel(_ id: RequestID) {}

  func wait(until instant: Instant) throws -> [Completion] {
    while let next = events.next, next <= instant {
      clock.now = max(clock.now, next)
      var completions: [Completion] = []
      while let event = events.popDue(at: clock.now) {
        if let completion = happen(event) { completions.append(completion) }
      }
      if !completions.isEmpty { return completions }
    }
    guard instant < .distantFuture else { throw Violation("the run waits for ever: nothing is under way") }
    clock.now = max(clock.now, instant)
    return []
  }

  private func happen(_ event: Event) -> Completion? {
    switch event {
    case .answer(let completion): return completion
    case .arrival(let id, let request):
      let answer = ask(request.method.rawValue, request.target, request.body ?? [])
      if answer.status == 429 { refusedOurs += 1 } else { ours.append(clock.now) }
      events.insert(.answer(Completion(id: id, delivery: .answered(answer))), at: clock.now + latency / 2)
    case .traffic:
      if ask("GET", "/bot_users?limit=1", []).status == 429 { refusedOthers += 1 } else { others.append(clock.now) }
      scheduleTraffic()
    }
    return nil
  }

  /// Others come at random, independently of each other.
  private func scheduleTraffic() {
    let seconds = -log(Double.random(in: 1e-9..<1, using: &generator)) / traffic
    events.insert(.traffic, at: clock.now + .seconds(seconds))
  }

  private func ask(_ method: String, _ target: String, _ body: [UInt8]) -> APIAnswer {
    let request = AccountRequest(method, target, apiKey: World.adminKey, body: body)
    let response = account.respond(to: request, at: AccountTime(nanoseconds: UInt64(clock.now.nanoseconds)))
    return APIAnswer(
      status: response.status, body: response.body, retryAfter: response.retryAfter, date: response.date,
      operationID: response.operationID)
  }
}
