import Engine
import NgrokAPI
import Testing

@Suite("Setting users active or inactive")
struct ActivityTests {
  let lost = Delivery.lost(TransportFailure(.connectionLost, "reset"))
  let body = Answers.user("bot_1", name: "Customer 1")
  var inactive: String { body.replacing("true", with: "false") }

  /// A customer whose user the account's list has shown.
  func listed(isActive: Bool) -> PendingCustomer {
    var pending = customer(1)
    pending.listedUser = User(id: UserID("bot_1"), name: "Customer 1", isActive: isActive, createdAt: "t")
    return pending
  }

  /// A customer of whom the list knows the user's id.
  func named() -> PendingCustomer {
    PendingCustomer(customer: Customer(id: CustomerID(1), key: "1", name: "", userID: UserID("bot_1")))
  }

  func deactivating(_ customers: [PendingCustomer]) -> EngineDriver {
    EngineDriver(customers) { $0.kind = .deactivate }
  }

  @Test("what the user was before is durable before the request that changes it leaves")
  func stateBefore() throws {
    var driver = deactivating([listed(isActive: true)])
    driver.decide()
    #expect(
      driver.engine.pendingChanges.first
        == .user(CustomerID(1), KnownUser(id: UserID("bot_1"), origin: .named, createdAt: "t", wasActive: true)))
    let change = try #require(driver.commit().first)
    #expect(change.request == .updateUser(.bot, UserID("bot_1"), isActive: false))
    driver.answer(change, status: 200, inactive)
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deactivated))
  }

  @Test("an answer that shows the user as it was is no success: the user is looked at later")
  func otherActivity() throws {
    var driver = deactivating([listed(isActive: true)])
    driver.answer(try #require(driver.turn().first), status: 200, body)
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(31))
    #expect(driver.turn().map(\.request) == [.user(.bot, UserID("bot_1"))])
    #expect(driver.outcome(of: 1) == nil)
  }

  @Test("a user that is as wanted already is left alone")
  func unchanged() {
    var driver = deactivating([listed(isActive: false)])
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1) == Outcome(.unchanged))
  }

  @Test("a user that was not listed is read by its id, and one that is gone is a failure")
  func readsByID() throws {
    var driver = deactivating([named()])
    let reading = try #require(driver.turn().first)
    #expect(reading.request == .user(.bot, UserID("bot_1")))
    driver.answer(reading, status: 404, Answers.error("ERR_NGROK_404", status: 404))
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "user_missing")
  }

  @Test("a name that the account does not have is a failure without a request")
  func unknownName() {
    var driver = deactivating([customer(1)])
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1)?.code == "user_missing")
  }

  @Test("an unanswered change is settled by a look at the user", arguments: [true, false])
  func settles(wasCarriedOut: Bool) throws {
    var driver = deactivating([listed(isActive: true)])
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(29))
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(2))
    let look = try #require(driver.turn().first)
    #expect(look.request == .user(.bot, UserID("bot_1")))
    driver.answer(look, status: 200, body.replacing("true", with: wasCarriedOut ? "false" : "true"))
    let next = driver.turn()
    if wasCarriedOut {
      #expect(next.isEmpty)
      #expect(driver.attempts.map(\.state) == [.intended, .ambiguous, .succeeded])
      #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deactivated))
    } else {
      #expect(next.map(\.request.method) == [.patch])
      #expect(driver.attempts.map(\.state) == [.intended, .ambiguous, .void, .intended])
    }
  }

  @Test("what was recorded before a change that may have been carried out is kept through a crash")
  func keepsStateBefore() throws {
    var pending = listed(isActive: false)
    pending.user = KnownUser(id: UserID("bot_1"), origin: .named, createdAt: "t", wasActive: true)
    pending.attempts = [Attempt(customer: CustomerID(1), step: .activity, number: 1, state: .intended)]
    var driver = deactivating([pending])
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(31))
    let look = try #require(driver.turn().first)
    driver.answer(look, status: 200, body.replacing("true", with: "false"))
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deactivated))
    #expect(!driver.durable.contains { if case .user = $0 { true } else { false } })
  }

  @Test("before a change of ours was sent, what the user was is looked at anew")
  func looksAnew() {
    var pending = listed(isActive: false)
    pending.user = KnownUser(id: UserID("bot_1"), origin: .named, createdAt: "t", wasActive: true)
    pending.attempts = [Attempt(customer: CustomerID(1), step: .activity, number: 1, state: .notExecuted)]
    var driver = deactivating([pending])
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1) == Outcome(.unchanged))
  }

  @Test("the listing ends where reading the customers one by one is cheaper")
  func listsNoFurtherThanWorthIt() throws {
    var driver = EngineDriver([named()], baseline: .notBegun) {
      $0.kind = .activate
      $0.baselinePages = 1
    }
    let page = #"{"bot_users":[],"uri":"x","next_page_uri":"https://api.ngrok.com/bot_users?before_id=bot_5"}"#
    driver.answer(try #require(driver.turn().first), status: 200, page)
    _ = driver.turn()
    #expect(driver.turn().map(\.request) == [.user(.bot, UserID("bot_1"))])
  }

  @Test("an import makes a customer inactive last, when its credentials are there")
  func importEndsInactive() throws {
    var pending = customer(1)
    pending.customer.isActive = false
    var driver = EngineDriver([pending])
    driver.answer(try #require(driver.turn().first), status: 201, body)
    driver.answer(try #require(driver.turn().first), status: 201, Answers.key("ak_1", owner: "bot_1"))
    let last = try #require(driver.turn().first)
    #expect(last.request == .updateUser(.bot, UserID("bot_1"), isActive: false))
    driver.answer(last, status: 200, inactive)
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .created))
  }

  @Test("a dry run sends reads and only shows what would change the account")
  func dryRun() throws {
    var driver = EngineDriver([named()]) {
      $0.kind = .deactivate
      $0.isDryRun = true
    }
    driver.answer(try #require(driver.turn().first), status: 200, body)
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    #expect(driver.turn().isEmpty)
    #expect(driver.engine.takePlannedRequests().map(\.request.method) == [.patch])
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deactivated))
    #expect(driver.engine.isFinished)
  }
}
