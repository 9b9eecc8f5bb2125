import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Sandbox

/// A server for one test, stopped with it.
final class RunningSandbox: Sendable {
  let server: SandboxServer

  init(faults: [String] = [], _ change: (inout SandboxConfiguration) -> Void = { _ in }) throws {
    var configuration = SandboxConfiguration()
    configuration.account.limits = .unlimited
    configuration.faults.entries = try faults.map(FaultPlan.parse)
    change(&configuration)
    server = try SandboxServer.start(configuration)
  }

  deinit { server.stop() }

  func connect(patience: Double = 10) throws -> RawClient {
    try #require(RawClient(port: server.port, patience: patience))
  }

  /// What the account holds, by the admin view.
  func names() throws -> [String] {
    let users = try connect().exchange("GET", "/_sandbox/dump").json["bot_users"] as? [[String: Any]] ?? []
    return users.compactMap { $0["name"] as? String }
  }

  func statistics() throws -> [String: Any] { try connect().exchange("GET", "/_sandbox/stats").json }
}

@Suite("The server")
struct ServerTests {
  @Test("one kept connection serves request after request, with the account's headers")
  func keepAlive() throws {
    let sandbox = try RunningSandbox()
    let client = try sandbox.connect()
    let created = client.exchange("POST", "/bot_users", body: #"{"name":"Söhne 😀"}"#)
    #expect(created.status == 201)
    #expect(created.json["name"] as? String == "Söhne 😀")
    #expect((created.json["uri"] as? String)?.hasPrefix("http://api.test:81/bot_users/bot_") == true)
    for header in ["Content-Type: application/json", "Date: ", "Ngrok-Operation-Id: op_"] {
      #expect(created.head.contains("\r\n\(header)"), "\(header)")
    }
    #expect(created.head.components(separatedBy: "\r\nDate:").count == 2)
    let id = created.json["id"] as? String ?? ""
    #expect(client.exchange("PATCH", "/bot_users/\(id)", body: #"{"active":false}"#).status == 200)
    #expect(client.exchange("GET", "/bot_users/\(id)").json["active"] as? Bool == false)
    #expect(client.exchange("GET", "/bot_users/\(id)?x=%20y").status == 400)
    #expect(client.exchange("DELETE", "/bot_users/\(id)").status == 204)
    #expect(client.exchange("GET", "/bot_users/\(id)").status == 404)
    #expect(try sandbox.statistics()["connections"] as? Int == 2)
  }

  @Test("requests from many connections at once are all carried out, each once")
  func concurrency() throws {
    let sandbox = try RunningSandbox()
    let failures = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      guard let client = RawClient(port: sandbox.server.port) else {
        failures.add(1, ordering: .relaxed)
        return
      }
      for number in 0..<100 {
        let answer = client.exchange("POST", "/bot_users", body: #"{"name":"\#(worker)-\#(number)"}"#)
        if answer.status != 201 { failures.add(1, ordering: .relaxed) }
      }
    }
    #expect(failures.load(ordering: .relaxed) == 0)
    #expect(Set(try sandbox.names()).count == 800)
  }

  @Test("more requests at once than the account takes are refused with 225")
  func limitOfConcurrency() throws {
    let sandbox = try RunningSandbox(faults: ["latency=1,300"]) { $0.account.limits.concurrency = 2 }
    let clients = try (0..<4).map { _ in try sandbox.connect() }
    for client in clients { client.send("GET", "/bot_users") }
    let statuses = clients.map { $0.receive().status }
    #expect(statuses.sorted { ($0 ?? 0) < ($1 ?? 0) } == [200, 200, 429, 429])
    for client in clients.prefix(3) { #expect(client.exchange("GET", "/bot_users").status == 200) }
  }

  @Test("the rolling window holds over HTTP")
  func window() throws {
    let sandbox = try RunningSandbox { $0.account.limits.requests = AccountRate(3, perSeconds: 600) }
    let client = try sandbox.connect()
    let answers = (0..<5).map { _ in client.exchange("GET", "/bot_users") }
    #expect(answers.map(\.status) == [200, 200, 200, 429, 429])
    #expect(answers[4].json["error_code"] as? String == "ERR_NGROK_226")
    #expect(answers[4].head.contains("\r\nRetry-After: "))
    #expect(try sandbox.statistics()["maximum_arrivals_in_window"] as? Int == 5)
  }

  @Test("the clock's offset shows in Date and created_at")
  func clockOffset() throws {
    let sandbox = try RunningSandbox { $0.clockOffset = -20 * 365 * 86_400 }
    let answer = try sandbox.connect().exchange("POST", "/bot_users", body: #"{"name":"a"}"#)
    let year = Calendar(identifier: .gregorian).component(.year, from: Date())
    let created = (answer.json["created_at"] as? String)?.prefix(4)
    #expect(created.flatMap { Int($0) }.map { (19...21).contains(year - $0) } == true)
  }

  @Test(
    "what is no HTTP is refused, and the server lives on",
    arguments: ["nonsense\r\n\r\n", "GET\r\n\r\n", "POST /bot_users HTTP/1.1\r\nContent-Length: x\r\n\r\n"])
  func malformed(text: String) throws {
    let sandbox = try RunningSandbox()
    let client = try sandbox.connect()
    client.send(raw: text)
    #expect(client.receive().status.map { $0 >= 400 } ?? true)
    let gone = try sandbox.connect()
    gone.send(raw: "POST /bot_users HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    #expect(try sandbox.connect().exchange("GET", "/bot_users").status == 200)
  }

  @Test("a body of more than a mebibyte is refused")
  func largeBody() throws {
    let sandbox = try RunningSandbox()
    let body = #"{"name":""# + String(repeating: "x", count: 2 << 20) + #""}"#
    #expect(try sandbox.connect().exchange("POST", "/bot_users", body: body).status == 413)
    #expect(try sandbox.names() == [])
  }

  @Test("a port that is taken is refused with its number, and free again after a stop")
  func ports() throws {
    let sandbox = try RunningSandbox()
    let port = sandbox.server.port
    let error = #expect(throws: SandboxError.self) { try RunningSandbox { $0.port = port } }
    #expect(error?.code == .portUnavailable)
    #expect(error?.message.contains("\(port)") == true)
    let open = try sandbox.connect()
    sandbox.server.stop()
    #expect(open.exchange("GET", "/bot_users").status == nil)
    sandbox.server.stop()
    let again = try RunningSandbox { $0.port = port }
    #expect(again.server.port == port)
  }

  @Test("stopping does not wait for what hangs")
  func stopWhileHanging() throws {
    let sandbox = try RunningSandbox(faults: ["hang=1"])
    let client = try sandbox.connect()
    client.send("GET", "/bot_users")
    while try sandbox.statistics()["requests"] as? Int != 1 {}
    sandbox.server.stop()
    #expect(client.receive().status == nil)
  }

  @Test("an account in a file outlives its server, and is locked while that runs")
  func persistence() throws {
    let folder = try TemporaryFolder()
    func start() throws -> RunningSandbox { try RunningSandbox { $0.accountFile = folder.path("account") } }
    do {
      let sandbox = try start()
      #expect(try sandbox.connect().exchange("POST", "/bot_users", body: #"{"name":"acme"}"#).status == 201)
      let error = #expect(throws: SandboxError.self) { try start() }
      #expect(error?.code == .accountLocked)
    }
    #expect(try start().names() == ["acme"])
  }

  @Test("the admin view shows users, keys with their owners, and no token")
  func adminView() throws {
    let sandbox = try RunningSandbox()
    let client = try sandbox.connect()
    let bot = client.exchange("POST", "/bot_users", body: #"{"name":"acme"}"#).json["id"] as? String ?? ""
    let key = client.exchange("POST", "/api_keys", body: #"{"owner_id":"\#(bot)"}"#)
    let token = key.json["token"] as? String ?? ""
    let dump = client.exchange("GET", "/_sandbox/dump")
    let keys = dump.json["keys"] as? [[String: Any]]
    #expect(keys?.first?["owner_id"] as? String == bot)
    #expect(!token.isEmpty && !String(decoding: dump.body, as: UTF8.self).contains(token))
    let answers = client.exchange("GET", "/_sandbox/stats").json["answers"] as? [[String: Any]] ?? []
    #expect(
      answers.contains {
        $0["method"] as? String == "POST" && $0["collection"] as? String == "api_keys" && $0["status"] as? Int == 201
          && $0["count"] as? Int == 1
      })
    #expect(client.exchange("GET", "/_sandbox/other").status == 404)
  }
}
