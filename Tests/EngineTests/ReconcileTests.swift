import Engine
import NgrokAPI
import Testing

@Suite("Reconciling")
struct ReconcileTests {
  let lost = Delivery.lost(TransportFailure(.connectionLost, "reset"))

  @Test("an unanswered user is repeated only after the settling time, and 201 then means that it had not happened")
  func repeatsUser() throws {
    var driver = EngineDriver([customer(1)])
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(29))
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(2))
    let repeated = try #require(driver.turn().first)
    #expect(repeated.request.method == .post)
    driver.answer(repeated, status: 201, Answers.user("bot_1", name: "Customer 1"))
    _ = driver.turn()
    #expect(driver.attempts.suffix(3).map(\.state) == [.succeeded, .void, .intended])
  }

  @Test("after an unanswered attempt a taken name leads to the user, which is ours if it has no credentials")
  func infersUser() throws {
    var driver = EngineDriver([customer(1, keys: 0)])
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(31))
    driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_4112", status: 400))
    let search = try #require(driver.turn().first)
    #expect(search.request.target == "/bot_users?limit=100")
    driver.answer(search, status: 200, Answers.users([Answers.user("bot_9", name: "Customer 1")]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    #expect(driver.turn().isEmpty, "whoever else created it may still be about to give it a credential")
    driver.advance(by: .seconds(31))
    try judgeUnused(&driver)
    driver.answer(try #require(driver.turn().first), status: 200, Answers.user("bot_9", name: "Customer 1"))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .created))
    #expect(driver.engine.branches[.userInferred] == 1)
  }

  /// A driver whose customer's creation was not answered, repeated and refused because the name is taken, and who has
  /// just got the newest users.
  private func searching(_ users: [String], _ configure: (inout JobSettings) -> Void = { _ in }) throws -> EngineDriver
  {
    var driver = EngineDriver([customer(1)], configure: configure)
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(31))
    driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_4112", status: 400))
    driver.answer(try #require(driver.turn().first), status: 200, Answers.users(users))
    _ = driver.turn()
    return driver
  }

  /// Lets the user that was found have no credentials of any kind.
  private func judgeUnused(_ driver: inout EngineDriver) throws {
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys([]))
    try driver.answerOtherListsWithNothing()
  }

  @Test(
    "a user that is gone, or renamed, when its credentials have been listed is not ours, and the name is asked for again",
    arguments: [nil, "Somebody"])
  func repeatsAfterNamesakeIsLost(name: String?) throws {
    var driver = try searching([Answers.user("bot_9", name: "Customer 1")])
    driver.answerLookupsWithNothing()
    driver.advance(by: .seconds(31))
    try judgeUnused(&driver)
    let look = try #require(driver.turn().first)
    #expect(look.request == .user(.bot, UserID("bot_9")))
    if let name {
      driver.answer(look, status: 200, Answers.user("bot_9", name: name))
    } else {
      driver.answer(look, status: 404, Answers.error("ERR_NGROK_404", status: 404))
    }
    #expect(driver.turn().map(\.request.method) == [.post])
  }

  @Test("a user of our name that has credentials is somebody else's")
  func leavesForeignUser() throws {
    var driver = try searching([Answers.user("bot_9", name: "Customer 1")])
    driver.answerLookupsWithNothing()
    driver.advance(by: .seconds(31))
    driver.answer(
      try #require(driver.turn().first), status: 200, Answers.keys([Answers.key("ak_7", owner: "bot_9", token: nil)]))
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "name_exists")
  }

  @Test("a user from before that has been given our name is not ours")
  func leavesRenamedUser() throws {
    var driver = try searching([Answers.user("bot_9", name: "Customer 1")])
    driver.answerLookups(baseline: [UserID("bot_9")])
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "name_exists")
  }

  @Test("another customer's user that has been given our name is not adopted, as the ledger has it already")
  func leavesUserOfAnotherCustomer() throws {
    var driver = try searching([Answers.user("bot_9", name: "Customer 1")]) { $0.existing = .adopt }
    driver.answerLookups(customers: [UserID("bot_9")])
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.state == .failed)
    #expect(!driver.durable.contains { if case .user = $0 { true } else { false } })
  }

  @Test("of two customers that mean one user, since it was renamed, only one adopts it")
  func adoptsOnce() throws {
    let user = User(id: UserID("bot_9"), name: "Customer 1", isActive: true, createdAt: "t")
    var first = customer(1)
    first.listedUser = user
    var second = customer(2)
    second.listedUser = user
    var driver = EngineDriver([first, second]) { $0.existing = .adopt }
    let requests = driver.turn()
    #expect(driver.durable.filter { if case .user = $0 { true } else { false } }.count == 1)
    #expect(requests.map(\.request.method) == [.get, .post])
  }

  @Test("a user that another customer took while it was being looked at is not taken twice")
  func asksBeforeTaking() throws {
    var driver = try searching([Answers.user("bot_9", name: "Customer 1")])
    driver.answerLookupsWithNothing()
    driver.advance(by: .seconds(31))
    try judgeUnused(&driver)
    driver.answer(try #require(driver.turn().first), status: 200, Answers.user("bot_9", name: "Customer 1"))
    _ = driver.turn()
    driver.answerLookups(customers: [UserID("bot_9")])
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "user_taken")
  }

  @Test("a last look that gets no answer leaves the customer unknown, not failed, and does not begin again")
  func unknownWithoutLastLook() throws {
    var pending = customer(1)
    pending.user = KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "")
    pending.issuedSteps = [.credential(1)]
    pending.attempts = [
      Attempt(customer: CustomerID(1), step: .user, number: 1, state: .succeeded),
      Attempt(customer: CustomerID(1), step: .credential(1), number: 1, state: .void),
      Attempt(customer: CustomerID(1), step: .credential(1), number: 2, state: .succeeded),
    ]
    var driver = EngineDriver([pending]) { $0.retries = 1 }
    for _ in 0..<2 {
      _ = driver.turn()
      driver.advance(by: .seconds(31))
      driver.answer(
        try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_250", status: 400))
    }
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.state == .unknown)
    #expect(driver.engine.isFinished)
  }

  @Test("a name whose holder is never seen is asked for once more, since the holder may be gone")
  func repeatsAfterSearchInVain() throws {
    var driver = try searching([])
    driver.answerLookupsWithNothing()
    driver.advance(by: .seconds(31))
    driver.answer(try #require(driver.turn().first), status: 200, Answers.users([]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    let repeated = try #require(driver.turn().first)
    #expect(repeated.request.method == .post)
    driver.answer(repeated, status: 201, Answers.user("bot_1", name: "Customer 1"))
    #expect(driver.turn().map(\.request.target) == ["/api_keys"])
  }

  @Test("an orphan is deleted before the key is asked for again, and the owner is listed once more")
  func removesOrphan() throws {
    var driver = EngineDriver([customer(1)])
    driver.answer(try #require(driver.turn().first), status: 201, Answers.user("bot_1", name: "Customer 1"))
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(31))
    let listing = try #require(driver.turn().first)
    #expect(listing.request.target.hasPrefix("/api_keys?limit=100&filter="))
    let orphan = Answers.key("ak_1", owner: "bot_1", metadata: #"{"muster":"run.1-1.1"}"#, token: nil)
    let other = Answers.key("ak_2", owner: "bot_1", metadata: #"{"muster":"other.1-1.1"}"#, token: nil)
    driver.answer(listing, status: 200, Answers.keys([other, orphan]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    let deletion = try #require(driver.turn().first)
    #expect(deletion.request == .deleteCredential(.apiKey, CredentialID("ak_1")))
    driver.answer(deletion, status: 204)
    let creation = try #require(driver.turn().first)
    #expect(String(decoding: creation.request.body ?? [], as: UTF8.self).contains("run.1-1.2"))
    driver.answer(creation, status: 201, Answers.key("ak_3", owner: "bot_1"))
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1) == nil)
    driver.advance(by: .seconds(31))
    let lastLook = try #require(driver.turn().first)
    #expect(lastLook.request.method == .get)
    driver.answer(lastLook, status: 200, Answers.keys([]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .created))
  }

  @Test("an attempt found intended after a crash is reconciled and never repeated blindly")
  func reconcilesAfterCrash() throws {
    var pending = customer(1)
    pending.user = KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "")
    pending.attempts = [
      Attempt(customer: CustomerID(1), step: .user, number: 1, state: .succeeded),
      Attempt(customer: CustomerID(1), step: .credential(1), number: 1, state: .intended),
    ]
    var driver = EngineDriver([pending])
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(31))
    #expect(driver.turn().map(\.request.method) == [.get])
  }

  @Test("tries that are used up in doubt end as unknown, never as failed")
  func unknownInDoubt() throws {
    var driver = EngineDriver([customer(1)]) { $0.retries = 1 }
    for _ in 0..<2 {
      driver.answer(try #require(driver.turn().first), lost)
      driver.advance(by: .seconds(31))
    }
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.state == .unknown)
  }

  @Test("without a marker, a look-alike on an adopted user is quarantined and not deleted")
  func quarantines() throws {
    var pending = customer(1)
    pending.user = KnownUser(id: UserID("bot_1"), origin: .adopted, createdAt: "")
    pending.hasOwnerBaseline = true
    var driver = EngineDriver([pending]) { $0.usesMarker = false }
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(31))
    driver.answer(
      try #require(driver.turn().first), status: 200, Answers.keys([Answers.key("ak_1", owner: "bot_1", token: nil)]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.state == .unknown)
    #expect(driver.outcome(of: 1)?.message.contains("ak_1") == true)
  }

  @Test("what a person has called left behind is deleted, and another credential created; half of it decides nothing")
  func disposes() throws {
    for ids in [["ak_1", "ak_2"], ["ak_1"]] {
      var pending = customer(1)
      pending.user = KnownUser(id: UserID("bot_1"), origin: .adopted, createdAt: "")
      pending.hasOwnerBaseline = true
      pending.attempts = [Attempt(customer: CustomerID(1), step: .credential(1), number: 1, state: .ambiguous)]
      var driver = EngineDriver([pending]) {
        $0.usesMarker = false
        $0.disposableCredentials = Set(ids.map { CredentialID($0) })
      }
      _ = driver.turn()
      driver.advance(by: .seconds(31))
      let keys = ["ak_1", "ak_2"].map { Answers.key($0, owner: "bot_1", token: nil) }
      driver.answer(try #require(driver.turn().first), status: 200, Answers.keys(keys))
      _ = driver.turn()
      driver.answerLookupsWithNothing()
      guard ids.count == 2 else {
        #expect(driver.turn().isEmpty)
        #expect(driver.outcome(of: 1)?.code == "credential_undecidable")
        continue
      }
      for id in ["ak_2", "ak_1"] {
        let deletion = try #require(driver.turn().first)
        #expect(deletion.request == .deleteCredential(.apiKey, CredentialID(id)))
        driver.answer(deletion, status: 204)
      }
      #expect(driver.turn().first?.request.method == .post)
    }
  }
}
