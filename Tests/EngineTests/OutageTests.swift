import Engine
import NgrokAPI
import Testing

@Suite("Outages")
struct OutageTests {
  /// What stands in the API's place while it is gone.
  static let troubles: [(name: String, delivery: Delivery)] = [
    ("DNS gone", .neverLeft(TransportFailure(.nameResolution, "Could not resolve host"))),
    ("network down", .neverLeft(TransportFailure(.connect, "Network is unreachable"))),
    ("TLS error", .neverLeft(TransportFailure(.tls, "certificate has expired"))),
    ("proxy gone", .neverLeft(TransportFailure(.proxy, "Could not resolve proxy"))),
    ("closed connection", .lost(TransportFailure(.connectionLost, "Empty reply from server"))),
    ("trickling answer", .lost(TransportFailure(.timeout, "no answer within 30 s"))),
    ("captive portal", .answered(APIAnswer(status: 200, body: Array("<html>log in</html>".utf8)))),
    ("redirect", .answered(APIAnswer(status: 302))),
    ("503", .answered(APIAnswer(status: 503))),
  ]

  /// Turns the engine for so long while every request meets the same; returns what was sent.
  private func live(
    through time: Duration, _ driver: inout EngineDriver, _ answer: (OutgoingRequest) -> Delivery
  ) -> [OutgoingRequest] {
    var sent: [OutgoingRequest] = []
    let end = driver.now + time
    while driver.now < end, !driver.engine.isFinished {
      let requests = driver.turn()
      for request in requests { driver.answer(request, answer(request)) }
      sent += requests
      // Answers take a moment, or a broken pause would turn here for ever.
      driver.now = requests.isEmpty ? max(min(driver.engine.wakeTime, end), driver.now) : driver.now + .milliseconds(50)
    }
    return sent
  }

  private func work(_ request: OutgoingRequest) -> Delivery {
    let text =
      switch (request.request.method, request.request.target) {
      case (.post, "/bot_users"): Answers.user("bot_\(request.id.rawValue)", name: "n")
      case (.post, _): Answers.key("ak_\(request.id.rawValue)", owner: request.request.owner?.rawValue ?? "")
      case (_, let target) where target.hasPrefix("/api_keys"): Answers.keys([])
      default: Answers.users([])
      }
    return .answered(APIAnswer(status: request.request.method == .post ? 201 : 200, body: Array(text.utf8)))
  }

  @Test("for three hours the API is asked about once a minute, and afterwards nobody is lost", arguments: troubles)
  func threeHours(_ trouble: (name: String, delivery: Delivery)) {
    var driver = EngineDriver((1...80).map { customer($0) }) { $0.rate = nil }
    _ = live(through: .milliseconds(200), &driver, work)
    let begin = driver.now
    let sent = live(through: .seconds(3 * 3600), &driver) { _ in trouble.delivery }
    #expect(sent.count < 16 + 8 + 3 * 120, "\(sent.count) requests in the outage")
    #expect(driver.engine.stopReason == nil)
    #expect(driver.engine.outageStart.map { $0 <= begin + .seconds(1) } == true)
    _ = live(through: .seconds(3600), &driver, work)
    #expect(driver.engine.isFinished)
    #expect(driver.engine.outageStart == nil)
    #expect(driver.engine.tally.finished == [.done: 80])
  }

  @Test("one probe is under way at a time, and it changes nothing", arguments: troubles)
  func probes(_ trouble: (name: String, delivery: Delivery)) {
    var driver = EngineDriver((1...80).map { customer($0) }) { $0.rate = nil }
    _ = live(through: .milliseconds(200), &driver, work)
    _ = live(through: .seconds(60), &driver) { _ in trouble.delivery }
    for request in live(through: .seconds(600), &driver, { _ in trouble.delivery }) {
      #expect(request.request == .listUsers(.bot, limit: 1))
    }
  }

  @Test("an outage longer than allowed stops the run, and it can be gone on with")
  func tooLong() {
    var driver = EngineDriver((1...80).map { customer($0) }) {
      $0.rate = nil
      $0.maximumOutage = .seconds(12 * 3600)
    }
    _ = live(through: .milliseconds(200), &driver, work)
    _ = live(through: .seconds(12 * 3600 - 120), &driver) { _ in .answered(APIAnswer(status: 503)) }
    #expect(driver.engine.stopReason == nil)
    _ = live(through: .seconds(240), &driver) { _ in .answered(APIAnswer(status: 503)) }
    #expect(driver.engine.stopReason == .outage("the server failed with 503"))
    #expect(driver.engine.isFinished)
    #expect(driver.engine.tally.errorCount == 0)
  }

  @Test("while the API has never answered, the address is the likelier mistake, and the run waits for a minute only")
  func firstContact() {
    var driver = EngineDriver((1...20).map { customer($0) })
    _ = live(through: .seconds(180), &driver) { _ in .neverLeft(TransportFailure(.nameResolution, "no such host")) }
    #expect(driver.engine.stopReason == .outage("no such host"))
    #expect(driver.now < Instant(nanoseconds: 0) + .seconds(130))
  }

  @Test("where reads are answered and changes are not, changes are tried one by one, and hardly anybody is given up")
  func onlyReadsWork() {
    var driver = EngineDriver((1...100).map { customer($0) }) { $0.rate = nil }
    _ = live(through: .milliseconds(200), &driver, work)
    let sent = live(through: .seconds(2 * 3600), &driver) {
      $0.request.method.isMutation ? .answered(APIAnswer(status: 503)) : work($0)
    }
    let changes = sent.count { $0.request.method.isMutation }
    #expect(changes < 16 + 8 + 2 * 120, "\(changes) changes were tried in the outage")
    #expect(driver.engine.tally.errorCount <= 24, "\(driver.engine.tally.errorCount) customers were given up")
    _ = live(through: .seconds(3600), &driver, work)
    #expect(driver.engine.isFinished)
  }

  @Test("an API that does not write any more for too long stops the run, although it reads")
  func neverWritesAgain() {
    var driver = EngineDriver((1...100).map { customer($0) }) {
      $0.rate = nil
      $0.maximumOutage = .seconds(3600)
    }
    _ = live(through: .milliseconds(200), &driver, work)
    _ = live(through: .seconds(3800), &driver) {
      $0.request.method.isMutation ? .answered(APIAnswer(status: 503)) : work($0)
    }
    #expect(driver.engine.stopReason == .outage("the server failed with 503"))
  }

  @Test("a single request that is lost is no outage, however short a one is allowed")
  func noOutage() throws {
    var driver = EngineDriver((1...4).map { customer($0) }) {
      $0.concurrency = 2
      $0.maximumOutage = .seconds(5)
    }
    let first = driver.turn()
    driver.advance(by: .seconds(10))
    driver.answer(try #require(first.first), work(first[0]))
    driver.advance(by: .seconds(10))
    driver.answer(try #require(first.last), .lost(TransportFailure(.timeout, "no answer")))
    _ = driver.turn()
    #expect(driver.engine.stopReason == nil)
    #expect(driver.engine.outageStart == nil)
  }
}
