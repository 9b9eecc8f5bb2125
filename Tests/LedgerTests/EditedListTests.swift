import Engine
import Foundation
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct EditedListTests {
  let folder: ScratchFolder
  let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("a.muster")
  }

  /// Stages an edited list whose rows are `KEY` or `KEY=NAME`.
  private func edit(
    _ ledger: RunLedger, _ rows: [String], mapping: String = JobHeader.example().mapping
  ) throws -> StagingReview {
    let session = try ledger.beginStaging(.example(digest: "d2", mapping: mapping))
    try add(rows, to: session)
    return try session.finish()
  }

  private func add(_ rows: [String], to session: StagingSession) throws {
    for (index, row) in rows.enumerated() {
      let parts = row.split(separator: "=", maxSplits: 1).map(String.init)
      let number = Int(parts[0].dropFirst()) ?? 0
      let customer = Customer.example(number, name: parts.count > 1 ? parts[1] : nil)
      try session.add(
        customer, row: Array("edited \(row)".utf8), at: SourcePosition(record: index + 1, line: index + 2))
    }
  }

  private func listing(_ ledger: RunLedger) throws -> [String] {
    var rows: [String] = []
    try ledger.forEachResult { rows.append("\($0.key)=\($0.name) \($0.stateWord)") }
    return rows
  }

  @Test("new customers are taken up, gone ones leave the list, changed ones change unless they were begun")
  func differences() throws {
    let ledger = try RunLedger.staged(5, at: path)
    try ledger.commit(CommitTests.finished(1) + CommitTests.finished(2))
    try ledger.commit([
      .attempt(Attempt(customer: CustomerID(3), step: .user, number: 1, state: .intended))
    ])
    let review = try edit(ledger, ["C7", "C1=renamed", "C3=renamed too", "C4=fresh", "C6", "C2"])
    #expect(
      review.difference?.added == ListDifference.Group(count: 2, examples: ["C7", "C6"]))
    #expect(review.difference?.kept == ListDifference.Group(count: 2, examples: ["C1", "C3"]))
    #expect(review.difference?.updated == ListDifference.Group(count: 1, examples: ["C4"]))
    #expect(review.difference?.gone == ListDifference.Group(count: 1, examples: ["C5"]))
    #expect(review.difference?.common == 4)
    #expect(
      try listing(ledger) == [
        "C7=Customer 7 pending", "C1=Customer 1 created", "C3=Customer 3 pending", "C4=fresh pending",
        "C6=Customer 6 pending", "C2=Customer 2 created",
      ])
    #expect(try ledger.pending(after: nil, limit: 9).map(\.customer.key) == ["C3", "C4", "C7", "C6"])
    #expect(try ledger.tally().isBalanced)
    #expect(try ledger.tally().read == 6)
    #expect(ledger.header.listDigest == "d2")
    ledger.close()
    let reopened = try RunLedger.open(at: path)
    #expect(reopened.header.listDigest == "d2")
    #expect(try reopened.counts().credentials == 2)
    #expect(try reopened.plan(of: reopened.resultsQuery(isEdited: true)).allSatisfy { !$0.contains("B-TREE") })
  }

  @Test("a list is untouched until the first request for one of its customers is intended")
  func untouched() throws {
    let ledger = try RunLedger.staged(3, at: path)
    #expect(try ledger.isUntouched())
    try ledger.commit([
      .attempt(Attempt(customer: CustomerID(2), step: .user, number: 1, state: .intended))
    ])
    #expect(try !ledger.isUntouched())
  }

  @Test("a customer that comes back is the one that it was")
  func comesBack() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(2))
    _ = try edit(ledger, ["C1", "C3"])
    #expect(try ledger.tally()[.created] == 0)
    let review = try edit(ledger, ["C2", "C1", "C3"])
    #expect(review.difference?.added.count == 0)
    #expect(try listing(ledger) == ["C2=Customer 2 created", "C1=Customer 1 pending", "C3=Customer 3 pending"])
    #expect(try ledger.pending(after: nil, limit: 9).map(\.customer.id.rawValue) == [1, 3])
  }

  @Test("a customer whom the API refused is taken up again when its row was mended")
  func mended() throws {
    let ledger = try RunLedger.staged(3, at: path)
    let refused = Attempt(customer: CustomerID(1), step: .user, number: 1, state: .refused)
    try ledger.commit([
      .attempt(refused), .outcome(CustomerID(1), Outcome(.failed, code: "ERR_NGROK_4110", message: "too long")),
      .outcome(CustomerID(2), Outcome(.failed, code: "ERR_NGROK_4110", message: "too long")),
    ])
    let review = try edit(ledger, ["C1=short", "C2", "C3"])
    #expect(review.difference?.updated.examples == ["C1"])
    #expect(try listing(ledger) == ["C1=short pending", "C2=Customer 2 failed", "C3=Customer 3 pending"])
    #expect(try ledger.pending(after: nil, limit: 1).first?.attempts == [refused])
  }

  @Test("two customers not yet begun may exchange their names")
  func exchange() throws {
    let ledger = try RunLedger.staged(2, at: path)
    let review = try edit(ledger, ["C1=Customer 2", "C2=Customer 1"])
    #expect(review.rejected == 0)
    #expect(try listing(ledger) == ["C1=Customer 2 pending", "C2=Customer 1 pending"])
  }

  @Test("the name of a user that is there already is not given to another customer", arguments: [true, false])
  func takenName(isGone: Bool) throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(1))
    let review = try edit(ledger, ["C9=Customer 1", "C2"] + (isGone ? [] : ["C1=another"]))
    #expect(review.rejected == 1)
    #expect(review.credentials == (isGone ? 1 : 2))
    #expect(try ledger.reasons().map(\.code) == ["name-taken"])
    #expect(try ledger.reasons()[0].exampleMessage.contains("line 2 is that of customer \"C1\""))
    #expect(try ledger.pending(after: nil, limit: 9).map(\.customer.key) == ["C2"])
    #expect(try ledger.tally().isBalanced)
    // Once more: what was rejected stays so.
    let again = try edit(ledger, ["C9=Customer 1", "C2", "C1=another"])
    #expect(again.rejected == 1)
    #expect(try ledger.tally().isBalanced)
  }

  @Test("a list with no common key or another mapping is another list, and the ledger stays as it is")
  func otherList() throws {
    let ledger = try RunLedger.staged(3, at: path)
    let before = try listing(ledger)
    #expect(code { _ = try edit(ledger, ["D11", "C12"]) } == .otherList)
    #expect(code { _ = try edit(ledger, ["C1"], mapping: "key=other\n") } == .otherList)
    #expect(try listing(ledger) == before)
    let session = try ledger.beginStaging(.example(mapping: "more"), isMappingCompatible: true)
    try add(["C1"], to: session)
    try session.finish()
    #expect(ledger.header.mapping == "more")
  }

  @Test("looking at an edited list changes nothing, and leaves no file behind")
  func onlyExamined() throws {
    let ledger = try RunLedger.staged(3, at: path)
    let before = try listing(ledger)
    do {
      let session = try ledger.beginStaging(.example(digest: "d2"))
      try add(["C1=changed", "C9"], to: session)
      let review = try session.examine()
      #expect(review.difference?.gone.count == 2)
    }
    do {
      let session = try ledger.beginStaging(.example(digest: "d2"))
      try add(["C1=changed"], to: session)
    }
    #expect(try listing(ledger) == before)
    #expect(ledger.header == .example())
    #expect(!FileManager.default.fileExists(atPath: path + "-incoming"))
    #expect(try edit(ledger, ["C1"]).difference?.gone.count == 2)
    try ledger.commit(CommitTests.finished(1))
  }

  @Test("what a crash has left of an edited list is thrown away")
  func crashLeftovers() throws {
    let ledger = try RunLedger.staged(2, at: path)
    try Data("rubbish".utf8).write(to: URL(fileURLWithPath: path + "-incoming"))
    #expect(try edit(ledger, ["C1", "C2", "C3"]).difference?.added.count == 1)
  }

  @Test("duplicates in an edited list are found, too, and rejected rows are those of the new list")
  func duplicates() throws {
    let ledger = try RunLedger.staged([.example(1), .example(1), .example(2)], at: path)
    #expect(try ledger.tally()[.rejected] == 1)
    let review = try edit(ledger, ["C1", "C2", "C3", "C3", "C4=Customer 1"])
    #expect(review.rejected == 2)
    #expect(try ledger.reasons().map(\.code) == ["key-duplicate", "name-duplicate"])
    #expect(try ledger.tally().isBalanced)
  }
}
