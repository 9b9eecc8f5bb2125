import Engine
import NgrokAPI
import Testing

@Suite("A user that is adopted") struct AdoptionTests {
  private func driver() -> EngineDriver {
    var pending = customer(1)
    pending.listedUser = User(
      id: UserID("bot_1"), name: "Customer 1", isActive: true, createdAt: "2026-01-01T00:00:00Z")
    return EngineDriver([pending]) {
      $0.existing = .adopt
      $0.keyMember = "id"
    }
  }

  @Test("is left alone if its keys are another customer's of ours")
  func otherCustomer() throws {
    var driver = driver()
    let listing = try #require(driver.turn().first)
    let key = Answers.key("ak_1", owner: "bot_1", metadata: #"{"id":"2","muster":"other.2-1.1"}"#)
    driver.answer(listing, status: 200, Answers.keys([key]))
    _ = driver.turn()
    #expect(driver.outcome(of: 1)?.code == "other_customer")
    #expect(driver.attempts.isEmpty, "a key was issued to another customer's user")
  }

  @Test(
    "is adopted if its keys are this customer's, or nobody's of ours",
    arguments: [
      #"{"id":"1","plan":"old","muster":"other.1-1.1"}"#, #"{"id":"2"}"#, #"{"plan":"x","muster":"other.1-1.1"}"#,
    ])
  func adopted(metadata: String) throws {
    var driver = driver()
    let listing = try #require(driver.turn().first)
    driver.answer(listing, status: 200, Answers.keys([Answers.key("ak_1", owner: "bot_1", metadata: metadata)]))
    #expect(try #require(driver.turn().first).request.method == .post)
  }
}
