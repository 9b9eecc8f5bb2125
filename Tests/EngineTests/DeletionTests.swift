import Engine
import NgrokAPI
import Testing

@Suite("Deleting users")
struct DeletionTests {
  let lost = Delivery.lost(TransportFailure(.connectionLost, "reset"))
  let active = Answers.user("bot_1", name: "Customer 1")
  var inactive: String { active.replacing("true", with: "false") }

  func named() -> PendingCustomer {
    PendingCustomer(customer: Customer(id: CustomerID(1), key: "1", name: "", userID: UserID("bot_1")))
  }

  func deleting(
    _ customers: [PendingCustomer], kind: JobKind = .delete, _ configure: (inout JobSettings) -> Void = { _ in }
  ) -> EngineDriver {
    EngineDriver(customers) {
      $0.kind = kind
      configure(&$0)
    }
  }

  /// Answers the look at the user, and the question whether it is anybody else's.
  func read(_ user: String, _ driver: inout EngineDriver) throws {
    driver.answer(try #require(driver.turn().first), status: 200, user)
    _ = driver.turn()
    driver.answerLookups()
  }

  /// Answers the three lists of the user's credentials.
  func answerLists(_ driver: inout EngineDriver, keys: [String] = []) throws {
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys(keys))
    try driver.answerOtherListsWithNothing()
  }

  @Test("what the user has is durable before the request that deletes it leaves")
  func recordsFirst() throws {
    var driver = deleting([named()])
    try read(inactive, &driver)
    try answerLists(&driver, keys: [Answers.key("ak_1", owner: "bot_1", metadata: #"{"a":"b"}"#, token: nil)])
    let deletion = try #require(driver.turn().first)
    #expect(deletion.request == .deleteUser(.bot, UserID("bot_1")))
    let recorded = driver.durable.compactMap {
      if case .ownerBaseline(let owner, let credentials) = $0 { (owner, credentials) } else { nil }
    }
    #expect(recorded.map(\.0) == [UserID("bot_1")])
    #expect(recorded.first?.1.map(\.metadata) == [#"{"a":"b"}"#])
    driver.answer(deletion, status: 204)
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deleted))
  }

  @Test("an active user is left alone, unless it is said otherwise", arguments: [false, true])
  func activeUsers(isForced: Bool) throws {
    var driver = deleting([named()]) { $0.deletesActiveUsers = isForced }
    try read(active, &driver)
    #expect(driver.turn().isEmpty != isForced)
    #expect(driver.outcome(of: 1)?.code == (isForced ? nil : "user_active"))
  }

  @Test("how the user is just before its deletion counts, and not how it was when the account was listed")
  func looksAgain() throws {
    var pending = named()
    pending.listedUser = User(id: UserID("bot_1"), name: "n", isActive: false, createdAt: "")
    var driver = deleting([pending])
    try read(active, &driver)
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "user_active")
  }

  @Test("a user that is not there is absent")
  func absent() throws {
    var driver = deleting([named()])
    driver.answer(
      try #require(driver.turn().first), status: 404, Answers.error("ERR_NGROK_404", status: 404))
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .absent))
  }

  @Test("an unanswered deletion of an inactive user is looked after, and 404 then is success")
  func looksAfterwards() throws {
    var driver = deleting([named()])
    try read(inactive, &driver)
    try answerLists(&driver)
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(29))
    #expect(driver.turn().isEmpty, "the request may yet be carried out")
    driver.advance(by: .seconds(1))
    let look = try #require(driver.turn().first)
    #expect(look.request == .user(.bot, UserID("bot_1")))
    driver.answer(look, status: 404, Answers.error("ERR_NGROK_404", status: 404))
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deleted))
    #expect(driver.engine.branches[.userHadBeenDeleted] == 1)
  }

  @Test("a user that was made active since its deletion got no answer is left alone", arguments: [false, true])
  func activeAgain(isActive: Bool) throws {
    var pending = named()
    pending.user = KnownUser(id: UserID("bot_1"), origin: .named, createdAt: "", wasActive: false)
    pending.hasOwnerBaseline = true
    pending.attempts = [Attempt(customer: CustomerID(1), step: .deletion, number: 1, state: .intended)]
    var driver = deleting([pending])
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(30))
    driver.answer(try #require(driver.turn().first), status: 200, isActive ? active : inactive)
    let next = driver.turn().first
    #expect(next?.request == (isActive ? nil : .deleteUser(.bot, UserID("bot_1"))))
    #expect(driver.outcome(of: 1)?.code == (isActive ? "user_active" : nil))
  }

  @Test("an unanswered deletion is repeated where active users go as well, and 404 then is success")
  func repeats() throws {
    var driver = deleting([named()]) { $0.deletesActiveUsers = true }
    try read(inactive, &driver)
    try answerLists(&driver)
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(2))
    driver.answer(
      try #require(driver.turn().first), status: 404, Answers.error("ERR_NGROK_404", status: 404))
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deleted))
    #expect(driver.engine.branches[.userHadBeenDeleted] == 1)
  }

  @Test("a user that was deactivated too recently is left for later")
  func gracePeriod() {
    var pending = named()
    pending.graceEnd = "tomorrow"
    var driver = deleting([pending])
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1)?.code == "too_recent")
  }

  @Test("more deletions than allowed stop the run before the first", arguments: [1, 2])
  func deletionLimit(allowed: Int) {
    var driver = deleting([named(), customer(2)]) { $0.deletionLimit = DeletionLimit(.count(allowed), pending: 2) }
    #expect(driver.turn().isEmpty == (allowed < 2))
    #expect((driver.engine.stopReason == .tooManyDeletions(wanted: 2, allowed: 1)) == (allowed < 2))
  }
}

@Suite("Taking an import back")
struct WithdrawalTests {
  let active = Answers.user("bot_1", name: "Customer 1")
  var inactive: String { active.replacing("true", with: "false") }

  func made(keepsUser: Bool = false) -> PendingCustomer {
    var pending = PendingCustomer(
      customer: Customer(
        id: CustomerID(1), key: "1", name: "Customer 1", userID: UserID("bot_1"), keepsUser: keepsUser))
    pending.targets = [CredentialTarget(.apiKey, CredentialID("ak_1"))]
    pending.listedUser = User(id: UserID("bot_1"), name: "Customer 1", isActive: true, createdAt: "t")
    return pending
  }

  func withdrawing(_ pending: PendingCustomer) -> EngineDriver {
    EngineDriver([pending]) {
      $0.kind = .withdraw
      $0.undoneRun = "old"
    }
  }

  func answerLists(_ driver: inout EngineDriver, keys: [String]) throws {
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys(keys))
    try driver.answerOtherListsWithNothing()
  }

  @Test("a user is deactivated, its credentials are listed, and then it is deleted")
  func deletes() throws {
    var driver = withdrawing(made())
    let first = try #require(driver.turn().first)
    #expect(first.request == .updateUser(.bot, UserID("bot_1"), isActive: false))
    driver.answer(first, status: 200, inactive)
    let left = Answers.key("ak_2", owner: "bot_1", metadata: #"{"muster":"old.1-1.2"}"#, token: nil)
    try answerLists(&driver, keys: [left, Answers.key("ak_1", owner: "bot_1", token: nil)])
    let last = try #require(driver.turn().first)
    #expect(last.request == .deleteUser(.bot, UserID("bot_1")))
    driver.answer(last, status: 204)
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .deleted))
  }

  @Test("a user that somebody has given a credential is made active again and stays")
  func conflict() throws {
    var driver = withdrawing(made())
    driver.answer(try #require(driver.turn().first), status: 200, inactive)
    try answerLists(&driver, keys: [Answers.key("ak_9", owner: "bot_1", token: nil)])
    let restoration = try #require(driver.turn().first)
    #expect(restoration.request == .updateUser(.bot, UserID("bot_1"), isActive: true))
    driver.answer(restoration, status: 200, active)
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1)?.code == "credential_of_others")
    #expect(driver.outcome(of: 1)?.message.contains("ak_9") == true)
  }

  @Test("on a user that was there before, only the credentials are deleted")
  func keepsUser() throws {
    var driver = withdrawing(made(keepsUser: true))
    let deletion = try #require(driver.turn().first)
    #expect(deletion.request == .deleteCredential(.apiKey, CredentialID("ak_1")))
    driver.answer(deletion, status: 204)
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .retired))
  }

  @Test("settling looks for an unanswered user and creates none")
  func settles() throws {
    var pending = customer(1)
    pending.attempts = [Attempt(customer: CustomerID(1), step: .user, number: 1, state: .intended)]
    var driver = EngineDriver([pending, customer(2)]) { $0.onlySettles = true }
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(31))
    let search = try #require(driver.turn().first)
    #expect(search.request.target == "/bot_users?limit=100")
    driver.answer(search, status: 200, Answers.users([]))
    _ = driver.turn()
    driver.answerLookups()
    #expect(driver.turn().isEmpty)
    #expect(driver.attempts.map(\.state) == [.void])
    #expect(driver.engine.isFinished)
  }
}
