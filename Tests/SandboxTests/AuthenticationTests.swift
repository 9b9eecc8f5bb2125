import Testing

@testable import Sandbox

@Suite("Headers, authentication and bodies")
struct AuthenticationTests {
  let client = AccountClient()

  private func refusal(authorization: String?, version: String? = "2") -> String {
    client.send(AccountRequest("GET", "/bot_users", authorization: authorization, version: version)).refusal
  }

  @Test(
    "an authorization that is no admin's or bot's key is refused with its own code",
    arguments: [
      (nil, 200), ("", 200), ("sandbox", 201), ("Basic c2FuZGJveA==", 201), ("Bearer nonsense", 202),
      ("Bearer 000000000000000000000000000_111111111111111111111", 203),
    ] as [(String?, Int)])
  func badAuthorization(authorization: String?, code: Int) {
    #expect(refusal(authorization: authorization) == "401 ERR_NGROK_\(code)")
  }

  @Test("the configured keys and prefix are admin keys, whatever the scheme's case")
  func adminKeys() {
    client.account.configuration.adminKeys = ["one", "two"]
    client.account.configuration.adminKeyPrefix = "test-"
    for key in ["Bearer one", "bearer two", "BEARER test-17"] { #expect(refusal(authorization: key) == "200 -") }
    #expect(refusal(authorization: "Bearer sandbox") == "401 ERR_NGROK_202")
  }

  @Test("the version header is required and must be 2")
  func version() {
    #expect(refusal(authorization: "Bearer sandbox", version: nil) == "400 ERR_NGROK_218")
    #expect(refusal(authorization: "Bearer sandbox", version: "1") == "400 ERR_NGROK_217")
  }

  @Test("an error has code, status, message and operation id, and repeats no key")
  func errorShape() {
    let answer = client.send(AccountRequest("GET", "/bot_users", authorization: "Bearer s3cr3t-key"))
    #expect(answer["status_code"] as? Int == 401)
    let details = answer["details"] as? [String: String]
    #expect(details?["operation_id"] == answer.response.operationID)
    #expect(answer.response.operationID.hasPrefix("op_"))
    #expect(!String(decoding: answer.response.body, as: UTF8.self).contains("s3cr3t"))
  }

  @Test("a bot's key works while the bot is active and no longer than it lives")
  func botKeys() {
    let bot = client.makeBot("acme")
    let acting = client.acting(as: client.makeKey(owner: bot).token)
    #expect(acting.send("GET", "/api_keys").status == 200)
    client.send("PATCH", "/bot_users/\(bot)", ["active": false])
    #expect(acting.send("GET", "/api_keys").refusal == "401 ERR_NGROK_203")
    client.send("PATCH", "/bot_users/\(bot)", ["active": true])
    #expect(acting.send("GET", "/api_keys").status == 200)
    client.send("DELETE", "/bot_users/\(bot)")
    #expect(acting.send("GET", "/api_keys").refusal == "401 ERR_NGROK_203")
  }

  @Test("a deleted key stops working, and a token is not guessed by its first part")
  func deletedKeys() {
    let key = client.makeKey(owner: client.makeBot("acme"))
    #expect(client.acting(as: key.token.dropLast() + "!").send("GET", "/api_keys").refusal == "401 ERR_NGROK_203")
    client.send("DELETE", "/api_keys/\(key.id)")
    #expect(client.acting(as: key.token).send("GET", "/api_keys").refusal == "401 ERR_NGROK_203")
  }

  @Test("a bot may not manage users, set owners, or see what others own")
  func botRights() {
    let (bot, other) = (client.makeBot("acme"), client.makeBot("other"))
    let foreign = client.makeKey(owner: other)
    let own = client.makeKey(owner: bot)
    let acting = client.acting(as: own.token)
    #expect(acting.send("POST", "/bot_users", ["name": "x"]).refusal == "403 ERR_NGROK_4111")
    #expect(acting.send("PATCH", "/bot_users/\(other)", ["active": false]).refusal == "403 ERR_NGROK_4111")
    #expect(acting.send("DELETE", "/service_users/\(other)").refusal == "403 ERR_NGROK_4111")
    #expect(acting.send("POST", "/api_keys", ["owner_id": other]).refusal == "403 ERR_NGROK_630")
    #expect(acting.send("GET", "/api_keys").ids == [own.id])
    #expect(acting.list("/api_keys", filter: "obj.owner_id == \"\(other)\"").ids == [])
    #expect(acting.send("GET", "/api_keys/\(foreign.id)").status == 404)
    #expect(acting.send("DELETE", "/api_keys/\(foreign.id)").status == 404)
  }

  @Test("the admin's own key is an admin key")
  func adminsOwnKey() {
    let token = client.send("POST", "/api_keys", [:])["token"] as? String ?? ""
    #expect(client.acting(as: token).send("POST", "/bot_users", ["name": "x"]).status == 201)
  }

  @Test(
    "a body that does not fit is refused",
    arguments: [
      ("POST", "/bot_users", #"{"name":"a","colour":"red"}"#, 214), ("POST", "/bot_users", #"{"name":7}"#, 215),
      ("POST", "/bot_users", #"{"name":"a","active":"yes"}"#, 215), ("POST", "/bot_users", #"{"name":"a""#, 215),
      ("POST", "/bot_users", #"["name"]"#, 215), ("POST", "/bot_users", #"{"name":"\ud800"}"#, 215),
      ("GET", "/bot_users", "{}", 211), ("DELETE", "/bot_users/bot_1", "{}", 211),
      ("GET", "/bot_users?colour=red", "", 231), ("GET", "/bot_users?filter=true", "", 231),
      ("POST", "/bot_users?name=a", "", 231), ("GET", "/bot_users?limit=0", "", 215),
      ("GET", "/bot_users?limit=101", "", 215), ("GET", "/bot_users?limit=ten", "", 215),
      ("GET", "/bot_users?before_id=ak_1", "", 215),
    ])
  func badRequests(method: String, target: String, body: String, code: Int) {
    let answer = client.send(AccountRequest(method, target, apiKey: "sandbox", body: Array(body.utf8)))
    #expect(answer.refusal == "400 ERR_NGROK_\(code)")
    #expect(client.account.log.isEmpty)
  }

  @Test("null counts as left out")
  func null() {
    let body = Array(#"{"name":"acme","active":null}"#.utf8)
    let answer = client.send(AccountRequest("POST", "/bot_users", apiKey: "sandbox", body: body))
    #expect(answer["active"] as? Bool == true)
  }

  @Test("an account that refuses everything says why")
  func suspended() {
    client.account.configuration.refusal = AccountRefusal(status: 403, code: "ERR_NGROK_205", message: "Suspended.")
    #expect(client.send("GET", "/bot_users").refusal == "403 ERR_NGROK_205")
  }
}
