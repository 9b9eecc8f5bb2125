import Engine
import NgrokAPI
import Testing

@Suite("Credentials of several kinds")
struct CredentialKindTests {
  private let lost = Delivery.lost(TransportFailure(.connectionLost, "reset"))
  private let publicKey = "ssh-ed25519 AAAAC3"

  /// A customer whose user is there already, made by this run.
  private func pending(keys: Int = 0, authtokens: Int = 0, publicKey: String = "") -> PendingCustomer {
    PendingCustomer(
      customer: Customer(
        id: CustomerID(1), key: "1", name: "Customer 1", description: "muster", keyCount: keys,
        authtokenCount: authtokens, acl: ["bind:a.com", "bind:b.com"], publicKey: publicKey),
      user: KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "2026-01-01T00:00:00Z"))
  }

  private func body(_ request: OutgoingRequest) -> String {
    String(decoding: request.request.body ?? [], as: UTF8.self)
  }

  private func sshCredential(_ id: String, metadata: String = "", publicKey: String? = nil) -> String {
    let escaped = metadata.replacing("\"", with: "\\\"")
    return #"{"id":"\#(id)","description":"muster","metadata":"\#(escaped)","created_at":"2026-01-01T00:00:00Z","#
      + #""owner_id":"bot_1","acl":[],"public_key":"\#(publicKey ?? self.publicKey) of somebody"}"#
  }

  @Test("API keys come first, then authtokens, then the SSH credential; what has rules gets them")
  func order() throws {
    var driver = EngineDriver([pending(keys: 1, authtokens: 1, publicKey: publicKey)])
    let key = try #require(driver.turn().first)
    #expect(key.request.target == "/api_keys")
    #expect(!body(key).contains("acl"))
    driver.answer(key, status: 201, Answers.key("ak_1", owner: "bot_1"))
    let authtoken = try #require(driver.turn().first)
    #expect(authtoken.request.target == "/credentials")
    #expect(body(authtoken).contains(#""acl":["bind:a.com","bind:b.com"]"#))
    driver.answer(authtoken, status: 201, Answers.key("cr_1", owner: "bot_1"))
    let ssh = try #require(driver.turn().first)
    #expect(ssh.request.target == "/ssh_credentials")
    #expect(body(ssh).contains(#""public_key":"\#(publicKey)""#) && body(ssh).contains("bind:b.com"))
    driver.answer(ssh, status: 201, sshCredential("sshcr_1"))
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .created))
  }

  @Test("an SSH credential whose answer was lost is taken as it is, since it has no token to lose")
  func adoptsSSH() throws {
    var driver = EngineDriver([pending(publicKey: publicKey)])
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(31))
    let listing = try #require(driver.turn().first)
    #expect(listing.request.target.hasPrefix("/ssh_credentials?"))
    let marked = sshCredential("sshcr_1", metadata: #"{"muster":"run.1-1.1"}"#)
    driver.answer(listing, status: 200, #"{"ssh_credentials":[\#(marked)],"next_page_uri":null}"#)
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .created))
    #expect(driver.engine.branches[.credentialAdopted] == 1)
    let issued = driver.durable.compactMap { if case .credential(let credential) = $0 { credential.id } else { nil } }
    #expect(issued == [CredentialID("sshcr_1")])
  }

  @Test(
    "a public key that is on the account already is looked for on the owner, and fails the customer if it is not there")
  func publicKeyTaken() throws {
    var driver = EngineDriver([pending(publicKey: publicKey)])
    let error = Answers.error("ERR_NGROK_609", status: 400)
    driver.answer(try #require(driver.turn().first), status: 400, error)
    #expect(driver.turn().isEmpty)
    driver.advance(by: .seconds(31))
    let listing = try #require(driver.turn().first)
    driver.answer(listing, status: 200, #"{"ssh_credentials":[],"next_page_uri":null}"#)
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.state == .failed)
    #expect(driver.outcome(of: 1)?.code == "ERR_NGROK_609")
    #expect(driver.attempts.last?.state == .refused)
  }

  @Test("a public key that an earlier, unanswered request has put on the account is the customer's own")
  func publicKeyTakenByOurselves() throws {
    var driver = EngineDriver([pending(publicKey: publicKey)])
    driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_609", status: 400))
    _ = driver.turn()
    driver.advance(by: .seconds(31))
    let marked = sshCredential("sshcr_1", metadata: #"{"muster":"run.1-1.1"}"#)
    driver.answer(
      try #require(driver.turn().first), status: 200, #"{"ssh_credentials":[\#(marked)],"next_page_uri":null}"#)
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .created))
  }

  @Test("a lost authtoken is deleted and issued anew, as its token was shown once", arguments: [true, false])
  func replacesAuthtoken(usesMarker: Bool) throws {
    var driver = EngineDriver([pending(authtokens: 1)]) { $0.usesMarker = usesMarker }
    driver.answer(try #require(driver.turn().first), lost)
    driver.advance(by: .seconds(31))
    let orphan = Answers.key(
      "cr_1", owner: "bot_1", metadata: usesMarker ? #"{"muster":"run.1-1.1"}"# : "", token: nil)
    driver.answer(
      try #require(driver.turn().first), status: 200, #"{"credentials":[\#(orphan)],"next_page_uri":null}"#)
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    let deletion = try #require(driver.turn().first)
    #expect(deletion.request.method == .delete && deletion.request.target == "/credentials/cr_1")
    driver.answer(deletion, status: 204)
    #expect(try #require(driver.turn().first).request.target == "/credentials")
  }

  @Test("a full quota of one kind does not hold up the others, and leaves the customer pending")
  func skipsFullQuota() throws {
    var driver = EngineDriver([pending(keys: 1, authtokens: 1, publicKey: publicKey)]) { $0.onQuota = .skip }
    driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_603", status: 400))
    let authtoken = try #require(driver.turn().first)
    #expect(authtoken.request.target == "/credentials")
    driver.answer(authtoken, status: 201, Answers.key("cr_1", owner: "bot_1"))
    let ssh = try #require(driver.turn().first)
    #expect(ssh.request.target == "/ssh_credentials")
    driver.answer(ssh, status: 201, sshCredential("sshcr_1"))
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1) == nil && driver.engine.isFinished)
    guard case .quotaFull(let errors)? = driver.engine.stopReason else {
      Issue.record("it ended as \(String(describing: driver.engine.stopReason))")
      return
    }
    #expect(errors.map(\.code) == ["ERR_NGROK_603"])
    #expect(driver.attempts.contains { $0.step == .credential(1) && $0.state == .notExecuted })
  }

  @Test("whoever is about to ask for what is full asks for something else, and is not made inactive without it")
  func leavesQueue() throws {
    let customers = (1...3).map { id in
      PendingCustomer(
        customer: Customer(
          id: CustomerID(Int64(id)), key: "\(id)", name: "Customer \(id)", isActive: false, keyCount: 1,
          authtokenCount: 0),
        user: KnownUser(id: UserID("bot_\(id)"), origin: .created, createdAt: "2026-01-01T00:00:00Z"))
    }
    var driver = EngineDriver(customers) {
      $0.onQuota = .skip
      $0.concurrency = 1
    }
    driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_613", status: 400))
    #expect(driver.turn().isEmpty, "neither another key is asked for, nor a user made inactive that lacks its key")
    #expect(driver.engine.isFinished)
  }

  @Test("else a full quota stops the run at once, and charges nobody")
  func stopsAtFullQuota() throws {
    var driver = EngineDriver([pending(keys: 1, authtokens: 1)])
    driver.answer(try #require(driver.turn().first), status: 400, Answers.error("ERR_NGROK_613", status: 400))
    #expect(driver.turn().isEmpty)
    guard case .fatal? = driver.engine.stopReason else {
      Issue.record("it ended as \(String(describing: driver.engine.stopReason))")
      return
    }
    #expect(driver.outcome(of: 1) == nil)
  }
}
