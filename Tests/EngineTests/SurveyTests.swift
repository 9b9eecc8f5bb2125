import Engine
import NgrokAPI
import Testing

@Suite("Reading the account's lists")
struct SurveyTests {
  private func survey(
    _ lists: [ListToRead], witnesses: [UserID] = [], configure: (inout JobSettings) -> Void = { _ in }
  ) -> EngineDriver {
    var settings = JobSettings(run: "")
    configure(&settings)
    return EngineDriver(
      JobEngine(reading: lists, settings: settings, witnesses: witnesses, start: Instant(nanoseconds: 0)))
  }

  private func users(_ ids: [String], next: String? = nil) -> String {
    let items = ids.map { Answers.user($0, name: $0) }.joined(separator: ",")
    return #"{"bot_users":[\#(items)],"next_page_uri":\#(next.map { "\"https://x\($0)\"" } ?? "null")}"#
  }

  private let everything = [AccountList.users, .credentials(.apiKey), .credentials(.authtoken), .credentials(.ssh)]

  @Test("each list is read to its last page, one after the other, and then there is nothing left to do")
  func wholeLists() {
    var driver = survey(everything.map { ListToRead($0) })
    var targets: [String] = []
    for _ in 0..<20 where !driver.engine.isFinished {
      for request in driver.turn() {
        targets.append(request.request.target)
        switch request.request.target {
        case "/bot_users?limit=100": driver.answer(request, status: 200, users(["bot_2"], next: "/bot_users?p=2"))
        case "/bot_users?p=2": driver.answer(request, status: 200, users(["bot_1"]))
        case "/api_keys?limit=100": driver.answer(request, status: 200, Answers.keys([]))
        case "/credentials?limit=100": driver.answer(request, status: 200, #"{"credentials":[]}"#)
        default: driver.answer(request, status: 200, #"{"ssh_credentials":[]}"#)
        }
      }
    }
    #expect(
      targets == [
        "/bot_users?limit=100", "/bot_users?p=2", "/api_keys?limit=100", "/credentials?limit=100",
        "/ssh_credentials?limit=100",
      ])
    #expect(driver.engine.isFinished && driver.engine.stopReason == nil)
    #expect(driver.pages.map(\.items.list) == [.users] + everything)
    #expect(driver.pages.map(\.target) == [nil, "/bot_users?p=2", nil, nil, nil])
    #expect(driver.engine.tally.listed[.users] == 2)
  }

  @Test("a page is asked for only when the one before is durable")
  func durableFirst() {
    var driver = survey([ListToRead(.users)])
    let first = driver.turn()[0]
    driver.answer(first, status: 200, users(["bot_2"], next: "/bot_users?p=2"))
    driver.decide()
    #expect(driver.engine.takeRequests().isEmpty)
    #expect(driver.commit().map(\.request.target) == ["/bot_users?p=2"])
  }

  @Test("a list goes on where it was left, and one that is complete is not read again")
  func resumption() {
    var driver = survey([
      ListToRead(.users, .complete), ListToRead(.credentials(.apiKey), .partial(next: "/api_keys?p=7")),
    ])
    let request = driver.turn()[0]
    #expect(request.request.target == "/api_keys?p=7")
    driver.answer(request, status: 200, Answers.keys([]))
    _ = driver.turn()
    #expect(driver.engine.isFinished)
    #expect(driver.pages == [ListedPage(.credentials(.apiKey, []), target: "/api_keys?p=7", next: nil)])
  }

  @Test("with nothing left to read nothing is sent")
  func nothingLeft() {
    let driver = survey([ListToRead(.users, .complete)])
    #expect(driver.engine.isFinished)
  }

  @Test("a list whose anchor is gone is read anew from its beginning", arguments: [400, 404])
  func lostAnchor(status: Int) {
    var driver = survey([ListToRead(.users, .partial(next: "/bot_users?p=2"))])
    driver.answer(driver.turn()[0], status: status, Answers.error("ERR_NGROK_215", status: status))
    let again = driver.turn()[0]
    #expect(again.request.target == "/bot_users?limit=100")
    #expect(driver.durable.contains(.listRestarted(.users)))
    driver.answer(again, status: 200, users(["bot_1"]))
    _ = driver.turn()
    #expect(driver.engine.isFinished && driver.engine.stopReason == nil)
    #expect(driver.engine.tally.listed[.users] == 1)
  }

  @Test("an account that keeps deleting anchors stops the run in the end")
  func anchorsLostAgainAndAgain() {
    var driver = survey([ListToRead(.users)])
    for _ in 0..<100 where !driver.engine.isFinished {
      for request in driver.turn() {
        if request.request.target.contains("p=2") {
          driver.answer(request, status: 404, Answers.error("ERR_NGROK_1", status: 404))
        } else {
          driver.answer(request, status: 200, users(["bot_1"], next: "/bot_users?p=2"))
        }
      }
    }
    guard case .fatal? = driver.engine.stopReason else {
      Issue.record("it went on: \(String(describing: driver.engine.stopReason))")
      return
    }
    #expect(driver.durable.count { $0 == .listRestarted(.users) } == 10)
  }

  @Test("a refused first page stops the run")
  func refusedBeginning() {
    var driver = survey([ListToRead(.credentials(.ssh))])
    driver.answer(driver.turn()[0], status: 404, Answers.error("ERR_NGROK_1", status: 404))
    _ = driver.turn()
    #expect(driver.engine.isFinished && driver.engine.stopReason != nil)
  }

  @Test("an account that knows none of the users listed before is another one")
  func otherAccount() {
    var driver = survey([ListToRead(.users, .partial(next: "/bot_users?p=2"))], witnesses: [UserID("bot_1")])
    let request = driver.turn()[0]
    #expect(request.request.target == "/bot_users/bot_1")
    driver.answer(request, status: 404, Answers.error("ERR_NGROK_1", status: 404))
    _ = driver.turn()
    #expect(driver.engine.stopReason == .otherAccount)
  }

  @Test("an unanswered page is asked for again, and nothing is lost of the list")
  func unanswered() {
    var driver = survey([ListToRead(.users)])
    driver.answer(driver.turn()[0], .lost(TransportFailure(.connectionLost, "cut")))
    let again = driver.turn()[0]
    #expect(again.request.target == "/bot_users?limit=100")
    driver.answer(again, status: 200, users(["bot_1"]))
    _ = driver.turn()
    #expect(driver.engine.isFinished && driver.pages.count == 1)
  }

  /// Answers every request of the list with nothing that can be used, and the probes as they should be.
  private func driveUnreadable(_ driver: inout EngineDriver, for duration: Duration, answersProbes: Bool) -> Int {
    let end = driver.now + duration
    var asked = 0
    while driver.now < end, !driver.engine.isFinished {
      for request in driver.turn() {
        let isProbe = request.request.target.hasSuffix("limit=1")
        asked += isProbe ? 0 : 1
        isProbe && answersProbes
          ? driver.answer(request, status: 200, users([])) : driver.answer(request, status: 500, "out of order")
      }
      driver.advance(by: .milliseconds(500))
    }
    return asked
  }

  @Test("a page that nobody can read stops the run although the API answers everything else")
  func unreadablePage() {
    var driver = survey([ListToRead(.users)])
    driver.answer(driver.turn()[0], status: 200, users(["bot_1"], next: "/bot_users?p=7"))
    let asked = driveUnreadable(&driver, for: .seconds(3600), answersProbes: true)
    guard case .unreadable(let reason)? = driver.engine.stopReason else {
      Issue.record("it went on: \(String(describing: driver.engine.stopReason))")
      return
    }
    #expect(reason.contains("500") && asked < 25, "asked \(asked) times")
  }

  @Test("while nothing is answered it is an outage, which is waited for")
  func outageWhileListing() {
    var driver = survey([ListToRead(.users, .partial(next: "/bot_users?p=7"))]) {
      $0.maximumFirstOutage = .seconds(7200)
    }
    _ = driveUnreadable(&driver, for: .seconds(3600), answersProbes: false)
    #expect(driver.engine.stopReason == nil && !driver.engine.isFinished)
  }

  @Test("a list that leads in a circle stops the run", arguments: [2, 3, 7])
  func circle(length: Int) {
    var driver = survey([ListToRead(.users)])
    var pages = 0
    while pages < 1000, !driver.engine.isFinished {
      for request in driver.turn() {
        pages += 1
        driver.answer(request, status: 200, users(["bot_\(pages)"], next: "/bot_users?p=\(pages % length)"))
        driver.advance(by: .seconds(1))
      }
    }
    #expect(
      driver.engine.stopReason == .unreadable("the list's next_page_uri leads back to a page that was read already"))
    #expect(pages < 4 * length + 4)
  }

  @Test("reads keep to the account's window as everything else does")
  func window() {
    var driver = survey([ListToRead(.users)]) { $0.rate = RateLimit(count: 2, window: .seconds(60)) }
    for number in 0..<2 {
      driver.answer(driver.turn()[0], status: 200, users(["bot_1"], next: "/bot_users?p=\(number)"))
    }
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(61))
    #expect(driver.turn().count == 1)
  }
}
