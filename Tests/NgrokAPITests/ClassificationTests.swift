import NgrokAPI
import Testing

@Suite("What an ended request means for the run")
struct ClassificationTests {
  private let creation = APIRequest.createUser(.bot, name: "Acme")

  private func answer(_ status: Int, _ body: String) -> Delivery {
    .answered(APIAnswer(status: status, body: Array(body.utf8)))
  }

  private func error(_ number: Int, _ message: String = "no") -> String {
    #"{"error_code":"ERR_NGROK_\#(number)","status_code":400,"msg":"\#(message)","details":{"operation_id":"op_1"}}"#
  }

  private func verdict(_ status: Int, _ body: String, expecting: NgrokAPI.Expectation = .user) -> Verdict {
    classify(answer(status, body), of: creation, expecting: expecting)
  }

  // MARK: The table of codes

  @Test(
    "answers that hold for the whole run end it",
    arguments: Array(200...209) + [217, 218, 219, 220, 247, 630, 633, 635, 4111, 4119])
  func fatal(_ number: Int) {
    for status in [400, 401, 403, 429] {
      guard case .fatal(let error) = verdict(status, error(number)) else {
        Issue.record("\(status) with \(number) is \(verdict(status, error(number)))")
        continue
      }
      #expect(error.code == "ERR_NGROK_\(number)" && error.status == status && error.operationID == "op_1")
    }
  }

  @Test("a full quota is about one kind of credential", arguments: [602, 603, 608, 613, 615, 617])
  func quota(_ number: Int) {
    guard case .quotaFull(let error) = verdict(400, error(number)) else {
      Issue.record("\(number) is \(verdict(400, error(number)))")
      return
    }
    #expect(error.code == "ERR_NGROK_\(number)" && error.fillsQuota && error.advice.hasPrefix("Delete "))
  }

  @Test("limits are waited for", arguments: [(225, Throttle.Kind.concurrency), (226, .rate), (614, .keyCreation)])
  func throttled(_ number: Int, _ kind: Throttle.Kind) {
    for status in [429, 400, 403] {
      #expect(verdict(status, error(number)) == .throttled(Throttle(kind)))
    }
  }

  @Test("any other 429 is waited for, too, whoever gave it", arguments: ["", "<html>", "{}", "code 9999", "code 4112"])
  func otherThrottling(_ body: String) {
    let body = body.hasPrefix("code ") ? error(Int(body.dropFirst(5))!) : body
    #expect(verdict(429, body) == .throttled(Throttle(.rate)))
    var answer = APIAnswer(status: 429, body: Array(body.utf8), retryAfter: "7")
    #expect(
      classify(.answered(answer), of: creation, expecting: .user)
        == .throttled(Throttle(.rate, retryAfter: .seconds(7))))
    answer.retryAfter = "soon"
    #expect(classify(.answered(answer), of: creation, expecting: .user) == .throttled(Throttle(.rate)))
  }

  @Test(
    "what concerns one customer refuses that one",
    arguments: [
      100, 211, 214, 215, 250, 404, 600, 604, 605, 609, 610, 611, 612, 627, 628, 629, 636, 4109, 4110, 4112, 999_999,
    ])
  func refused(_ number: Int) {
    for status in [400, 404, 409] {
      let expected = APIError(code: "ERR_NGROK_\(number)", status: status, message: "no", operationID: "op_1")
      #expect(verdict(status, error(number)) == .refused(expected))
    }
  }

  @Test("the text of an authentication error, which quotes the key that was sent, is not kept")
  func quotedKey() {
    guard case .fatal(let error) = verdict(401, error(203, "Your authentication: the_key.")) else {
      Issue.record("203 does not end the run")
      return
    }
    #expect(!"\(error)".contains("the_key") && error.message == error.meaning)
  }

  @Test("the operation id comes from the header where the body has none")
  func operationID() {
    let body = Array(#"{"error_code":"ERR_NGROK_100","msg":"no","details":null}"#.utf8)
    let answer = APIAnswer(status: 400, body: body, operationID: "op_header")
    let expected = APIError(code: "ERR_NGROK_100", status: 400, message: "no", operationID: "op_header")
    #expect(classify(.answered(answer), of: creation, expecting: .user) == .refused(expected))
  }

  @Test("a message is kept to one line of bearable length")
  func foreignText() {
    guard case .refused(let error) = verdict(400, error(100, #"a\u001b[31m\nb"# + String(repeating: "ü", count: 3000)))
    else {
      Issue.record("100 is no refusal")
      return
    }
    #expect(error.message.hasPrefix("a [31m bü") && error.message.hasSuffix("…") && error.message.utf8.count < 1010)
  }

  @Test("every code has words for a person")
  func advice() {
    for number in Array(200...209) + [100, 225, 226, 614, 4112, 4111, 123_456] {
      let error = APIError(code: "ERR_NGROK_\(number)", status: 400, message: "no", operationID: "")
      #expect(!error.meaning.isEmpty && error.advice.hasSuffix("."))
    }
    let unknown = APIError(code: "ERR_NGROK_1", status: 400, message: "no", operationID: "op_9")
    #expect(unknown.meaning == "no" && unknown.advice.contains("op_9"))
  }

  // MARK: Nobody knows

  @Test(
    "a status that the API does not use to refuse leaves the fate open",
    arguments: [100, 101, 199, 301, 302, 304, 307, 500, 502, 503, 504, 599, 600, 0, -1])
  func ambiguousStatus(_ status: Int) {
    for body in ["", "{}", error(4112), error(226), error(200), #"{"id":"bot_1"}"#] {
      #expect(verdict(status, body).isAmbiguous)
    }
  }

  @Test(
    "a 4xx without an ERR_NGROK code may come from something between",
    arguments: [400, 401, 403, 404, 407, 408, 413, 451, 499])
  func noCode(_ status: Int) {
    let bodies = [
      "", "<html>Squid</html>", "{}", "[]", "null", #"{"error_code":null}"#, #"{"error_code":4112}"#,
      #"{"error_code":"ERR_NGROK_"}"#, #"{"error_code":"ERR_NGROK_x"}"#, #"{"error_code":"ERR_OTHER_1"}"#,
      #"{"error_code":"ERR_NGROK_4112"} trailing"#, #"{"error_code":"ERR_NGROK_4112""#,
    ]
    for body in bodies { #expect(verdict(status, body).isAmbiguous, "\(body)") }
  }

  @Test("a deletion is done only if the API says so by its 204", arguments: [200, 201, 202, 203, 205, 206])
  func otherThan204(_ status: Int) {
    let deletion = APIRequest.deleteUser(.bot, UserID("bot_1"))
    for body in ["", "{}", #"{"status":"maintenance"}"#] {
      #expect(classify(answer(status, body), of: deletion, expecting: .nothing).isAmbiguous)
    }
    #expect(classify(answer(204, ""), of: deletion, expecting: .nothing) == .done(.nothing))
  }

  @Test("an answer to a change that does not say whether the user is active leaves it open")
  func changeWithoutActivity() {
    let change = APIRequest.updateUser(.bot, UserID("bot_1"), isActive: false)
    #expect(classify(answer(200, #"{"id":"bot_1","name":"n"}"#), of: change, expecting: .user).isAmbiguous)
    #expect(!classify(answer(200, #"{"id":"bot_1","active":true}"#), of: change, expecting: .user).isAmbiguous)
  }

  @Test("a page of an owner's credentials with those of others leaves it open, on the first page and on later ones")
  func credentialsOfOthers() {
    let owner = UserID("bot_1")
    func page(_ owners: String...) -> String {
      let items = owners.enumerated().map { #"{"id":"ak_\#($0)","owner_id":\#($1)}"# }
      return #"{"keys":[\#(items.joined(separator: ","))],"next_page_uri":null}"#
    }
    for request in [APIRequest.listCredentials(.apiKey, owner: owner), .next("/api_keys?before_id=x", owner: owner)] {
      let expected = NgrokAPI.Expectation.credentials(.apiKey)
      #expect(classify(answer(200, page(#""bot_1""#, #""bot_2""#)), of: request, expecting: expected).isAmbiguous)
      #expect(!classify(answer(200, page(#""bot_1""#, "null")), of: request, expecting: expected).isAmbiguous)
    }
    let everybody = APIRequest.listCredentials(.apiKey)
    #expect(!classify(answer(200, page(#""bot_2""#)), of: everybody, expecting: .credentials(.apiKey)).isAmbiguous)
  }

  @Test("a failed sending is what the transport says")
  func undelivered() {
    let failure = TransportFailure(.timeout, "no answer in time")
    #expect(classify(.neverLeft(failure), of: creation, expecting: .user) == .neverLeft(failure))
    #expect(classify(.lost(failure), of: creation, expecting: .user) == .ambiguous("no answer in time"))
  }

  @Test("an answer above the size limit is not read")
  func oversized() {
    let padding = String(repeating: " ", count: 8 << 20)
    #expect(verdict(201, #"{"id":"bot_1"}"# + padding).isAmbiguous)
    #expect(verdict(400, error(4112) + padding).isAmbiguous)
  }
}

extension Verdict {
  var isAmbiguous: Bool {
    if case .ambiguous(let reason) = self { !reason.isEmpty } else { false }
  }
}
