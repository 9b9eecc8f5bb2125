import NgrokAPI
import Testing

@Suite("Requests are written as the API reads them")
struct RequestTests {
  /// Method, target and body in one line.
  private func line(_ request: APIRequest) -> String {
    let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
    return "\(request.method.rawValue) \(request.target)\(body)"
  }

  private let owner = UserID("bot_2fXyZ")

  @Test("users are created, listed, read, changed and deleted under the path of their kind")
  func users() {
    #expect(line(.createUser(.bot, name: "Acme")) == #"POST /bot_users {"name":"Acme","active":true}"#)
    #expect(
      line(.createUser(.service, name: "Acme", isActive: false))
        == #"POST /service_users {"name":"Acme","active":false}"#)
    #expect(line(.listUsers(.bot)) == "GET /bot_users?limit=100")
    #expect(line(.listUsers(.service, limit: 7)) == "GET /service_users?limit=7")
    #expect(line(.listUsers(.bot, target: "/bot_users?before_id=bot_1")) == "GET /bot_users?before_id=bot_1")
    #expect(line(.user(.bot, owner)) == "GET /bot_users/bot_2fXyZ")
    #expect(line(.updateUser(.bot, owner, isActive: false)) == #"PATCH /bot_users/bot_2fXyZ {"active":false}"#)
    #expect(line(.updateUser(.bot, owner, name: "New")) == #"PATCH /bot_users/bot_2fXyZ {"name":"New"}"#)
    #expect(
      line(.updateUser(.bot, owner, isActive: true, name: "New"))
        == #"PATCH /bot_users/bot_2fXyZ {"name":"New","active":true}"#)
    #expect(line(.deleteUser(.service, owner)) == "DELETE /service_users/bot_2fXyZ")
    #expect(line(.next("/bot_users?limit=100&before_id=bot_1")) == "GET /bot_users?limit=100&before_id=bot_1")
  }

  @Test("API keys are created, listed by owner, read, changed and deleted")
  func apiKeys() {
    #expect(
      line(.createCredential(.apiKey, owner: owner, description: "Acme", metadata: #"{"muster":"a.1.1"}"#))
        == #"POST /api_keys {"description":"Acme","metadata":"{\"muster\":\"a.1.1\"}","owner_id":"bot_2fXyZ"}"#)
    #expect(line(.listCredentials(.apiKey)) == "GET /api_keys?limit=100")
    #expect(
      line(.listCredentials(.apiKey, owner: owner, limit: 50))
        == "GET /api_keys?limit=50&filter=obj%2Eowner_id%20%3D%3D%20%22bot_2fXyZ%22")
    #expect(line(.credential(.apiKey, CredentialID("ak_1"))) == "GET /api_keys/ak_1")
    #expect(line(.deleteCredential(.apiKey, CredentialID("ak_1"))) == "DELETE /api_keys/ak_1")
    #expect(
      line(.updateCredential(.apiKey, CredentialID("ak_1"), description: "New", acl: ["bind:*"]))
        == #"PATCH /api_keys/ak_1 {"description":"New"}"#)
  }

  @Test("authtokens and SSH credentials carry their rules, and the latter a public key")
  func otherCredentials() {
    #expect(
      line(.createCredential(.authtoken, owner: owner, description: "", metadata: "", acl: ["bind:*.a.com", "*"]))
        == #"POST /credentials {"description":"","metadata":"","acl":["bind:*.a.com","*"],"owner_id":"bot_2fXyZ"}"#)
    #expect(
      line(.createCredential(.authtoken, owner: owner, description: "", metadata: "", publicKey: "ssh-rsa A"))
        == #"POST /credentials {"description":"","metadata":"","owner_id":"bot_2fXyZ"}"#)
    #expect(
      line(.createCredential(.ssh, owner: owner, description: "d", metadata: "", publicKey: "ssh-rsa A"))
        == #"POST /ssh_credentials {"description":"d","metadata":"","public_key":"ssh-rsa A","owner_id":"bot_2fXyZ"}"#)
    #expect(line(.listCredentials(.authtoken)) == "GET /credentials?limit=100")
    #expect(line(.credential(.ssh, CredentialID("sshcr_1"))) == "GET /ssh_credentials/sshcr_1")
    #expect(
      line(.updateCredential(.ssh, CredentialID("sshcr_1"), metadata: "m", acl: []))
        == #"PATCH /ssh_credentials/sshcr_1 {"metadata":"m","acl":[]}"#)
    #expect(line(.deleteCredential(.authtoken, CredentialID("cr_1"))) == "DELETE /credentials/cr_1")
  }

  @Test("only requests that expect a body have one")
  func bodies() {
    let none: [APIRequest] = [
      .listUsers(.bot), .user(.bot, owner), .deleteUser(.bot, owner), .listCredentials(.apiKey),
      .deleteCredential(.apiKey, CredentialID("a")),
    ]
    #expect(none.allSatisfy { $0.body == nil })
    #expect(APIRequest.updateUser(.bot, owner).body == Array("{}".utf8))
  }

  @Test("limits are held within what the API takes", arguments: [(0, 1), (-5, 1), (101, 100), (.max, 100), (42, 42)])
  func limits(_ wanted: Int, _ sent: Int) {
    #expect(APIRequest.listUsers(.bot, limit: wanted).target == "/bot_users?limit=\(sent)")
    #expect(APIRequest.listCredentials(.apiKey, limit: wanted).target == "/api_keys?limit=\(sent)")
  }

  @Test(
    "text is escaped as JSON wants and stays UTF-8 otherwise",
    arguments: [
      ("Müller & Söhne 🦜", "Müller & Söhne 🦜"), (#"a"b\c"#, #"a\"b\\c"#), ("a\nb\r\t", #"a\nb\r\t"#),
      ("\u{0}\u{1F}\u{7F}", #"\u0000\u001F"# + "\u{7F}"), ("e\u{301}é", "e\u{301}é"), ("", ""),
      ("</script>/", "</script>/"),
    ])
  func escaping(_ name: String, _ written: String) {
    let body = APIRequest.createUser(.bot, name: name).body ?? []
    #expect(body.elementsEqual(#"{"name":"\#(written)","active":true}"#.utf8))
  }

  @Test("an id cannot leave its place in a path or a filter")
  func hostileIds() {
    #expect(
      APIRequest.deleteUser(.bot, UserID("../api_keys/ak_1?x#y")).target
        == "/bot_users/%2E%2E%2Fapi_keys%2Fak_1%3Fx%23y")
    #expect(APIRequest.deleteCredential(.apiKey, CredentialID("..")).target == "/api_keys/%2E%2E")
    #expect(APIRequest.user(.bot, UserID("ä b")).target == "/bot_users/%C3%A4%20b")
    #expect(
      APIRequest.listCredentials(.apiKey, owner: UserID(#"x" || "\"#)).target
        == "/api_keys?limit=100&filter=obj%2Eowner_id%20%3D%3D%20%22x%5C%22%20%7C%7C%20%5C%22%5C%5C%22")
  }

  @Test("names match by bytes, not by what looks alike")
  func names() {
    let user = User(id: UserID("bot_1"), name: "Caf\u{E9}", isActive: true, createdAt: "")
    #expect(user.hasName("Caf\u{E9}"))
    #expect(user.name == "Cafe\u{301}" && !user.hasName("Cafe\u{301}"))
    #expect(!user.hasName("Caf") && !user.hasName(""))
  }
}
