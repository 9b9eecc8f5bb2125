import Engine
import NgrokAPI
import Testing

@Suite("Limits and stops")
struct LimitTests {
  @Test("a slot is free again one window after its answer, not after its sending")
  func slotsFollowAnswers() throws {
    var driver = EngineDriver((1...4).map { customer($0) }) {
      $0.rate = RateLimit(count: 2, window: .seconds(60))
    }
    let first = driver.turn()
    #expect(first.count == 2)
    driver.advance(by: .seconds(10))
    for request in first { driver.answer(request, status: 201, Answers.user("bot_\(request.id.rawValue)", name: "n")) }
    driver.advance(by: .seconds(55))
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(6))
    #expect(driver.turn().count == 2)
  }

  @Test("a 429 charges nobody, and the run waits as long as the answer says")
  func throttled() throws {
    var driver = EngineDriver([customer(1)])
    let request = try #require(driver.turn().first)
    let body = Array(Answers.error("ERR_NGROK_226", status: 429).utf8)
    driver.answer(request, .answered(APIAnswer(status: 429, body: body, retryAfter: "20")))
    driver.advance(by: .seconds(19))
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(2))
    #expect(driver.turn().count == 1)
    #expect(driver.attempts.map(\.state).suffix(2) == [.notExecuted, .intended])
  }

  @Test("without a limit of our own, a 429 is waited for all the same")
  func throttledWithoutLimit() throws {
    var driver = EngineDriver([customer(1)]) { $0.rate = nil }
    let body = Array(Answers.error("ERR_NGROK_226", status: 429).utf8)
    driver.answer(
      try #require(driver.turn().first), .answered(APIAnswer(status: 429, body: body, retryAfter: "20")))
    driver.advance(by: .seconds(19))
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(2))
    #expect(driver.turn().count == 1)
  }

  @Test(
    "a Retry-After that is negative, nought or past is waited out like none, and an absurd one an hour at the most",
    arguments: [("-20", 1, 8), ("0", 1, 8), ("Thu, 01 Jan 1970 00:00:00 GMT", 1, 8), ("99999999999999", 3599, 3601)])
  func absurdWaits(_ retryAfter: String, _ atLeast: Int, _ atMost: Int) throws {
    var driver = EngineDriver([customer(1)])
    let body = Array(Answers.error("ERR_NGROK_226", status: 429).utf8)
    driver.answer(
      try #require(driver.turn().first),
      .answered(
        APIAnswer(status: 429, body: body, retryAfter: retryAfter, date: "Wed, 25 Nov 2026 16:00:00 GMT")))
    driver.advance(by: .seconds(atLeast))
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(atMost - atLeast))
    #expect(driver.turn().count == 1)
  }

  @Test("beside others, who make the window's end unforeseeable, a few requests at a time are under way")
  func company() throws {
    var driver = EngineDriver((1...200).map { customer($0) }) { $0.concurrency = 16 }
    let burst = driver.turn()
    #expect(burst.count == 16)
    driver.answer(burst[0], status: 429, Answers.error("ERR_NGROK_226", status: 429))
    for request in burst.dropFirst() {
      driver.answer(request, status: 201, Answers.user("bot_\(request.id.rawValue)", name: "n"))
    }
    driver.advance(by: .seconds(10))
    #expect(driver.turn().count == 5)
  }

  @Test("a limit on new keys (614) holds back keys while users go on being created")
  func keyCreationLimit() throws {
    var driver = EngineDriver((1...3).map { customer($0) }) { $0.concurrency = 1 }
    driver.answer(try #require(driver.turn().first), status: 201, Answers.user("bot_1", name: "Customer 1"))
    driver.answer(try #require(driver.turn().first), status: 429, Answers.error("ERR_NGROK_614", status: 429))
    #expect(driver.turn().map(\.request.target) == ["/bot_users"])
  }

  @Test("too many at once (225) halves what is under way")
  func concurrencyLimit() throws {
    var driver = EngineDriver((1...40).map { customer($0) }) { $0.concurrency = 8 }
    let burst = driver.turn()
    #expect(burst.count == 8)
    for request in burst { driver.answer(request, status: 429, Answers.error("ERR_NGROK_225", status: 429)) }
    #expect(driver.turn().count == 4)
  }

  @Test("a certificate that is wrong at the first contact stops the run and charges nobody")
  func noSecureConnection() throws {
    var driver = EngineDriver([customer(1)])
    let request = try #require(driver.turn().first)
    driver.answer(request, .neverLeft(TransportFailure(.tls, "self-signed certificate")))
    #expect(driver.turn().isEmpty)
    #expect(driver.engine.stopReason == .noSecureConnection("self-signed certificate"))
    #expect(driver.attempts.map(\.state) == [.intended, .notExecuted])
  }

  @Test("a fatal answer stops the run at once, charges nobody and leaves the customer pending")
  func fatal() throws {
    var driver = EngineDriver((1...3).map { customer($0) }) { $0.concurrency = 1 }
    driver.answer(try #require(driver.turn().first), status: 401, Answers.error("ERR_NGROK_206", status: 401))
    #expect(driver.turn().isEmpty)
    #expect(driver.engine.isFinished)
    guard case .fatal(let error) = driver.engine.stopReason else {
      Issue.record("not stopped")
      return
    }
    #expect(error.code == "ERR_NGROK_206")
    #expect(driver.outcome(of: 1) == nil)
  }

  @Test("ten troubles in a row open the breaker, and one probe at a time asks whether the API is back")
  func breaker() throws {
    var driver = EngineDriver((1...40).map { customer($0) }) { $0.concurrency = 10 }
    let burst = driver.turn()
    for request in burst { driver.answer(request, status: 503) }
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(2))
    let probe = driver.turn()
    #expect(probe.map(\.request) == [.listUsers(.bot, limit: 1)])
    #expect(driver.turn().isEmpty)
    driver.answer(try #require(probe.first), status: 200, Answers.users([]))
    // The probe has shown that reads are answered; the next request shows whether changes are.
    let first = driver.turn()
    #expect(first.count == 1)
    driver.answer(try #require(first.first), status: 201, Answers.user("bot_1", name: "n"))
    #expect(driver.turn().count == 10)
  }

  @Test("a pilot takes up exactly as many customers as it was told")
  func stopAfter() throws {
    var driver = EngineDriver((1...9).map { customer($0, keys: 0) }) { $0.stopAfter = 2 }
    let pilots = driver.turn()
    #expect(pilots.count == 2)
    for request in pilots { driver.answer(request, status: 201, Answers.user("bot_\(request.id.rawValue)", name: "n")) }
    #expect(driver.turn().isEmpty)
    #expect(driver.engine.isFinished)
    #expect(driver.engine.stopReason == .stopAfter)
  }

  @Test("a pilot of as many customers as there are is a whole run", arguments: [1, 2, 9, 32, 33, 40])
  func stopAfterAll(count: Int) throws {
    var driver = EngineDriver((1...count).map { customer(Int64($0), keys: 0) }) { $0.stopAfter = count }
    for _ in 0..<count where !driver.engine.isFinished {
      for request in driver.turn() {
        driver.answer(request, status: 201, Answers.user("bot_\(request.id.rawValue)", name: "n"))
      }
    }
    #expect(driver.turn().isEmpty)
    #expect(driver.engine.isFinished)
    #expect(driver.engine.stopReason == nil)
    #expect(driver.engine.tally.finished[.done] == count)
  }

  @Test("a pilot that only settles doubts ends when its customers have been left as they are")
  func stopAfterSettling() throws {
    var pending = customer(1)
    pending.attempts = [Attempt(customer: CustomerID(1), step: .user, number: 1, state: .ambiguous)]
    var driver = EngineDriver([pending, customer(2)]) {
      $0.stopAfter = 1
      $0.onlySettles = true
    }
    _ = driver.turn()
    driver.advance(by: .seconds(31))
    driver.answer(try #require(driver.turn().first), status: 200, Answers.users([]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.engine.isFinished)
  }

  @Test("more failures than allowed stop the run")
  func maximumErrors() throws {
    var driver = EngineDriver((1...9).map { customer($0) }) {
      $0.maximumErrors = .count(1)
      $0.concurrency = 1
    }
    for _ in 0..<2 {
      driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_4110", status: 400))
    }
    #expect(driver.turn().isEmpty)
    #expect(driver.engine.stopReason == .tooManyErrors)
  }

  @Test("users that are gone one and all are another account; one that is gone is not")
  func witnesses() throws {
    var driver = EngineDriver([customer(1)], witnesses: [UserID("bot_a"), UserID("bot_b")])
    driver.answer(try #require(driver.turn().first), status: 404, Answers.error("ERR_NGROK_404", status: 404))
    driver.answer(try #require(driver.turn().first), status: 404, Answers.error("ERR_NGROK_404", status: 404))
    _ = driver.turn()
    #expect(driver.engine.stopReason == .otherAccount)
  }
}
