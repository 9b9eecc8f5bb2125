import Testing

@testable import Sandbox

@Suite("Bot and service users")
struct UserRuleTests {
  let client = AccountClient()

  @Test(
    "a created user is answered whole, with an id like ngrok's",
    arguments: [("/bot_users", "bot_"), ("/service_users", "service_")])
  func creation(path: String, prefix: String) {
    let answer = client.send("POST", path, ["name": "Müller & Söhne 😀"])
    #expect(answer.status == 201)
    #expect(answer.id.hasPrefix(prefix))
    #expect(answer.id.dropFirst(prefix.count).count == 27)
    #expect(answer["name"] as? String == "Müller & Söhne 😀")
    #expect(answer["active"] as? Bool == true)
    #expect(answer["created_at"] as? String == "2026-01-01T00:16:40Z")
    #expect(answer["uri"] as? String == "https://api.ngrok.com\(path)/\(answer.id)")
    #expect(client.send("GET", "\(path)/\(answer.id)").response.body == answer.response.body)
  }

  @Test("a name exists once, in both kinds of user together")
  func uniqueNames() {
    _ = client.makeBot("acme")
    #expect(client.send("POST", "/bot_users", ["name": "acme"]).refusal == "400 ERR_NGROK_4112")
    #expect(client.send("POST", "/service_users", ["name": "acme"]).refusal == "400 ERR_NGROK_4112")
    #expect(client.account.count(.botUser) == 1)
  }

  @Test("names are compared by bytes: canonically equivalent spellings are two names")
  func namesByBytes() {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    #expect(composed == decomposed)
    #expect(client.send("POST", "/bot_users", ["name": composed]).status == 201)
    #expect(client.send("POST", "/bot_users", ["name": decomposed]).status == 201)
    #expect(
      client.account.userID(named: AccountText(composed)) != client.account.userID(named: AccountText(decomposed)))
  }

  @Test("a deleted or changed name is free again, a kept one is not")
  func namesAreFreed() {
    let first = client.makeBot("first")
    #expect(client.send("PATCH", "/bot_users/\(first)", ["name": "second"]).status == 200)
    let other = client.makeBot("first")
    #expect(client.send("PATCH", "/bot_users/\(other)", ["name": "second"]).refusal == "400 ERR_NGROK_4112")
    #expect(client.send("PATCH", "/bot_users/\(other)", ["name": "first"]).status == 200)
    #expect(client.send("DELETE", "/bot_users/\(first)").status == 204)
    #expect(client.send("PATCH", "/bot_users/\(other)", ["name": "second"]).status == 200)
  }

  @Test("an empty, missing or too long name is refused")
  func badNames() {
    #expect(client.send("POST", "/bot_users", ["name": ""]).refusal == "400 ERR_NGROK_4109")
    #expect(client.send("POST", "/bot_users", [:]).refusal == "400 ERR_NGROK_4109")
    #expect(client.send("POST", "/bot_users").refusal == "400 ERR_NGROK_4109")
    let tooLong = String(repeating: "ä", count: 128)
    #expect(client.send("POST", "/bot_users", ["name": tooLong]).refusal == "400 ERR_NGROK_4110")
    #expect(client.send("POST", "/bot_users", ["name": String(tooLong.dropLast())]).status == 201)
  }

  @Test("a change takes what it names and leaves the rest")
  func changes() {
    let id = client.makeBot("acme")
    #expect(client.send("PATCH", "/bot_users/\(id)", ["active": false])["name"] as? String == "acme")
    let renamed = client.send("PATCH", "/bot_users/\(id)", ["name": "ACME"])
    #expect(renamed["active"] as? Bool == false)
    #expect(client.send("PATCH", "/bot_users/\(id)")["name"] as? String == "ACME")
  }

  @Test("what is not there is 404 for every method, and a kind does not know the other's ids")
  func absent() {
    let id = client.makeBot("acme")
    for method in ["GET", "PATCH", "DELETE"] {
      #expect(client.send(method, "/bot_users/bot_000000000000000000000000000").status == 404)
      #expect(client.send(method, "/service_users/\(id)").status == 404)
      #expect(client.send(method, "/nothing/\(id)").status == 404)
    }
    #expect(client.send("GET", "/bot_users/\(id)/more").status == 404)
    #expect(client.send("PUT", "/bot_users/\(id)").status == 405)
  }

  @Test("a 404 has the configured code, and none by default")
  func notFoundCode() {
    #expect(client.send("GET", "/bot_users/bot_1").refusal == "404 -")
    client.account.configuration.notFoundCode = "ERR_NGROK_404"
    #expect(client.send("GET", "/bot_users/bot_1").refusal == "404 ERR_NGROK_404")
  }

  @Test("deleting a user takes its credentials along and nobody else's")
  func cascade() {
    let (leaving, staying) = (client.makeBot("leaving"), client.makeBot("staying"))
    let gone = [client.makeKey(owner: leaving), client.makeKey(owner: leaving)]
    let kept = client.makeKey(owner: staying)
    #expect(client.send("DELETE", "/bot_users/\(leaving)", tag: 5).status == 204)
    for key in gone { #expect(client.send("GET", "/api_keys/\(key.id)").status == 404) }
    #expect(client.send("GET", "/api_keys").ids == [kept.id])
    let last = client.account.log.suffix(3)
    #expect(last.map(\.change) == [.deleted, .deleted, .deleted])
    #expect(last.map(\.isCascade) == [false, true, true])
    #expect(last.map(\.tag) == [5, 5, 5])
  }

  @Test("an account without service users says so and still has bot users")
  func planWithoutServiceUsers() {
    client.account.configuration.hasServiceUsers = false
    #expect(client.send("GET", "/service_users").refusal == "403 ERR_NGROK_4119")
    #expect(client.send("GET", "/bot_users").status == 200)
  }
}
