import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct PendingTests {
  let folder: ScratchFolder
  let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("a.muster")
  }

  @Test("pending customers come in order of their ids, from the cursor on, up to the limit")
  func cursor() throws {
    let ledger = try RunLedger.staged(10, at: path)
    try ledger.commit([
      .outcome(CustomerID(2), Outcome(.skipped)), .outcome(CustomerID(5), Outcome(.failed, code: "x", message: "y")),
    ])
    #expect(try ledger.pending(after: nil, limit: 4).map(\.customer.id.rawValue) == [1, 3, 4, 6])
    #expect(try ledger.pending(after: CustomerID(6), limit: 9).map(\.customer.id.rawValue) == [7, 8, 9, 10])
    #expect(try ledger.pending(after: CustomerID(10), limit: 9).isEmpty)
  }

  @Test("what is known of a customer is handed over with it, and with no other one")
  func knowledge() throws {
    let ledger = try RunLedger.staged(6, at: path)
    try ledger.commit(CommitTests.finished(1) + CommitTests.finished(4))
    try ledger.commit([
      .outcome(CustomerID(4), Outcome(.pending)),
      .user(CustomerID(5), KnownUser(id: UserID("bot_5"), origin: .adopted, createdAt: "t5")),
      .ownerBaseline(owner: UserID("bot_5"), credentials: []),
    ])
    let pending = try ledger.pending(after: nil, limit: 10)
    #expect(pending.map(\.customer.id.rawValue) == [2, 3, 4, 5, 6])
    #expect(pending.map(\.user?.id.rawValue) == [nil, nil, "bot_4", "bot_5", nil])
    #expect(pending.map(\.issuedSteps) == [[], [], [.credential(1)], [], []])
    #expect(pending.map(\.attempts.count) == [0, 0, 2, 0, 0])
    #expect(pending.map(\.hasOwnerBaseline) == [false, false, false, true, false])
  }

  @Test("names are compared by their bytes, so names that only look the same are no namesakes")
  func namesByBytes() throws {
    let composed = "Caf\u{E9}"
    let decomposed = "Cafe\u{301}"
    #expect(composed == decomposed)
    let ledger = try RunLedger.staged([.example(1, name: composed), .example(2, name: decomposed)], at: path)
    #expect(try ledger.tally()[.pending] == 2)
    try ledger.commit([
      .listed(
        ListedPage(.users([User(id: UserID("bot_1"), name: decomposed, isActive: true, createdAt: "t")]), next: nil))
    ])
    #expect(try ledger.pending(after: nil, limit: 2).map(\.listedUser?.id.rawValue) == [nil, "bot_1"])
  }

  @Test("a customer with two namesakes in the baseline is handed over once, without any, and shortens no batch")
  func twoNamesakes() throws {
    let ledger = try RunLedger.staged(3, at: path)
    let twins = ["bot_1", "bot_2"].map {
      User(id: UserID($0), name: "Customer 1", isActive: true, createdAt: "t")
    }
    try ledger.commit([.listed(ListedPage(.users(twins), next: nil))])
    let found = try ledger.pending(after: nil, limit: 2)
    #expect(found.map(\.customer.id.rawValue) == [1, 2])
    #expect(found.map(\.listedUser) == [nil, nil])
  }

  @Test("lookups tell users and credentials of this run, of before, and strange ones apart")
  func lookups() throws {
    let ledger = try RunLedger.staged(2, at: path)
    try ledger.commit(CommitTests.finished(1))
    try ledger.commit([
      .listed(ListedPage(.users([User(id: UserID("bot_8"), name: "n", isActive: true, createdAt: "t")]), next: nil)),
      .ownerBaseline(owner: UserID("bot_8"), credentials: [Credential(.apiKey, id: CredentialID("ak_8"))]),
    ])
    let users = try ledger.answer(
      Lookup(customer: CustomerID(2), question: .users([UserID("bot_1"), UserID("bot_8"), UserID("bot_9")])))
    #expect(users == .users(baseline: [UserID("bot_8")], customers: [UserID("bot_1")]))
    let credentials = try ledger.answer(
      Lookup(
        customer: CustomerID(2),
        question: .credentials([CredentialID("ak_1"), CredentialID("ak_8"), CredentialID("ak_9")])))
    #expect(credentials == .credentials(issued: [CredentialID("ak_1")], earlier: [CredentialID("ak_8")]))
  }

  @Test("the baseline goes on where it was, and is complete when there is no next page")
  func baseline() throws {
    let ledger = try RunLedger.staged(1, at: path)
    #expect(try ledger.baselineCursor() == nil)
    #expect(try ledger.isBaselineComplete() == false)
    try ledger.commit([.listed(ListedPage(.users([]), next: "/bot_users?before_id=bot_1"))])
    #expect(try ledger.baselineCursor() == "/bot_users?before_id=bot_1")
    #expect(try ledger.isBaselineComplete() == false)
    try ledger.commit([.listRestarted(.users)])
    #expect(try ledger.baselineProgress() == .notBegun)
    try ledger.commit([.listed(ListedPage(.users([]), next: nil))])
    #expect(try ledger.baselineCursor() == nil)
    #expect(try ledger.isBaselineComplete())
  }

  @Test("witnesses are the users that this run created last, then those of the baseline")
  func witnesses() throws {
    let ledger = try RunLedger.staged(9, at: path)
    try ledger.commit([
      .listed(ListedPage(.users([User(id: UserID("bot_old"), name: "n", isActive: true, createdAt: "t")]), next: nil))
    ])
    #expect(try ledger.witnesses() == [UserID("bot_old")])
    try ledger.commit([1, 2, 3].flatMap { CommitTests.finished($0) })
    #expect(try ledger.witnesses(limit: 2).map(\.rawValue) == ["bot_3", "bot_2", "bot_old"])
    #expect(try ledger.witnesses().map(\.rawValue) == ["bot_3", "bot_2", "bot_1", "bot_old"])
  }

  @Test("failed and unknown customers become pending again, with their attempts")
  func retryFailed() throws {
    let ledger = try RunLedger.staged(4, at: path)
    let attempt = Attempt(customer: CustomerID(1), step: .user, number: 1, state: .ambiguous)
    try ledger.commit([
      .attempt(attempt), .outcome(CustomerID(1), Outcome(.unknown, code: "lost", message: "m", operationID: "op")),
      .outcome(CustomerID(2), Outcome(.failed, code: "ERR_NGROK_4110", message: "m")),
      .outcome(CustomerID(3), Outcome(.skipped)),
    ])
    #expect(try ledger.retryFailed() == 2)
    let pending = try ledger.pending(after: nil, limit: 9)
    #expect(pending.map(\.customer.id.rawValue) == [1, 2, 4])
    #expect(pending[0].attempts == [attempt])
    #expect(try ledger.reasons().isEmpty)
  }

  @Test("a user that another customer has taken, since it was renamed, is not the one that is meant")
  func takenNamesake() throws {
    let ledger = try RunLedger.staged(2, at: path)
    let customers = try ledger.pending(after: nil, limit: 2).map(\.customer)
    try ledger.commit([
      .listed(
        ListedPage(
          .users([User(id: UserID("bot_x"), name: customers[1].name, isActive: true, createdAt: "t")]), next: nil))
    ])
    #expect(try ledger.pending(after: nil, limit: 2)[1].listedUser != nil)
    try ledger.commit([
      .user(customers[0].id, KnownUser(id: UserID("bot_x"), origin: .adopted, createdAt: "t"))
    ])
    #expect(try ledger.pending(after: nil, limit: 2)[1].listedUser == nil)
  }

  @Test("pending customers are found by index, without sorting and without walking the table")
  func plan() throws {
    let ledger = try RunLedger.staged(1, at: path)
    let steps = try ledger.plan(of: RunLedger.pendingQuery.description)
    #expect(!steps.contains { $0.contains("SCAN") || $0.contains("TEMP B-TREE") })
    #expect(
      steps[0].contains("SEARCH c USING INDEX customer_by_state (is_listed=? AND state=? AND verb=? AND rowid>?)"))
    #expect(steps.contains { $0.contains("INDEX baseline_user_by_name (name=?)") })
  }
}
