import Engine
import Ledger
import NgrokAPI
import Testing

@testable import Runner

/// What the loop does about a ledger that takes no commits.
@Suite("Commits that fail")
struct FailingCommitTests {
  /// Time passes only while the loop waits.
  private final class StoppedClock: LoopClock {
    var now = Instant(nanoseconds: 1_000_000_000)
  }

  /// An account without any users, at once.
  private final class EmptyAccount: RequestCarrier {
    private let clock: StoppedClock
    private var waiting: [Completion] = []
    private(set) var sentCount = 0

    init(_ clock: StoppedClock) { self.clock = clock }

    func send(_ request: APIRequest, id: RequestID) {
      sentCount += 1
      let body = #"{"bot_users":[],"uri":"","next_page_uri":null}"#
      waiting.append(Completion(id: id, delivery: .answered(APIAnswer(status: 200, body: Array(body.utf8)))))
    }

    func cancel(_ id: RequestID) {}

    func wait(until instant: Instant) -> [Completion] {
      if waiting.isEmpty, instant < .distantFuture { clock.now = max(clock.now, instant) }
      defer { waiting = [] }
      return waiting
    }
  }

  private final class FullLedger: LedgerAccess {
    private(set) var hasRoom: Bool
    private var isFull = true
    private(set) var committed: [Change] = []
    private(set) var kept: [Change] = []
    private(set) var tries = 0

    init(hasRoom: Bool) { self.hasRoom = hasRoom }

    func pending(after cursor: CustomerID?, limit: Int) -> [PendingCustomer] {
      cursor == nil ? [PendingCustomer(customer: Customer(id: CustomerID(1), key: "1", name: "One"))] : []
    }

    func answer(_ lookup: Lookup) -> LookupAnswer { .users(baseline: [], customers: []) }

    func commit(_ changes: [Change]) throws {
      tries += 1
      if isFull { throw LedgerError(.diskFull, "full") }
      committed += changes
    }

    func makeRoom(after error: any Error) -> Bool {
      guard hasRoom, (error as? LedgerError)?.code == .diskFull else { return false }
      (hasRoom, isFull) = (false, false)
      return true
    }

    func keep(_ changes: [Change], after error: any Error) { kept += changes }
  }

  private func loop(
    _ ledger: FullLedger
  ) -> (RunLoop<FullLedger, PrivateSlots, EmptyAccount, StoppedClock>, EmptyAccount) {
    let clock = StoppedClock()
    let account = EmptyAccount(clock)
    var settings = JobSettings(run: "r1")
    settings.rate = nil
    let engine = JobEngine(
      settings: settings, baseline: .notBegun, witnesses: [], hasPending: true, start: clock.now)
    let loop = RunLoop(
      engine: engine, ledger: ledger, slots: PrivateSlots(count: 0), carrier: account, clock: clock)
    return (loop, account)
  }

  @Test("a full disk stops the run; what was under way goes into the room that was kept, and nothing more is begun")
  func fullDisk() throws {
    let ledger = FullLedger(hasRoom: true)
    var (loop, account) = loop(ledger)
    try loop.run { _, _ in nil }
    #expect(loop.engine.stopReason == .diskFull)
    // The one page of the baseline, and no customer after it.
    #expect(ledger.committed.count == 1 && ledger.kept.isEmpty && account.sentCount == 1)
  }

  @Test("what no commit takes is kept for whoever goes on, and the run ends with the ledger's error")
  func keptChanges() throws {
    let ledger = FullLedger(hasRoom: false)
    var (loop, account) = loop(ledger)
    #expect(throws: LedgerError.self) { try loop.run { _, _ in nil } }
    #expect(ledger.committed.isEmpty && ledger.kept.count == 1 && account.sentCount == 1)
    #expect(ledger.tries > 1, "it is tried again before the run is given up")
  }
}
