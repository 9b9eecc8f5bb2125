import Engine
import NgrokAPI
import Testing

@Suite("The write-ahead rule")
struct WriteAheadTests {
  @Test("a request leaves only after the commit that holds its intent")
  func intentFirst() {
    var driver = EngineDriver([customer(1)])
    driver.decide()
    #expect(driver.engine.pendingChanges.count == 1)
    #expect(driver.engine.takeRequests().isEmpty)
    #expect(driver.commit().map(\.request.target) == ["/bot_users"])
  }

  @Test("a token is in the same batch as, and before, the next intent of its owner")
  func tokenBeforeSuccessor() throws {
    var driver = EngineDriver([customer(1, keys: 2)])
    let user = try #require(driver.turn().first)
    driver.answer(user, status: 201, Answers.user("bot_1", name: "Customer 1"))
    let first = try #require(driver.turn().first)
    driver.answer(first, status: 201, Answers.key("ak_1", owner: "bot_1"))
    driver.decide()
    let changes = driver.engine.pendingChanges
    let token = try #require(changes.firstIndex { if case .credential = $0 { true } else { false } })
    let next = try #require(
      changes.firstIndex { if case .attempt(let attempt) = $0 { attempt.state == .intended } else { false } })
    #expect(token < next)
    #expect(driver.engine.takeRequests().isEmpty)
  }

  @Test("a request that is given up before its commit returned never leaves")
  func givenUpBeforeCommit() {
    var driver = EngineDriver([customer(1)])
    driver.decide()
    driver.advance(by: .seconds(31))
    driver.decide()
    let sent = driver.commit()
    #expect(sent.isEmpty)
    #expect(driver.attempts.last?.state == .notExecuted)
  }

  @Test("one owner never has two credential requests under way")
  func singleFlight() throws {
    var driver = EngineDriver([customer(1, keys: 5)]) { $0.concurrency = 16 }
    let user = try #require(driver.turn().first)
    driver.answer(user, status: 201, Answers.user("bot_1", name: "Customer 1"))
    #expect(driver.turn().count == 1)
    #expect(driver.turn().isEmpty)
  }
}

@Suite("The baseline")
struct BaselineTests {
  @Test("customers are taken up only when the whole baseline is durable, since the ledger joins them with it")
  func baselineFirst() throws {
    var driver = EngineDriver([customer(1)], baseline: .notBegun)
    let listing = try #require(driver.turn().first)
    #expect(listing.request.method == .get)
    driver.answer(listing, status: 200, Answers.users([]))
    driver.decide()
    #expect(driver.engine.cursor == nil)
    _ = driver.commit()
    driver.decide()
    #expect(driver.engine.cursor == CustomerID(1))
  }
}
