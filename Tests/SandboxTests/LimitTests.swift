import Testing

@testable import Sandbox

@Suite("Limits")
struct LimitTests {
  private func client(_ rate: AccountRate, counted: Bool = false) -> AccountClient {
    AccountClient {
      $0.limits.requests = rate
      $0.limits.countsThrottled = counted
    }
  }

  @Test("the window takes its number, refuses the next, and frees a place exactly one window later")
  func windowIsExact() {
    let client = client(AccountRate(3, perSeconds: 60))
    let start = client.now.nanoseconds
    for _ in 0..<3 {
      #expect(client.send("GET", "/bot_users").status == 200)
      client.advance(10)
    }
    let refused = client.send("GET", "/bot_users")
    #expect(refused.refusal == "429 ERR_NGROK_226")
    #expect(refused.response.retryAfter == "30")
    client.now = AccountTime(nanoseconds: start + 60_000_000_000 - 1)
    #expect(client.send("GET", "/bot_users").status == 429)
    client.now = AccountTime(nanoseconds: start + 60_000_000_000)
    #expect(client.send("GET", "/bot_users").status == 200)
    #expect(client.send("GET", "/bot_users").status == 429)
    client.now = AccountTime(nanoseconds: start + 70_000_000_000)
    #expect(client.send("GET", "/bot_users").status == 200)
  }

  @Test("whatever comes, no window holds more executed requests than its number")
  func neverMore() {
    let client = client(AccountRate(5, perSeconds: 2))
    var generator = SeededGenerator(seed: 3)
    var accepted: [UInt64] = []
    for _ in 0..<2_000 {
      client.now = AccountTime(nanoseconds: client.now.nanoseconds + generator.next() % 600_000_000)
      if client.send("GET", "/bot_users").status == 200 { accepted.append(client.now.nanoseconds) }
    }
    for index in 5..<accepted.count { #expect(accepted[index] - accepted[index - 5] >= 2_000_000_000) }
    #expect(accepted.count > 400)
  }

  @Test("a refused request takes a place only where that is configured")
  func countedRefusals() {
    for counted in [false, true] {
      let client = client(AccountRate(2, perSeconds: 60), counted: counted)
      for _ in 0..<3 { client.send("GET", "/bot_users") }
      client.advance(30)
      client.send("GET", "/bot_users")
      client.advance(30)
      client.send("GET", "/bot_users")
      client.advance(1)
      #expect(client.send("GET", "/bot_users").status == (counted ? 429 : 200))
    }
  }

  @Test("the whole account shares the window; strangers do not use it up")
  func shared() {
    let client = client(AccountRate(3, perSeconds: 60))
    let bot = client.makeBot("acme")
    let acting = client.acting(as: client.makeKey(owner: bot).token)
    let stranger = client.acting(as: "wrong")
    for _ in 0..<10 { #expect(stranger.send("GET", "/api_keys").status == 401) }
    #expect(acting.send("GET", "/api_keys").status == 200)
    #expect(acting.send("GET", "/api_keys").status == 429)
    #expect(client.send("GET", "/api_keys").status == 429)
  }

  @Test("a wait told in whichever form is long enough", arguments: AccountLimits.RetryAfter.allCases)
  func retryAfter(form: AccountLimits.RetryAfter) {
    let client = client(AccountRate(1, perSeconds: 2.5))
    client.account.configuration.limits.retryAfter = form
    client.send("GET", "/bot_users")
    client.advance(0.2)
    let refused = client.send("GET", "/bot_users")
    #expect(refused.response.date == "Thu, 01 Jan 2026 00:16:40 GMT")
    switch form {
    case .seconds: #expect(refused.response.retryAfter == "3")
    case .date: #expect(refused.response.retryAfter == "Thu, 01 Jan 2026 00:16:43 GMT")
    case .absent: #expect(refused.response.retryAfter == nil)
    }
    client.advance(2.5)
    #expect(client.send("GET", "/bot_users").status == 200)
  }

  @Test("too many requests at once are refused with 225, and nothing is done")
  func concurrency() {
    let client = AccountClient { $0.limits.concurrency = 2 }
    var request = AccountRequest("POST", "/bot_users", apiKey: "sandbox", body: Array(#"{"name":"a"}"#.utf8))
    request.concurrency = 3
    #expect(client.send(request).refusal == "429 ERR_NGROK_225")
    #expect(client.account.log.isEmpty)
    request.concurrency = 2
    #expect(client.send(request).status == 201)
  }

  @Test("new keys have a window of their own that holds nothing else back")
  func newKeys() {
    let client = AccountClient { $0.limits.newKeys = AccountRate(2, perSeconds: 60) }
    let bot = client.makeBot("acme")
    _ = client.makeKey(owner: bot)
    let second = client.makeKey(owner: bot)
    #expect(client.send("POST", "/api_keys", ["owner_id": bot]).refusal == "429 ERR_NGROK_614")
    #expect(client.send("PATCH", "/api_keys/\(second.id)", ["description": "d"]).status == 200)
    _ = client.makeBot("other")
    client.advance(60)
    #expect(client.send("POST", "/api_keys", ["owner_id": bot]).status == 201)
  }

  @Test("the most arrivals in any window are known, refused ones included")
  func maximumArrivals() {
    let client = client(AccountRate(2, perSeconds: 10))
    for _ in 0..<4 { client.send("GET", "/bot_users") }
    client.advance(10)
    client.send("GET", "/bot_users")
    #expect(client.account.arrivals == 5)
    #expect(client.account.maximumArrivalsInWindow == 4)
  }

  @Test("a clock that goes back counts as standing still")
  func clockGoesBack() {
    let client = client(AccountRate(1, perSeconds: 60))
    client.send("GET", "/bot_users")
    client.now = .zero
    #expect(client.send("GET", "/bot_users").status == 429)
  }

  @Test(
    "a rate is read as the command line spells it",
    arguments: [
      ("120/60s", AccountRate(120, perSeconds: 60)), ("120/2s", AccountRate(120, perSeconds: 2)),
      ("10/500ms", AccountRate(10, perSeconds: 0.5)), ("3/m", AccountRate(3, perSeconds: 60)),
      ("3/1.5h", AccountRate(3, perSeconds: 5_400)), ("120", nil), ("0/60s", nil), ("5/0s", nil), ("5/60", nil),
      ("-5/60s", nil), ("5/60s/2", nil), ("", nil), ("5/nans", nil),
    ] as [(String, AccountRate?)])
  func rates(text: String, rate: AccountRate?) {
    #expect(AccountRate(parsing: text) == rate)
  }
}
