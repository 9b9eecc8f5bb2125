import Engine
import Foundation
import Ledger
import NgrokAPI
import Testing

@testable import Runner

@Suite("What a ledger keeps of changes that it cannot take")
struct KeptChangesTests {
  @Test("what contradicts the ledger is not kept, as no opening could take it in")
  func contradiction() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "contradiction-\(UUID().uuidString).muster").path
    let header = JobHeader(
      run: "r1", baseURL: "https://api.ngrok.com", listPath: "a.csv", listDigest: "d", mapping: "m",
      createdAt: "2026-01-01T00:00:00Z", programVersion: "test")
    let ledger = try RunLedger.create(at: path, header: header, durability: .none)
    defer { ledger.discard() }
    let user = Change.user(CustomerID(1), KnownUser(id: UserID("bot_1"), origin: .created, createdAt: ""))
    ledger.keep([user], after: LedgerError(.contradiction, "two tokens for one step"))
    #expect(ledger.spilledTo == nil)
    ledger.keep([user], after: LedgerError(.inputOutput, "broken"))
    let place = try #require(ledger.spilledTo)
    try FileManager.default.removeItem(atPath: place)
  }
}
