import NgrokAPI
import Testing

@Suite("Successful answers are read strictly")
struct AnswerTests {
  private func verdict(
    _ body: some Sequence<UInt8>, _ expectation: NgrokAPI.Expectation, status: Int = 200,
    of request: APIRequest? = nil
  ) -> Verdict {
    let answer = APIAnswer(status: status, body: Array(body))
    return classify(.answered(answer), of: request ?? reading(expectation), expecting: expectation)
  }

  private func verdict(
    _ body: String, _ expectation: NgrokAPI.Expectation, status: Int = 200, of request: APIRequest? = nil
  ) -> Verdict {
    verdict(body.utf8, expectation, status: status, of: request)
  }

  /// The request that is answered if a test does not say another.
  private func reading(_ expectation: NgrokAPI.Expectation) -> APIRequest {
    switch expectation {
    case .user: .user(.bot, user.id)
    case .credential(let kind): .credential(kind, key.id)
    case .newCredential(let kind):
      .createCredential(kind, owner: UserID("bot_2f"), description: "Acme", metadata: "")
    case .users, .credentials, .nothing: .listUsers(.bot)
    }
  }

  private let userBody = #"""
    {"id": "bot_2f", "uri": "https://api.ngrok.com/bot_users/bot_2f", "name": "M\u00fcller \ud83e\udd9c \"x\"",
     "active": false, "created_at": "2026-01-02T03:04:05Z", "later": {"a": [1, -2.5e+3, true, null, {"b": []}], "c": {}}}
    """#
  private let user = User(
    id: UserID("bot_2f"), name: "Müller 🦜 \"x\"", isActive: false, createdAt: "2026-01-02T03:04:05Z",
    otherMembers: #""uri":"https://api.ngrok.com/bot_users/bot_2f","#
      + #""later":{"a": [1, -2.5e+3, true, null, {"b": []}], "c": {}}"#)

  private let keyBody = #"""
    {"id":"ak_1","uri":"https://api.ngrok.com/api_keys/ak_1","description":"Acme","metadata":"{\"muster\":\"a.1.1\"}",
     "created_at":"2026-01-02T03:04:05Z","token":"2f_secret","owner_id":"bot_2f"}
    """#
  private let key = Credential(
    .apiKey, id: CredentialID("ak_1"), description: "Acme", metadata: #"{"muster":"a.1.1"}"#,
    createdAt: "2026-01-02T03:04:05Z",
    ownerID: UserID("bot_2f"), token: Secret("2f_secret"), otherMembers: #""uri":"https://api.ngrok.com/api_keys/ak_1""#
  )

  @Test("a user is read, with what nobody asked for kept as it stood")
  func readsUser() {
    #expect(verdict(userBody, .user) == .done(.user(user)))
    #expect(verdict("\r\n\t " + userBody + " \n", .user, status: 201) == .done(.user(user)))
  }

  @Test("an API key is read, with its token where there is one")
  func readsKey() {
    #expect(verdict(keyBody, .newCredential(.apiKey), status: 201) == .done(.credential(key)))
    var listed = key
    listed.token = nil
    let without = keyBody.replacing(#""2f_secret""#, with: "null")
    #expect(verdict(without, .credential(.apiKey)) == .done(.credential(listed)))
    #expect(
      verdict(#"{"id":"ak_1","owner_id":null}"#, .credential(.apiKey))
        == .done(.credential(Credential(.apiKey, id: CredentialID("ak_1")))))
  }

  @Test("authtokens and SSH credentials are read with their rules and public keys")
  func readsOtherCredentials() {
    let authtoken = #"{"id":"cr_1","acl":["bind:*.a.com","*"],"token":"t","public_key":"later"}"#
    let expected = Credential(
      .authtoken, id: CredentialID("cr_1"), acl: ["bind:*.a.com", "*"], token: Secret("t"),
      otherMembers: #""public_key":"later""#)
    #expect(verdict(authtoken, .newCredential(.authtoken), status: 201) == .done(.credential(expected)))
    let page = #"{"ssh_credentials":[{"id":"sshcr_1","acl":null,"public_key":"ssh-rsa A b"}],"next_page_uri":null}"#
    let key = Credential(.ssh, id: CredentialID("sshcr_1"), publicKey: "ssh-rsa A b")
    #expect(verdict(page, .credentials(.ssh)) == .done(.credentials(Page(items: [key], next: nil))))
    for acl in [#""*""#, "[1]", "[null]", #"{"a":1}"#] {
      #expect(verdict(#"{"credentials":[{"id":"cr_1","acl":\#(acl)}]}"#, .credentials(.authtoken)).isAmbiguous)
    }
  }

  @Test("an SSH credential has no token to wait for")
  func sshWithoutToken() {
    #expect(!verdict(#"{"id":"sshcr_1"}"#, .newCredential(.ssh), status: 201).isAmbiguous)
    #expect(verdict(#"{"id":"cr_1"}"#, .newCredential(.authtoken), status: 201).isAmbiguous)
  }

  @Test("an unknown member that stands twice or is not UTF-8 is left out, and spoils nothing")
  func unsoundOthers() {
    let bytes = Array(#"{"id":"ak_1","x":1,"x":2,"y":""#.utf8) + [0xFF] + Array(#"","z":null}"#.utf8)
    let expected = Credential(.apiKey, id: CredentialID("ak_1"), otherMembers: #""x":1,"z":null"#)
    #expect(verdict(bytes, .credential(.apiKey)) == .done(.credential(expected)))
  }

  @Test("a new API key without its token is no success", arguments: ["null", #""""#, "5", "{}"])
  func newKeyWithoutToken(_ token: String) {
    #expect(verdict(keyBody.replacing(#""2f_secret""#, with: token), .newCredential(.apiKey), status: 201).isAmbiguous)
  }

  @Test("a page is read, and of the next one path and query are kept")
  func readsPage() {
    let body = #"{"bot_users":[\#(userBody),\#(userBody)],"uri":"x","next_page_uri":NEXT}"#
    let pages: [(String, String?)] = [
      ("null", nil), (#""""#, nil),
      (#""https://api.ngrok.com/bot_users?before_id=bot_2f\u0026limit=100""#, "/bot_users?before_id=bot_2f&limit=100"),
      (#""http://127.0.0.1:80/bot_users?limit=1""#, "/bot_users?limit=1"),
      (#""/bot_users?limit=1""#, "/bot_users?limit=1"),
    ]
    for (written, next) in pages {
      let page = Page(items: [user, user], next: next)
      #expect(verdict(body.replacing("NEXT", with: written), .users(.bot)) == .done(.users(page)))
    }
    #expect(verdict(#"{"service_users":[]}"#, .users(.service)) == .done(.users(Page(items: [], next: nil))))
    #expect(
      verdict(#"{"keys":[\#(keyBody)]}"#, .credentials(.apiKey)) == .done(.credentials(Page(items: [key], next: nil))))
  }

  @Test("a page that names itself as the next one is refused")
  func nextIsItself() {
    let body = #"{"keys":[],"next_page_uri":"https://x/api_keys?before_id=ak_1"}"#
    let target = "/api_keys?before_id=ak_1"
    #expect(verdict(body, .credentials(.apiKey), of: .next(target)).isAmbiguous)
    #expect(!verdict(body, .credentials(.apiKey), of: .next("/api_keys?before_id=ak_2")).isAmbiguous)
  }

  @Test(
    "a next page that names no path on the API is refused",
    arguments: [
      "https://api.ngrok.com", "//evil.example/x", "bot_users", "ftp://x/y", "/a b", "/a\\r\\nX: y", "/ä", "/a#b",
      "https:///x",
    ])
  func badNextPage(_ address: String) {
    let body = #"{"bot_users":[],"next_page_uri":"\#(address)"}"#
    // An address without a host still has a path, and only that is taken.
    let expected = Verdict.done(.users(Page(items: [], next: "/x")))
    let verdict = verdict(body, .users(.bot))
    #expect(address == "https:///x" ? verdict == expected : verdict.isAmbiguous)
  }

  @Test(
    "a list that is none, or whose items lack what decisions rest on, is no success",
    arguments: [
      "{}", "[]", "null", #"{"bot_users":null}"#, #"{"bot_users":{}}"#, #"{"service_users":[]}"#,
      #"{"bot_users":[null]}"#,
      #"{"bot_users":[{"id":"bot_1"}]}"#, #"{"bot_users":[{"id":"bot_1","name":"a"}]}"#,
      #"{"bot_users":[{"id":"bot_1","name":null,"active":true}]}"#,
      #"{"bot_users":[{"id":"bot_1","name":"a","active":1}]}"#,
      #"{"bot_users":[{"name":"a","active":true}]}"#, #"{"bot_users":[],"bot_users":[]}"#,
      #"{"bot_users":[],"next_page_uri":5}"#,
      #"{"bot_users":[],}"#, #"{"bot_users":[{"id":"bot_1","name":"a","active":true},]}"#, #"{"bot_users":[]} {}"#,
    ])
  func badList(_ body: String) {
    #expect(verdict(body, .users(.bot)).isAmbiguous)
  }

  @Test("a creation that was answered with an id has happened, whatever else is missing")
  func idSuffices() {
    let created = verdict(#"{"id":"bot_1"}"#, .user, status: 201, of: .createUser(.bot, name: "Acme"))
    #expect(created == .done(.user(User(id: UserID("bot_1"), name: "", isActive: true, createdAt: ""))))
    #expect(verdict(#"{"id":"bot_1"}"#, .user, of: .user(.bot, UserID("bot_1"))).isAmbiguous)
  }

  @Test(
    "an id that cannot be one is no success",
    arguments: [
      #""""#, "null", "7", #"["a"]"#, #""a b""#, #""a\n""#, #""ä""#, "\"\(String(repeating: "a", count: 129))\"",
    ])
  func badID(_ id: String) {
    #expect(verdict(#"{"id":\#(id)}"#, .user, status: 201, of: .createUser(.bot, name: "Acme")).isAmbiguous)
    #expect(verdict(#"{"id":\#(id),"token":"t"}"#, .newCredential(.apiKey), status: 201).isAmbiguous)
  }

  @Test("an answer about another resource, or another owner's key, is not taken for this request's")
  func anotherResource() {
    #expect(verdict(userBody, .user, of: .user(.bot, UserID("bot_2"))).isAmbiguous)
    #expect(verdict(userBody, .user, of: .updateUser(.bot, UserID("xbot_2f"), isActive: false)).isAmbiguous)
    #expect(verdict(keyBody, .credential(.apiKey), of: .credential(.apiKey, CredentialID("ak_2"))).isAmbiguous)
    let creation = APIRequest.createCredential(.apiKey, owner: UserID("bot_2"), description: "Acme", metadata: "")
    #expect(verdict(keyBody, .newCredential(.apiKey), status: 201, of: creation).isAmbiguous)
    let withoutOwner = keyBody.replacing(#","owner_id":"bot_2f""#, with: "")
    #expect(!verdict(withoutOwner, .newCredential(.apiKey), status: 201, of: creation).isAmbiguous)
  }

  @Test("an answer without a body is an answer to a deletion only")
  func nothing() {
    #expect(verdict("", .nothing, status: 204) == .done(.nothing))
    #expect(verdict("", .user, status: 204).isAmbiguous)
  }

  @Test("an answer cut at any byte is no success and shows nothing of a token")
  func cutAnywhere() {
    let list = #"{"keys":[\#(keyBody),\#(keyBody)],"next_page_uri":"https://api.ngrok.com/api_keys?before_id=ak_1"}"#
    for (body, expectation) in [
      (userBody, NgrokAPI.Expectation.user), (keyBody, .newCredential(.apiKey)), (list, .credentials(.apiKey)),
    ] {
      #expect(!verdict(body, expectation).isAmbiguous)
      for size in 0..<body.utf8.count {
        let verdict = verdict(body.utf8.prefix(size), expectation)
        #expect(verdict.isAmbiguous && !"\(verdict)".contains("2f_"), "cut after \(size) bytes: \(verdict)")
      }
    }
  }

  @Test("an answer with any one byte changed is read or refused, never a crash")
  func changedAnywhere() {
    for body in [userBody, keyBody] {
      var bytes = Array(body.utf8)
      for index in bytes.indices {
        let original = bytes[index]
        for value in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x5B, 0x2C, 0x30, 0x75, 0xC3, 0xED, 0xFF] as [UInt8] {
          bytes[index] = value
          _ = verdict(bytes, .user)
          _ = verdict(bytes, .newCredential(.apiKey), status: 201)
          _ = verdict(bytes, .user, status: 400)
        }
        bytes[index] = original
      }
    }
  }

  @Test(
    "what RFC 8259 does not allow is no success",
    arguments: [
      #"{"id":"a","x":01}"#, #"{"id":"a","x":-}"#, #"{"id":"a","x":1.}"#, #"{"id":"a","x":.5}"#, #"{"id":"a","x":1e}"#,
      #"{"id":"a","x":+1}"#, #"{"id":"a","x":NaN}"#, #"{"id":"a","x":tru}"#, #"{"id":"a","x":"\q"}"#,
      #"{"id":"a","x":"\u12g4"}"#,
      #"{"id":"a","x":"\ud83e"}"#, #"{"id":"a","x":"\udd9c"}"#, #"{"id":"a","x":"\ud83e\u0041"}"#,
      #"{"id":"a","x":[1,]}"#,
      #"{"id":"a","x":[1 2]}"#, #"{"id":"a","x":{"y"}}"#, #"{"id":"a","x":{"y":1,}}"#, #"{"id":"a","x":[}"#,
      #"{"id":"a","x":{]}"#,
      #"{"id":"a",,"x":1}"#, #"{"id":"a" "x":1}"#, #"{,"id":"a"}"#, #"{"id":"a"}}"#, #"{'id':'a'}"#, #"{id:"a"}"#,
      "{\"id\":\"a\",\"x\":\"\n\"}", "{\"id\":\"a\"}\u{0}", "\u{FEFF}{\"id\":\"a\"}", #"{"id":"a","id":"b"}"#, "",
    ])
  func malformed(_ body: String) {
    #expect(verdict(body, .nothing).isAmbiguous || body.contains(#""id":"b""#))
    #expect(verdict(body, .user, status: 201, of: .createUser(.bot, name: "Acme")).isAmbiguous)
  }

  @Test(
    "what RFC 8259 allows is read",
    arguments: [
      #"{"id":"a","x":[0,-0,1.5,1E5,1e-5,-12.25e+3,[],{},[[]],{"y":{}}]}"#,
      #"{"x":"\"\\\/\b\f\n\r\t\u00e9\ud83e\udd9c","id":"a"}"#,
      "{\t\"id\"\r\n : \"a\" , \"x\" : [ ] , \"y\" : { } }", #"{"\u0069d":"a"}"#, #"{"id":"\u0061"}"#,
      #"{"":null,"id":"a"}"#,
    ])
  func wellFormed(_ body: String) {
    guard case .done(.user(let user)) = verdict(body, .user, status: 201, of: .createUser(.bot, name: "Acme")) else {
      Issue.record("not read: \(body)")
      return
    }
    #expect(user.id == UserID("a"))
  }

  @Test("names that are not UTF-8 are refused, also behind an escape")
  func invalidUTF8() {
    for piece in ["", #"\n"#] {
      let body = Array(#"{"id":"a","name":"\#(piece)"#.utf8) + [0xC3, 0x28] + Array(#"","active":true}"#.utf8)
      #expect(verdict(body, .user).isAmbiguous)
    }
  }

  @Test("values nested deeper than 64 are refused, however deep they go")
  func nesting() {
    func body(_ depth: Int) -> String {
      #"{"id":"a","x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
    }
    let creation = APIRequest.createUser(.bot, name: "Acme")
    #expect(!verdict(body(64), .user, status: 201, of: creation).isAmbiguous)
    #expect(verdict(body(65), .user, status: 201, of: creation).isAmbiguous)
    #expect(verdict(body(1_000_000), .user, status: 201, of: creation).isAmbiguous)
    let objects =
      #"{"id":"a","x":"# + String(repeating: #"{"y":"#, count: 64) + "1" + String(repeating: "}", count: 65)
    #expect(!verdict(objects, .user, status: 201, of: creation).isAmbiguous)
  }
}
