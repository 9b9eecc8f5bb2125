import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct CommitTests {
  let folder: ScratchFolder
  let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("a.muster")
  }

  /// All that a finished customer leaves behind.
  static func finished(_ number: Int) -> [Change] {
    let id = CustomerID(Int64(number))
    return [
      .attempt(Attempt(customer: id, step: .user, number: 1, state: .succeeded, operationID: "op_\(number)")),
      .user(id, KnownUser(id: UserID("bot_\(number)"), origin: .created, createdAt: "t\(number)")),
      .attempt(Attempt(customer: id, step: .credential(1), number: 1, state: .succeeded)),
      .credential(
        IssuedCredential(
          customer: id, step: .credential(1), id: CredentialID("ak_\(number)"), token: Secret("token-\(number)"),
          createdAt: "t\(number)")),
      .outcome(id, Outcome(.done, verb: .created)),
    ]
  }

  @Test("what was committed is there after the ledger was closed and opened again")
  func survivesReopening() throws {
    let ledger = try RunLedger.staged(3, at: path)
    let attempt = Attempt(
      customer: CustomerID(1), step: .user, number: 1, state: .ambiguous, anchor: UserID("bot_0"), operationID: "op_1")
    try ledger.commit([
      .listed(
        ListedPage(.users([User(id: UserID("bot_0"), name: "Customer 2", isActive: false, createdAt: "t")]), next: nil)),
      .attempt(attempt),
      .user(CustomerID(1), KnownUser(id: UserID("bot_1"), origin: .inferred, createdAt: "t1")),
      .outcome(CustomerID(3), Outcome(.done, verb: .created)),
    ])
    ledger.close()

    let reopened = try RunLedger.open(at: path)
    let pending = try reopened.pending(after: nil, limit: 10)
    #expect(pending.map(\.customer) == [.example(1), .example(2)])
    #expect(pending[0].attempts == [attempt])
    #expect(pending[0].user == KnownUser(id: UserID("bot_1"), origin: .inferred, createdAt: "t1"))
    #expect(pending[0].listedUser == nil)
    #expect(pending[1].listedUser == User(id: UserID("bot_0"), name: "Customer 2", isActive: false, createdAt: "t"))
    #expect(try reopened.isBaselineComplete())
    #expect(try reopened.tally().isBalanced)
    #expect(try reopened.tally()[.created] == 1)
    #expect(reopened.header == .example())
  }

  @Test("a batch that is committed twice is the same as one committed once")
  func isIdempotent() throws {
    let ledger = try RunLedger.staged(5, at: path)
    var batch = Self.finished(1) + Self.finished(2)
    batch.append(
      .listed(ListedPage(.users([User(id: UserID("bot_9"), name: "n", isActive: true, createdAt: "t")]), next: "/p2")))
    batch.append(.ownerBaseline(owner: UserID("bot_9"), credentials: [Credential(.apiKey, id: CredentialID("ak_9"))]))
    batch.append(
      .removal(Removal(credential: CredentialID("ak_8"), customer: CustomerID(3), step: .credential(1), isDone: false)))
    try ledger.commit(batch)
    let once = try content(of: ledger)
    try ledger.commit(batch)
    #expect(try content(of: ledger) == once)
    try ledger.commit(Array(batch.dropFirst(4)) + Self.finished(3))
    #expect(try ledger.counts().credentials == 3)
  }

  @Test("a commit that finds the disk full leaves nothing of its batch behind, and works once there is room")
  func fullDisk() throws {
    let ledger = try RunLedger.staged(400, at: path)
    try ledger.commit(Self.finished(1))
    let before = try content(of: ledger)
    let pages = try ledger.database.integer("PRAGMA page_count") ?? 0
    try ledger.database.execute("PRAGMA max_page_count = \(pages + 2)")
    let batch = (2...400).flatMap { Self.finished($0) }
    #expect(code { try ledger.commit(batch) } == .diskFull)
    #expect(try content(of: ledger) == before)
    #expect(try ledger.pending(after: nil, limit: 2).map(\.customer.key) == ["C2", "C3"])

    try ledger.database.execute("PRAGMA max_page_count = 1000000")
    try ledger.commit(batch)
    #expect(try ledger.tally()[.created] == 400)
    ledger.close()
    #expect(try RunLedger.open(at: path).tally()[.created] == 400)
  }

  @Test("a change that would overwrite a token is refused with its whole batch")
  func tokensAreNotOverwritten() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(Self.finished(1))
    let before = try content(of: ledger)
    var other = Self.finished(1)
    other[3] = .credential(
      IssuedCredential(
        customer: CustomerID(1), step: .credential(1), id: CredentialID("ak_77"), token: Secret("secret-77"),
        createdAt: "t"))
    let refusal = #expect(throws: LedgerError.self) { try ledger.commit(Self.finished(2) + other) }
    #expect(refusal?.code == .contradiction)
    #expect(refusal?.message.contains("secret-77") == false)
    #expect(try content(of: ledger) == before)
  }

  @Test("a user or a credential belongs to one customer only")
  func identifiersAreUnique() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(Self.finished(1))
    let user = KnownUser(id: UserID("bot_1"), origin: .adopted, createdAt: "t")
    #expect(code { try ledger.commit([.user(CustomerID(2), user)]) } == .contradiction)
    let credential = IssuedCredential(
      customer: CustomerID(2), step: .credential(1), id: CredentialID("ak_1"), token: Secret("x"), createdAt: "t")
    #expect(code { try ledger.commit([.credential(credential)]) } == .contradiction)
    #expect(code { try ledger.commit([.outcome(CustomerID(99), Outcome(.skipped))]) } == .contradiction)
  }

  @Test("an attempt is brought to its new state, and attempts come in order of step and number")
  func attemptsInOrder() throws {
    let ledger = try RunLedger.staged(2, at: path)
    func attempt(_ step: Int, _ number: Int, _ state: Attempt.State) -> Attempt {
      Attempt(customer: CustomerID(2), step: StepNumber(rawValue: step), number: number, state: state)
    }
    try ledger.commit([
      .attempt(attempt(1, 2, .intended)), .attempt(attempt(0, 1, .intended)), .attempt(attempt(1, 1, .void)),
    ])
    try ledger.commit([.attempt(attempt(0, 1, .succeeded))])
    let pending = try ledger.pending(after: nil, limit: 10)
    #expect(pending[0].attempts.isEmpty)
    #expect(pending[1].attempts == [attempt(0, 1, .succeeded), attempt(1, 1, .void), attempt(1, 2, .intended)])
  }

  private func content(of ledger: RunLedger) throws -> [String] {
    let tables = [
      "attempt", "user", "credential", "removal", "baseline_user", "owner", "owner_credential", "customer", "job",
    ]
    return try tables.flatMap { table in
      let statement = try ledger.database.prepare("SELECT * FROM \(table)")
      defer { statement.finalize() }
      var rows: [String] = []
      while try statement.step() { rows.append(table + (0..<9).map { statement.text($0) }.joined(separator: "|")) }
      return rows
    }
  }
}
