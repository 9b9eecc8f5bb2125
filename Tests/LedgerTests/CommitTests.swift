import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct CommitTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("what was committed is there after the ledger was closed and opened again")
  func survivesReopening() throws {
    let path = folder.file("a.muster")
    let ledger = try RunLedger.staged(3, at: path)
    let attempt = Attempt(customer: CustomerID(1), step: .user, number: 1, state: .succeeded, operationID: "op_1")
    try ledger.commit([
      .baseline(users: [User(id: UserID("bot_0"), name: "Customer 2", isActive: false, createdAt: "t")], next: nil),
      .attempt(attempt),
      .user(CustomerID(1), KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "t1")),
      .outcome(CustomerID(3), Outcome(.done, verb: .created)),
    ])
    ledger.close()

    let reopened = try RunLedger.open(at: path)
    let pending = try reopened.pending(after: nil, limit: 10)
    #expect(pending.map(\.customer) == [.example(1), .example(2)])
    #expect(pending[0].attempts == [attempt])
    #expect(pending[0].user == KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "t1"))
    #expect(pending[1].namesake == User(id: UserID("bot_0"), name: "Customer 2", isActive: false, createdAt: "t"))
    #expect(try reopened.isBaselineComplete())
    #expect(try reopened.tally().isBalanced)
    #expect(try reopened.tally()[.created] == 1)
  }
}
