import Engine
import Foundation
import NgrokAPI
import Testing

@testable import Ledger

@Suite("Credentials carried over from another account")
struct CarriedCredentialsTests {
  private let folder: ScratchFolder
  private var path: String { folder.file("run") }

  init() throws { folder = try ScratchFolder() }

  private let token =
    #"{"kind":"authtoken","id":"cr_1","description":"d","metadata":"{\"a\":1}","acl":["bind:*.a","*"]}"#
  private let ssh = #"{"kind":"ssh","id":"sshcr_1","public_key":"ssh-rsa A","acl":[]}"#

  private func add(
    _ key: String, _ carried: [String], to session: StagingSession, record: Int
  ) throws {
    func view<Value>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
      try Array(text.utf8).withUnsafeBytes(body)
    }
    try view(key) { key in
      try view(carried.isEmpty ? "" : "[\(carried.joined(separator: ","))]") { list in
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        try session.add(
          StagedCustomer(
            key: key, name: key, description: nothing, metadata: nothing, isActive: true, keyCount: 0, carried: list,
            carriedCount: carried.count),
          row: key, at: SourcePosition(record: record, line: record + 1))
      }
    }
  }

  private func staged(_ customers: [(String, [String])]) throws -> (RunLedger, StagingReview) {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    for (index, customer) in customers.enumerated() {
      try add(customer.0, customer.1, to: session, record: index + 1)
    }
    return (ledger, try session.finish())
  }

  @Test("each is one whose place a new one takes, and what it says is known")
  func unpacked() throws {
    let (ledger, review) = try staged([("A", [token, ssh]), ("B", [])])
    #expect(review.credentials == 2)
    #expect(try ledger.pendingDemand().credentials == 2)
    #expect(try ledger.carriesCredentials())
    let pending = try ledger.pending(after: nil, limit: 10)
    let customer = pending[0].customer.id
    #expect(
      pending[0].replacements == [
        Replacement(
          customer: customer, step: .credential(1),
          old: Credential(
            .authtoken, id: CredentialID("cr_1"), description: "d", metadata: #"{"a":1}"#, acl: ["bind:*.a", "*"])),
        Replacement(
          customer: customer, step: .credential(2),
          old: Credential(.ssh, id: CredentialID("sshcr_1"), publicKey: "ssh-rsa A")),
      ])
    #expect(pending[0].replacements.map(\.isRead) == [true, true])
    #expect(pending[1].replacements.isEmpty)
  }

  @Test("results name the one whose place was taken, and nothing of the other account is there to be retired")
  func results() throws {
    let (ledger, _) = try staged([("A", [token])])
    let customer = CustomerID(1)
    try ledger.commit([
      .user(customer, KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "t")),
      .credential(
        IssuedCredential(
          customer: customer, step: .credential(1), kind: .authtoken, id: CredentialID("cr_9"), token: Secret("s"),
          createdAt: "t")),
      .outcome(customer, Outcome(.done, verb: .created)),
    ])
    var rows: [ResultRow] = []
    try ledger.forEachResult { rows.append($0) }
    #expect(rows.map(\.replacesID) == ["cr_1"] && rows.map(\.credential) == ["authtoken"])
    var replaced = 0
    try ledger.forEachReplaced { _ in replaced += 1 }
    #expect(replaced == 0)
  }

  @Test("an edited list brings new ones and changed ones, and leaves alone what was begun")
  func editedList() throws {
    let (ledger, _) = try staged([("A", [token]), ("B", [token])])
    try ledger.commit([.user(CustomerID(1), KnownUser(id: UserID("bot_1"), origin: .created, createdAt: "t"))])
    var header = ledger.header
    header.listDigest = "d2"
    let session = try ledger.beginStaging(header)
    for (index, key) in ["A", "B", "C"].enumerated() { try add(key, [ssh], to: session, record: index + 1) }
    try session.finish()
    let pending = try ledger.pending(after: nil, limit: 10)
    #expect(pending.map { $0.replacements.map(\.old.id.rawValue) } == [["cr_1"], ["sshcr_1"], ["sshcr_1"]])
  }

  @Test("rows that are rejected as duplicates leave nothing behind")
  func duplicates() throws {
    let (ledger, review) = try staged([("A", [token]), ("A", [ssh, token])])
    #expect(review.rejected == 1 && review.credentials == 1)
    #expect(try ledger.pending(after: nil, limit: 10).flatMap(\.replacements).map(\.old.id.rawValue) == ["cr_1"])
  }
}
