import Testing

@testable import Sandbox

@Suite("CEL filters")
struct FilterTests {
  let client = AccountClient()
  let bot: String
  let keys: [String]

  init() {
    bot = client.makeBot("acme")
    var keys: [String] = []
    for number in 0..<4 {
      keys.append(client.makeKey(owner: bot, description: "key \(number)", metadata: "{\"n\":\"\(number)\"}").id)
      client.advance(60)
    }
    self.keys = keys
  }

  /// Which of the four keys, made a minute apart from 00:16:40 on, a filter finds; oldest first.
  private func matches(_ filter: String) -> [Int] {
    client.list("/api_keys", filter: filter).ids.reversed().compactMap { keys.firstIndex(of: $0) }
  }

  @Test(
    "an expression finds what it says",
    arguments: [
      (#"obj.description == "key 2""#, [2]), (#"obj.description != "key 2""#, [0, 1, 3]),
      (#"obj.description >= 'key 2'"#, [2, 3]), (#""key 1" > obj.description"#, [0]),
      (#"obj.description in ["key 0", "key 3", "other"]"#, [0, 3]), ("obj.description in []", []),
      (#"obj.metadata == "{\"n\":\"1\"}""#, [1]),
      (#"obj.created_at >= timestamp("2026-01-01T00:18:40Z")"#, [2, 3]),
      (#"obj.created_at < timestamp("2026-01-01T01:18:40+01:00")"#, [0, 1]),
      (#"obj.created_at == timestamp("2026-01-01T00:17:40.000Z")"#, [1]),
      (#"obj.description == "key 0" || obj.description == "key 1" && obj.description == "key 3""#, [0]),
      (#"(obj.description == "key 0" || obj.description == "key 1") && obj.description == "key 1""#, [1]),
      (#"!(obj.description == "key 0") && !(obj.description == "key 1")"#, [2, 3]), ("true", [0, 1, 2, 3]),
      ("false", []), ("obj.owner_id != null", [0, 1, 2, 3]),
      ("\tobj.description=='key 1'\n||obj.description=='key 2'", [1, 2]),
    ])
  func finds(filter: String, expected: [Int]) {
    #expect(matches(filter) == expected)
  }

  @Test("owner and id are compared, also together with others")
  func ownerAndID() {
    let other = client.makeBot("other")
    let foreign = client.makeKey(owner: other, description: "key 1").id
    #expect(matches("obj.owner_id == \"\(bot)\"") == [0, 1, 2, 3])
    #expect(matches("obj.owner_id == \"\(bot)\" && obj.description == \"key 1\"") == [1])
    #expect(client.list("/api_keys", filter: "obj.owner_id == \"\(other)\"").ids == [foreign])
    #expect(
      client.list("/api_keys", filter: "obj.owner_id == \"\(other)\" || obj.id == \"\(keys[0])\"").ids
        == [foreign, keys[0]])
    #expect(client.list("/api_keys", filter: "!(obj.owner_id == \"\(bot)\")").ids == [foreign])
  }

  @Test(
    "authtokens are filtered by their rules, too",
    arguments: [
      (#""bind:*.a.com" in obj.acl"#, [1, 2]), (#"'*' in obj.acl"#, []), ("obj.acl == []", [0]),
      (#"obj.acl == ["bind:*.a.com"]"#, [1]), (#"["bind:*.a.com"] == obj.acl"#, [1]), ("obj.acl != []", [1, 2]),
      (#"obj.acl == ["bind:b.com", "bind:*.a.com"]"#, []), (#"!("bind:b.com" in obj.acl) && obj.acl != []"#, [1]),
      ("obj.acl == null", []),
    ])
  func rules(filter: String, expected: [Int]) {
    let made = [[], ["bind:*.a.com"], ["bind:*.a.com", "bind:b.com"]].map { client.makeAuthtoken(owner: bot, acl: $0) }
    let found = client.list("/credentials", filter: "obj.owner_id == \"\(bot)\" && \(filter)").ids
    #expect(found.reversed().compactMap { made.firstIndex(of: $0) } == expected)
  }

  @Test(
    "rules are compared with lists only, and lists with rules",
    arguments: [
      "obj.acl == '*'", "obj.acl < ['*']", "obj.acl in ['*']", "'*' in obj.description", "obj.description == ['a']",
      "['*'] in obj.acl", "obj.acl == ['*',]", "obj.acl == [obj.id]", "obj.acl == ['*'", "'*' in ['*']", "obj.acl",
    ])
  func refusesRules(filter: String) {
    #expect(client.list("/credentials", filter: filter).refusal == "400 ERR_NGROK_250")
    #expect(client.list("/api_keys", filter: "'*' in obj.acl").refusal == "400 ERR_NGROK_250")
  }

  @Test(
    "what is no such expression is refused with ERR_NGROK_250",
    arguments: [
      "obj", "obj.", "obj.name == 'x'", "obj.description", "obj.description ==", "== 'x'", "'a' == 'b'",
      "obj.description == 'x", "obj.description == \"\\q\"", "obj.description == 'x' &&", "(obj.id == 'x'",
      "obj.id == 'x')", "()", "obj.id == 'x' obj.id == 'y'", "obj.created_at > 'x'", "obj.id < null",
      "obj.created_at > timestamp('yesterday')", "obj.created_at > timestamp(time.now)", "obj.id in 'x'",
      "obj.id in ['x'", "obj.id in ['x',]", "obj.id in [obj.id]", "obj.id = 'x'", "obj.id == 'x' & true", "a && b",
      "obj.description.size() > 0", "\u{FF}", "1 == 1", "obj.id == obj.id", "! && true", "in", "timestamp",
    ])
  func refuses(filter: String) {
    #expect(client.list("/api_keys", filter: filter).refusal == "400 ERR_NGROK_250")
  }

  @Test(
    "hostile input is refused quickly, however it nests or grows",
    arguments: [
      String(repeating: "(", count: 8_000), String(repeating: "!", count: 8_000),
      String(repeating: "(", count: 4_000) + "true" + String(repeating: ")", count: 4_000),
      String(repeating: "x", count: 100_000), "obj.id in [" + String(repeating: "'',", count: 2_700),
    ])
  func hostile(filter: String) {
    #expect(client.list("/api_keys", filter: filter).refusal == "400 ERR_NGROK_250")
  }

  @Test("a long but flat expression is fine")
  func long() {
    let filter = Array(repeating: "obj.id == 'x'", count: 400).joined(separator: " || ")
    #expect(matches(filter) == [])
    #expect(client.list("/api_keys", filter: filter).status == 200)
  }

  @Test("service users are filtered by id and time only, bot users not at all")
  func fieldsByKind() {
    let id = client.send("POST", "/service_users", ["name": "s"]).id
    #expect(client.list("/service_users", filter: "obj.id == \"\(id)\"").ids == [id])
    #expect(client.list("/service_users", filter: "obj.owner_id == 'x'").refusal == "400 ERR_NGROK_250")
    #expect(client.list("/bot_users", filter: "true").refusal == "400 ERR_NGROK_231")
  }
}
