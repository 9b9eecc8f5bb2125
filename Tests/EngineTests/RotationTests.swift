import Engine
import NgrokAPI
import Testing

@Suite("Rotating and retiring credentials")
struct RotationTests {
  @Test("new credentials say what the old ones say, of the same kind, the oldest first")
  func rotates() throws {
    var pending = PendingCustomer(
      customer: Customer(id: CustomerID(1), key: "1", name: "", keyCount: 0, userID: UserID("bot_1")))
    pending.listedUser = User(id: UserID("bot_1"), name: "n", isActive: true, createdAt: "t")
    var driver = EngineDriver([pending]) { $0.kind = .rotate }
    let key = Answers.key("ak_1", owner: "bot_1", metadata: #"{"a":1,"muster":"old.1-1.1"}"#, token: nil)
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys([key]))
    let token =
      #"{"id":"cr_1","description":"tunnel","metadata":"","created_at":"2025-01-01T00:00:00Z","#
      + #""acl":["bind:*.a.com"],"owner_id":"bot_1"}"#
    driver.answer(
      try #require(driver.turn().first), status: 200, #"{"credentials":[\#(token)],"next_page_uri":null}"#)
    driver.answer(
      try #require(driver.turn().first), status: 200, #"{"ssh_credentials":[],"next_page_uri":null}"#)
    let first = try #require(driver.turn().first)
    #expect(
      first.request
        == .createCredential(
          .authtoken, owner: UserID("bot_1"), description: "tunnel", metadata: #"{"muster":"run.1-1.1"}"#,
          acl: ["bind:*.a.com"]))
    driver.answer(first, status: 201, token.replacing("cr_1", with: "cr_2").dropLast() + #","token":"secret"}"#)
    let second = try #require(driver.turn().first)
    #expect(
      second.request
        == .createCredential(
          .apiKey, owner: UserID("bot_1"), description: "muster", metadata: #"{"a":1,"muster":"run.1-2.1"}"#))
    driver.answer(second, status: 201, Answers.key("ak_2", owner: "bot_1"))
    _ = driver.turn()
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .rotated))
    let replacements = driver.durable.compactMap { if case .replacement(let pair) = $0 { pair } else { nil } }
    #expect(replacements.map(\.old.id.rawValue) == ["cr_1", "ak_1"])
  }

  /// What becomes of a user who has two keys that say the same, the later one with a mark.
  func outcomeOfTwins(markedBy runs: [String?], again: Bool = false) throws -> EngineDriver {
    var pending = PendingCustomer(
      customer: Customer(id: CustomerID(1), key: "1", name: "", keyCount: 0, userID: UserID("bot_1")))
    pending.listedUser = User(id: UserID("bot_1"), name: "n", isActive: true, createdAt: "t")
    var driver = EngineDriver([pending]) {
      $0.kind = .rotate
      $0.rotatesAgain = again
    }
    let keys = runs.enumerated().map { index, run in
      Answers.key(
        "ak_\(index + 1)", owner: "bot_1",
        metadata: run.map { #"{"a":1,"muster":"\#($0).1-1.1"}"# } ?? #"{"a":1}"#, token: nil
      ).replacing("2026-01-01T00:00:00Z", with: "2026-01-0\(index + 1)T00:00:00Z")
    }
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys(keys))
    for list in ["credentials", "ssh_credentials"] {
      driver.answer(
        try #require(driver.turn().first), status: 200, #"{"\#(list)":[],"next_page_uri":null}"#)
    }
    return driver
  }

  @Test("what another rotation has issued beside the old one is not rotated again unasked")
  func rotatedAlready() throws {
    for runs in [["first", "second"], [nil, "second"]] {
      var driver = try outcomeOfTwins(markedBy: runs)
      #expect(driver.turn().isEmpty)
      let outcome = try #require(driver.outcome(of: 1))
      #expect(outcome.code == "rotated_already")
      #expect(outcome.message.hasPrefix("ak_2 seems to have taken the place of ak_1"))
    }
    var again = try outcomeOfTwins(markedBy: ["first", "second"], again: true)
    #expect(again.turn().count == 1)
  }

  @Test("equal credentials of one run are just that, and are rotated")
  func equalCredentials() throws {
    var driver = try outcomeOfTwins(markedBy: ["first", "first"])
    #expect(driver.turn().count == 1)
  }

  func retiring() -> EngineDriver {
    var pending = PendingCustomer(customer: Customer(id: CustomerID(1), key: "1", name: "", keyCount: 0))
    pending.targets = [CredentialTarget(.apiKey, CredentialID("ak_1"), successor: CredentialID("ak_2"))]
    return EngineDriver([pending]) { $0.kind = .retire }
  }

  @Test("an old credential goes when its successor has been seen")
  func retires() throws {
    var driver = retiring()
    let look = try #require(driver.turn().first)
    #expect(look.request == .credential(.apiKey, CredentialID("ak_2")))
    driver.answer(look, status: 200, Answers.key("ak_2", owner: "bot_1", token: nil))
    let deletion = try #require(driver.turn().first)
    #expect(deletion.request == .deleteCredential(.apiKey, CredentialID("ak_1")))
    driver.answer(deletion, status: 204)
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1) == Outcome(.done, verb: .retired))
  }

  @Test("an old credential stays when its successor is gone")
  func keeps() throws {
    var driver = retiring()
    driver.answer(
      try #require(driver.turn().first), status: 404, Answers.error("ERR_NGROK_404", status: 404))
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1)?.code == "successor_missing")
  }

  @Test("an import takes over what the old credential of somebody else says")
  func replaces() throws {
    var pending = customer(1, keys: 0)
    pending.replacements = [
      Replacement(
        customer: CustomerID(1), step: .credential(1), old: Credential(.apiKey, id: CredentialID("ak_7")), isRead: false
      )
    ]
    var driver = EngineDriver([pending])
    let look = try #require(driver.turn().first)
    #expect(look.request == .credential(.apiKey, CredentialID("ak_7")))
    driver.answer(look, status: 200, Answers.key("ak_7", owner: "usr_1", metadata: #"{"of":"Ann"}"#, token: nil))
    driver.answer(
      try #require(driver.turn().first), status: 201, Answers.user("bot_1", name: "Customer 1"))
    let creation = try #require(driver.turn().first)
    #expect(
      creation.request
        == .createCredential(
          .apiKey, owner: UserID("bot_1"), description: "muster", metadata: #"{"of":"Ann","muster":"run.1-1.1"}"#))
  }

  /// A customer whose one credential comes from another account.
  private func carrying(_ metadata: String) -> PendingCustomer {
    var pending = customer(1, keys: 0)
    pending.replacements = [
      Replacement(
        customer: CustomerID(1), step: .credential(1),
        old: Credential(.apiKey, id: CredentialID("ak_7"), description: "muster", metadata: metadata))
    ]
    return pending
  }

  @Test("metadata that can bear no mark is taken over as it is, and tells what an unanswered request has left")
  func carriesPlainText() throws {
    var driver = EngineDriver([carrying("plain text")])
    driver.answer(try #require(driver.turn().first), status: 201, Answers.user("bot_1", name: "Customer 1"))
    let creation = try #require(driver.turn().first)
    #expect(
      creation.request
        == .createCredential(.apiKey, owner: UserID("bot_1"), description: "muster", metadata: "plain text"))
    driver.answer(creation, .lost(TransportFailure(.connectionLost, "reset")))
    driver.advance(by: .seconds(31))
    let left = Answers.key("ak_8", owner: "bot_1", metadata: "plain text", token: nil)
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys([left]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    #expect(driver.turn().first?.request == .deleteCredential(.apiKey, CredentialID("ak_8")))
  }

  @Test("on a user that others use as well, nobody can tell whose such a credential is")
  func quarantinesPlainText() throws {
    var pending = carrying("plain text")
    pending.user = KnownUser(id: UserID("bot_1"), origin: .adopted, createdAt: "")
    pending.hasOwnerBaseline = true
    var driver = EngineDriver([pending])
    driver.answer(try #require(driver.turn().first), .lost(TransportFailure(.connectionLost, "reset")))
    driver.advance(by: .seconds(31))
    let left = Answers.key("ak_8", owner: "bot_1", metadata: "plain text", token: nil)
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys([left]))
    _ = driver.turn()
    driver.answerLookupsWithNothing()
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "credential_undecidable")
  }

  @Test("a user that is adopted and has what is carried over already gets nothing twice")
  func carriedAlready() throws {
    var pending = carrying(#"{"a":1}"#)
    pending.user = KnownUser(id: UserID("bot_1"), origin: .adopted, createdAt: "")
    var driver = EngineDriver([pending])
    let equal = Answers.key("ak_8", owner: "bot_1", metadata: #"{"a":1,"muster":"earlier.1-1.1"}"#, token: nil)
    driver.answer(try #require(driver.turn().first), status: 200, Answers.keys([equal]))
    #expect(driver.turn().isEmpty)
    #expect(driver.outcome(of: 1)?.code == "credential_exists")
  }
}
