import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct ResultsTests {
  let folder: ScratchFolder
  let ledger: RunLedger

  /// Customers 1–7 with row 4 rejected: 1 has two keys, 2 failed half-way, 3 is unknown, 5 was skipped, 6 is in flight,
  /// 7 is untouched.
  init() throws {
    folder = try ScratchFolder()
    ledger = try RunLedger.create(at: folder.file("a.muster"), header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    for number in 1...7 {
      let source = SourcePosition(record: number, line: number * 10)
      let row = Array("row \(number)".utf8)
      if number == 4 {
        try row.withUnsafeBytes {
          try session.reject(
            key: "C4", RejectionReason(code: "name-empty", message: "the name is empty"), row: $0, at: source)
        }
      } else {
        try session.add(.example(number, keyCount: number == 1 ? 2 : 1), row: row, at: source)
      }
    }
    try session.finish()
    let inFlight = Attempt(customer: CustomerID(5), step: .user, number: 1, state: .ambiguous)
    let second = IssuedCredential(
      customer: CustomerID(1), step: .credential(2), id: CredentialID("ak_1b"), token: Secret("token-1b"),
      createdAt: "t1b")
    try ledger.commit(CommitTests.finished(1) + [.credential(second)])
    try ledger.commit([
      .user(CustomerID(2), KnownUser(id: UserID("bot_2"), origin: .adopted, createdAt: "t2")),
      .outcome(CustomerID(2), Outcome(.failed, code: "ERR_NGROK_604", message: "no", operationID: "op_f")),
      .outcome(CustomerID(3), Outcome(.unknown, code: "quarantine", message: "who knows")),
      .outcome(CustomerID(4), Outcome(.skipped)), .attempt(inFlight),
    ])
  }

  private func rows(_ selection: RowSelection) throws -> [String] {
    var found: [String] = []
    try ledger.forEachOriginalRow(selection) {
      found.append("\(String(decoding: $0.bytes, as: UTF8.self)) \($0.source.line) \($0.code)")
    }
    return found
  }

  @Test("there is a row for each customer and credential, in the order of the list")
  func results() throws {
    var rows: [ResultRow] = []
    try ledger.forEachResult { rows.append($0) }
    #expect(
      rows.map { "\($0.key) \($0.stateWord) \($0.userID) \($0.credential) \($0.credentialID) \($0.createdAt)" } == [
        "C1 created bot_1 api_key ak_1 t1", "C1 created bot_1 api_key ak_1b t1b", "C2 failed bot_2   t2",
        "C3 unknown    ", "C4 rejected    ", "C5 skipped    ", "C6 pending    ", "C7 pending    ",
      ])
    #expect(rows.map { $0.token?.exposed } == ["token-1", "token-1b"] + Array(repeating: nil, count: 6))
    #expect(rows.map(\.source.line) == [10, 10, 20, 30, 40, 50, 60, 70])
    #expect(rows[2].code == "ERR_NGROK_604" && rows[2].message == "no" && rows[2].operationID == "op_f")
    #expect(rows.allSatisfy { "\($0)".contains("token-1") == false })
    #expect(ResultRow.columns.count == 13)
  }

  @Test("original rows come back by how they ended; the ambiguous ones are in no selection")
  func selections() throws {
    #expect(try rows(.failed) == ["row 2 20 ERR_NGROK_604"])
    #expect(try rows(.rejected) == ["row 4 40 name-empty"])
    #expect(try rows(.unprocessed) == ["row 7 70 "])
  }

  @Test("reasons are counted with an example, the most frequent of a state first")
  func reasons() throws {
    try ledger.commit([
      .outcome(CustomerID(4), Outcome(.failed, code: "b", message: "m4")),
      .outcome(CustomerID(6), Outcome(.failed, code: "b", message: "m6")),
    ])
    let reasons = try ledger.reasons()
    #expect(
      reasons.map { "\($0.state.word) \($0.code) \($0.count)" } == [
        "rejected name-empty 1", "failed b 2", "failed ERR_NGROK_604 1", "unknown quarantine 1",
      ])
    #expect(reasons[1].exampleKey == "C5" && reasons[1].exampleMessage == "m4")
    #expect(reasons[1].exampleSource == SourcePosition(record: 5, line: 50))
  }

  @Test("results are walked through without sorting, so that memory stays flat")
  func plan() throws {
    #expect(try ledger.plan(of: ledger.resultsQuery(isEdited: false)).allSatisfy { !$0.contains("B-TREE") })
  }

  @Test("an error in the middle of the results stops them, and they can be asked for again")
  func stopped() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try ledger.forEachResult { _ in throw Stop() } }
    var count = 0
    try ledger.forEachResult { _ in count += 1 }
    #expect(count == 8)
  }
}
