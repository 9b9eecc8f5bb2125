import Engine
import Ledger
import NgrokAPI
import Testing

@testable import Runner

/// What the loop does when something else than a commit fails while requests are under way.
@Suite("Runs that fail")
struct FailingRunTests {
  private final class StoppedClock: LoopClock {
    var now = Instant(nanoseconds: 1_000_000_000)
  }

  /// Creates every user that is asked for, and answers at the second wait after the request.
  private final class SlowAccount: RequestCarrier {
    private var waiting: [(waits: Int, completion: Completion)] = []

    func send(_ request: APIRequest, id: RequestID) {
      let body = #"{"id":"bot_\#(id.rawValue)","name":"n","active":true}"#
      let answer = Completion(id: id, delivery: .answered(APIAnswer(status: 201, body: Array(body.utf8))))
      waiting.append((waits: 2, completion: answer))
    }

    func cancel(_ id: RequestID) {}

    func wait(until instant: Instant) -> [Completion] {
      for index in waiting.indices { waiting[index].waits -= 1 }
      defer { waiting.removeAll { $0.waits <= 0 } }
      return waiting.filter { $0.waits <= 0 }.map(\.completion)
    }
  }

  private final class OneCustomer: LedgerAccess {
    private(set) var committed: [Change] = []

    func pending(after cursor: CustomerID?, limit: Int) -> [PendingCustomer] {
      cursor == nil ? [PendingCustomer(customer: Customer(id: CustomerID(1), key: "1", name: "One"))] : []
    }

    func answer(_ lookup: Lookup) -> LookupAnswer { .users(baseline: [], customers: []) }
    func commit(_ changes: [Change]) { committed += changes }
  }

  /// Fails from the second look on, as the folder of a home that has become full does.
  private final class FailingSlots: SlotBook {
    struct Failure: Error {}
    private var looks = 0

    func update(at now: Instant, _ body: (inout SlotWindow) throws -> Void) throws {
      looks += 1
      if looks > 1 { throw Failure() }
      var window = SlotWindow(count: 1)
      try body(&window)
    }
  }

  @Test("what is under way is awaited and recorded before the run ends with the error")
  func awaitsAnswers() throws {
    let clock = StoppedClock()
    var settings = JobSettings(run: "r1")
    settings.rate = nil
    let engine = JobEngine(settings: settings, baseline: .complete, witnesses: [], hasPending: true, start: clock.now)
    let ledger = OneCustomer()
    var loop = RunLoop(engine: engine, ledger: ledger, slots: FailingSlots(), carrier: SlowAccount(), clock: clock)
    #expect(throws: FailingSlots.Failure.self) { try loop.run { _, _ in nil } }
    let users = ledger.committed.compactMap { if case .user(_, let user) = $0 { user.id } else { nil } }
    #expect(users == [UserID("bot_1")])
  }
}
