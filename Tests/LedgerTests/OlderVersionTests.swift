import Engine
import Foundation
import NgrokAPI
import Support
import Testing

@testable import Ledger

/// `Fixtures/version-1.muster` was written by muster 0.1.0 at f661a4b, the last one of version 1: three customers with two
/// API keys each, one of them done, stopped by `--stop-after 1`.
@Suite("Ledgers of older versions")
struct OlderVersionTests {
  private let folder: ScratchFolder
  private var path: String { folder.file("older.muster") }

  init() throws {
    folder = try ScratchFolder()
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/version-1.muster")
    try FileManager.default.copyItem(atPath: fixture.path(), toPath: path)
  }

  private func checkContents(of ledger: RunLedger) throws {
    let tally = try ledger.tally()
    #expect(tally.isBalanced)
    #expect(tally[.created] == 1 && tally[.pending] == 2)
    var rows: [ResultRow] = []
    try ledger.forEachResult { rows.append($0) }
    #expect(rows.map(\.key) == ["C-1", "C-1", "C-2", "C-3"])
    #expect(rows.compactMap(\.token).count == 2)
    #expect(
      try ledger.pending(after: nil, limit: 10).map(\.customer.credentialKinds) == [
        [.apiKey, .apiKey], [.apiKey, .apiKey],
      ])
    #expect(try ledger.pendingDemand() == Demand(apiKeys: 4))
  }

  @Test("are read as they are, and not changed by it")
  func read() throws {
    let before = try Data(contentsOf: URL(filePath: path))
    let ledger = try RunLedger.openForReading(at: path)
    try checkContents(of: ledger)
    ledger.close()
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test("are brought up to this version by going on with them, and keep what they hold")
  func migrated() throws {
    let ledger = try RunLedger.open(at: path)
    #expect(try ledger.database.integer("PRAGMA user_version") == Schema.version)
    try checkContents(of: ledger)
    ledger.close()
    let again = try RunLedger.open(at: path)
    try checkContents(of: again)
    again.close()
  }

  @Test("take an edited list that asks for other kinds of credential")
  func edited() throws {
    let ledger = try RunLedger.open(at: path)
    defer { ledger.close() }
    let staging = try ledger.beginStaging(ledger.header)
    for (number, key) in ["C-1", "C-2", "C-3"].enumerated() {
      try staging.add(
        Customer(
          id: CustomerID(0), key: key, name: "N\(number)", keyCount: 0, authtokenCount: 1, acl: ["bind:a", "bind:b"],
          publicKey: "ssh-ed25519 \(number)"), at: SourcePosition(record: number + 1, line: number + 2))
    }
    let difference = try #require(try staging.finish().difference)
    #expect(difference.kept.count == 1 && difference.updated.count == 2)
    let pending = try ledger.pending(after: nil, limit: 10).map(\.customer)
    #expect(pending.map(\.credentialKinds) == [[.authtoken, .ssh], [.authtoken, .ssh]])
    #expect(pending.first?.acl == ["bind:a", "bind:b"])
    #expect(try ledger.pendingDemand() == Demand(authtokens: 2, sshCredentials: 2))
  }
}
