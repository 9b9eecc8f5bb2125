import Foundation
import Testing

@testable import Sandbox

@Suite("API keys")
struct CredentialRuleTests {
  let client = AccountClient()

  @Test("the token is in the answer to the creation and null ever after")
  func tokenOnce() {
    let owner = client.makeBot("acme")
    let created = client.send("POST", "/api_keys", ["owner_id": owner, "description": "d", "metadata": "m"])
    #expect(created.status == 201)
    #expect(created.id.hasPrefix("ak_"))
    #expect((created["token"] as? String)?.contains("_") == true)
    #expect(created["owner_id"] as? String == owner)
    for answer in [
      client.send("GET", "/api_keys/\(created.id)"), client.send("PATCH", "/api_keys/\(created.id)", ["metadata": "n"]),
    ] {
      #expect(answer.isNull("token"))
      #expect(answer["description"] as? String == "d")
    }
    #expect(client.send("GET", "/api_keys").items.first?["token"] is NSNull)
  }

  @Test("equal descriptions may exist any number of times")
  func equalDescriptions() {
    let owner = client.makeBot("acme")
    #expect(
      client.makeKey(owner: owner, description: "same").id != client.makeKey(owner: owner, description: "same").id)
  }

  @Test("a key without an owner belongs to who asks for it")
  func defaultOwner() {
    let own = client.send("POST", "/api_keys", [:])
    #expect(own["owner_id"] as? String == client.account.adminID.string)
    let bot = client.makeBot("acme")
    let acting = client.acting(as: client.makeKey(owner: bot).token)
    #expect(acting.send("POST", "/api_keys", [:])["owner_id"] as? String == bot)
    #expect(acting.send("POST", "/api_keys", ["owner_id": bot]).status == 201)
  }

  @Test("an owner must exist, be a user and be active")
  func badOwners() {
    let key = client.makeKey(owner: client.makeBot("acme"))
    let asleep = client.makeBot("asleep", active: false)
    #expect(client.send("POST", "/api_keys", ["owner_id": "bot_000000000000000000000000000"]).status == 404)
    #expect(client.send("POST", "/api_keys", ["owner_id": key.id]).status == 404)
    #expect(client.send("POST", "/api_keys", ["owner_id": ""]).status == 404)
    #expect(client.send("POST", "/api_keys", ["owner_id": asleep]).refusal == "400 ERR_NGROK_636")
    #expect(client.account.count(.apiKey) == 1)
  }

  @Test("the owner cannot be changed, not even to itself")
  func ownerIsFixed() {
    let owner = client.makeBot("acme")
    let key = client.makeKey(owner: owner)
    #expect(client.send("PATCH", "/api_keys/\(key.id)", ["owner_id": owner]).refusal == "400 ERR_NGROK_628")
  }

  @Test("description and metadata have their documented maxima in bytes")
  func lengths() {
    #expect(client.send("POST", "/api_keys", ["description": String(repeating: "d", count: 255)]).status == 201)
    #expect(
      client.send("POST", "/api_keys", ["description": String(repeating: "ä", count: 128)]).refusal
        == "400 ERR_NGROK_604")
    #expect(client.send("POST", "/api_keys", ["metadata": String(repeating: "m", count: 4_096)]).status == 201)
    #expect(
      client.send("POST", "/api_keys", ["metadata": String(repeating: "m", count: 4_097)]).refusal
        == "400 ERR_NGROK_605")
  }

  @Test("a full quota refuses with its code until a key goes", arguments: ["ERR_NGROK_603", "ERR_NGROK_613"])
  func quota(code: String) {
    client.account.configuration.limits.quotas[.apiKey] = .init(2, code: code)
    let owner = client.makeBot("acme")
    let first = client.makeKey(owner: owner)
    _ = client.makeKey(owner: owner)
    #expect(client.send("POST", "/api_keys", ["owner_id": owner]).code == code)
    client.send("DELETE", "/api_keys/\(first.id)")
    #expect(client.send("POST", "/api_keys", ["owner_id": owner]).status == 201)
  }
}
