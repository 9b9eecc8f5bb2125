import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite("Customers whose end is unknown")
struct UnknownTests {
  private let folder: ScratchFolder
  private let ledger: RunLedger

  init() throws {
    folder = try ScratchFolder()
    ledger = try RunLedger.staged(3, at: folder.file("run.muster"))
    let user = KnownUser(id: UserID("bot_2"), origin: .adopted, createdAt: "2026-01-01T00:00:00Z")
    try ledger.commit([
      .user(CustomerID(2), user),
      .attempt(Attempt(customer: CustomerID(2), step: .user, number: 1, state: .succeeded)),
      .attempt(Attempt(customer: CustomerID(2), step: .credential(1), number: 1, state: .ambiguous)),
      .outcome(CustomerID(2), Outcome(.unknown, code: "credential_undecidable", message: "ak_1")),
      .outcome(CustomerID(3), Outcome(.failed, code: "ERR_NGROK_4110")),
    ])
  }

  @Test("are told with their users, and the attempts of which nobody knows the end")
  func told() throws {
    let unknown = try #require(try ledger.unknowns().first)
    #expect(try ledger.unknowns().count == 1)
    #expect(unknown.customer.id == CustomerID(2) && unknown.customer.key == "C2" && unknown.user == UserID("bot_2"))
    #expect(unknown.code == "credential_undecidable")
    #expect(unknown.openAttempts.map(\.step) == [.credential(1)])
    #expect(unknown.source.line == 3)
  }

  @Test("are pending once more when a person has decided, and others stay as they are")
  func settled() throws {
    let key = IssuedCredential(
      customer: CustomerID(2), step: .credential(1), id: CredentialID("ak_1"), token: nil, createdAt: "")
    let theirs = Credential(.apiKey, id: CredentialID("ak_9"), ownerID: UserID("bot_2"))
    try ledger.settleUnknowns(
      [CustomerID(2), CustomerID(3)],
      by: [
        .credential(key),
        .attempt(Attempt(customer: CustomerID(2), step: .credential(1), number: 1, state: .succeeded)),
      ], leavingAlone: [theirs])
    #expect(try ledger.unknowns().isEmpty)
    let tally = try ledger.tally()
    #expect(tally[.pending] == 2 && tally[.failed] == 1)
    #expect(try ledger.pending(after: CustomerID(1), limit: 1).first?.issuedSteps == [.credential(1)])
    let known = try ledger.answer(
      Lookup(customer: CustomerID(2), question: .credentials([CredentialID("ak_1"), CredentialID("ak_9")])))
    #expect(known == .credentials(issued: [CredentialID("ak_1")], earlier: [CredentialID("ak_9")]))
  }

  @Test("a decision that contradicts the ledger changes nothing")
  func refused() throws {
    let other = KnownUser(id: UserID("bot_7"), origin: .adopted, createdAt: "")
    #expect(
      code { try ledger.settleUnknowns([CustomerID(2)], by: [.user(CustomerID(2), other)], leavingAlone: []) }
        == .contradiction)
    #expect(try ledger.unknowns().count == 1)
  }
}
