import Testing

@testable import Sandbox

@Suite("Authtokens and SSH credentials")
struct OtherCredentialTests {
  let client = AccountClient()
  private let publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKq0 acme@example.com"

  private func makeSSH(_ owner: String, _ publicKey: String) -> Answer {
    client.send("POST", "/ssh_credentials", ["owner_id": owner, "public_key": publicKey, "acl": ["bind:*.a.com"]])
  }

  @Test("an authtoken shows its token once and its rules always")
  func authtoken() {
    let owner = client.makeBot("acme")
    let rules = ["bind:*.acme.example.com", "*"]
    let made = client.send("POST", "/credentials", ["owner_id": owner, "metadata": "m", "acl": rules])
    #expect(made.status == 201 && made.id.hasPrefix("cr_"))
    #expect((made["token"] as? String)?.contains("_") == true)
    let read = client.send("GET", "/credentials/\(made.id)")
    #expect(read.isNull("token") && read["acl"] as? [String] == rules && read["metadata"] as? String == "m")
    let changed = client.send("PATCH", "/credentials/\(made.id)", ["acl": [String](), "description": "d"])
    #expect(changed["acl"] as? [String] == [] && changed["description"] as? String == "d" && changed.isNull("token"))
    #expect(client.send("PATCH", "/credentials/\(made.id)", ["owner_id": owner]).refusal == "400 ERR_NGROK_627")
    #expect(client.send("DELETE", "/credentials/\(made.id)").status == 204)
    #expect(client.send("GET", "/credentials/\(made.id)").status == 404)
  }

  @Test("an SSH credential has a public key and no token, and both stay as they are")
  func sshCredential() {
    let owner = client.makeBot("acme")
    let made = makeSSH(owner, publicKey)
    #expect(made.status == 201 && made.id.hasPrefix("sshcr_") && made["token"] == nil)
    #expect(made["public_key"] as? String == publicKey && made["acl"] as? [String] == ["bind:*.a.com"])
    let target = "/ssh_credentials/\(made.id)"
    #expect(client.send("PATCH", target, ["description": "d"])["description"] as? String == "d")
    #expect(client.send("PATCH", target, ["public_key": publicKey]).refusal == "400 ERR_NGROK_214")
    #expect(client.send("PATCH", target, ["owner_id": owner]).refusal == "400 ERR_NGROK_629")
    #expect(client.send("GET", "/ssh_credentials").ids == [made.id])
  }

  @Test("a public key is there once, whatever its comment, until its credential goes")
  func uniquePublicKeys() {
    let owner = client.makeBot("acme")
    let first = makeSSH(owner, publicKey)
    #expect(makeSSH(owner, publicKey).refusal == "400 ERR_NGROK_609")
    #expect(makeSSH(owner, "ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAAIKq0 other").refusal == "400 ERR_NGROK_609")
    #expect(makeSSH(owner, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKq1").status == 201)
    client.send("DELETE", "/ssh_credentials/\(first.id)")
    #expect(makeSSH(owner, publicKey).status == 201)
    client.send("DELETE", "/bot_users/\(owner)")
    #expect(makeSSH(client.makeBot("acme"), publicKey).status == 201)
  }

  @Test(
    "what is no public key is refused",
    arguments: [
      ("", 611), ("  ", 611), ("AAAA", 612), ("ssh-rsa", 612), ("ssh-rsa A!A", 612), ("-----BEGIN X-----", 612),
    ])
  func noPublicKey(_ text: String, code: Int) {
    #expect(makeSSH(client.makeBot("acme"), text).refusal == "400 ERR_NGROK_\(code)")
  }

  @Test("what is no rule is refused", arguments: ["", "bind", "bind:", "acme.example.com", "Bind:*"])
  func noRule(_ rule: String) {
    let owner = client.makeBot("acme")
    for path in ["credentials", "ssh_credentials"] {
      let body: [String: Any] = ["owner_id": owner, "acl": ["bind:*", rule], "public_key": publicKey]
      let fields = path == "credentials" ? body.filter { $0.key != "public_key" } : body
      #expect(client.send("POST", "/\(path)", fields).refusal == "400 ERR_NGROK_600")
    }
    let body: [String: Any] = ["owner_id": owner, "acl": "*"]
    #expect(client.send("POST", "/credentials", body).refusal == "400 ERR_NGROK_215")
    #expect(client.send("POST", "/api_keys", ["owner_id": owner, "acl": ["*"]]).refusal == "400 ERR_NGROK_214")
  }

  @Test("owners must exist and be active, and take their credentials with them")
  func owners() {
    let asleep = client.makeBot("asleep", active: false)
    #expect(client.send("POST", "/credentials", ["owner_id": asleep]).refusal == "400 ERR_NGROK_636")
    #expect(makeSSH(asleep, publicKey).refusal == "400 ERR_NGROK_636")
    #expect(client.send("POST", "/credentials", ["owner_id": "bot_000000000000000000000000000"]).status == 404)
    let owner = client.makeBot("acme")
    let (authtoken, ssh) = (client.makeAuthtoken(owner: owner), makeSSH(owner, publicKey).id)
    let bystander = client.makeAuthtoken(owner: client.makeBot("other"))
    client.send("DELETE", "/bot_users/\(owner)")
    #expect(client.send("GET", "/credentials/\(authtoken)").status == 404)
    #expect(client.send("GET", "/ssh_credentials/\(ssh)").status == 404)
    #expect(client.send("GET", "/credentials").ids == [bystander])
  }

  @Test("a bot sees its own only, and cannot give any to another")
  func bots() {
    let owner = client.makeBot("acme")
    let (own, foreign) = (client.makeAuthtoken(owner: owner), client.makeAuthtoken(owner: client.makeBot("other")))
    let bot = client.acting(as: client.makeKey(owner: owner).token)
    #expect(bot.send("GET", "/credentials").ids == [own])
    #expect(bot.send("GET", "/credentials/\(foreign)").status == 404)
    #expect(bot.send("DELETE", "/credentials/\(foreign)").status == 404)
    let other = client.makeBot("third")
    #expect(bot.send("POST", "/credentials", ["owner_id": other]).refusal == "403 ERR_NGROK_630")
    #expect(bot.send("POST", "/credentials", [:])["owner_id"] as? String == owner)
  }

  @Test("an authtoken's token opens nothing of the API")
  func tokensOfAuthtokens() {
    let made = client.send("POST", "/credentials", ["owner_id": client.makeBot("acme")])
    let token = made["token"] as? String ?? ""
    #expect(client.acting(as: token).send("GET", "/bot_users").refusal == "401 ERR_NGROK_203")
  }

  @Test("lists are paged and filtered as those of API keys are")
  func lists() {
    let (owner, other) = (client.makeBot("acme"), client.makeBot("other"))
    let made = (0..<5).map { client.makeAuthtoken(owner: $0 == 3 ? other : owner, description: "d\($0)") }
    let first = client.send("GET", "/credentials?limit=2")
    #expect(first.ids == [made[4], made[3]])
    #expect(first.next == "https://api.ngrok.com/credentials?before_id=\(made[3])&limit=2")
    #expect(client.list("/credentials", filter: "obj.owner_id == '\(other)'").ids == [made[3]])
    #expect(client.list("/ssh_credentials", filter: "obj.description == 'd1'").ids == [])
    #expect(client.list("/credentials", filter: "obj.public_key == 'x'").refusal == "400 ERR_NGROK_250")
  }
}
