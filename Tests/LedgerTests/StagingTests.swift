import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct StagingTests {
  let folder: ScratchFolder
  let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("a.muster")
  }

  private func stage(_ rows: [(key: String, name: String)], keyCount: Int = 1) throws -> (RunLedger, StagingReview) {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    for (index, row) in rows.enumerated() {
      let customer = Customer(id: CustomerID(0), key: row.key, name: row.name, keyCount: keyCount)
      try session.add(
        customer, row: Array("\(row.key),\(row.name)".utf8), at: SourcePosition(record: index + 1, line: index + 2))
    }
    return (ledger, try session.finish())
  }

  private func results(_ ledger: RunLedger) throws -> [ResultRow] {
    var rows: [ResultRow] = []
    try ledger.forEachResult { rows.append($0) }
    return rows
  }

  @Test("of rows with the same key the first stays, and the others name its line")
  func duplicateKeys() throws {
    let (ledger, review) = try stage([("1", "A"), ("2", "B"), ("1", "C"), ("3", "D"), ("1", "E")], keyCount: 2)
    #expect(review.read == 5 && review.rejected == 2 && review.customers == 3 && review.credentials == 6)
    let rows = try results(ledger)
    #expect(rows.map(\.stateWord) == ["pending", "pending", "rejected", "pending", "rejected"])
    #expect(rows[4].code == "key-duplicate" && rows[4].key == "1" && rows[4].name == "E")
    #expect(rows[4].message.contains("line 6 stands in line 2"))
    #expect(rows[4].source == SourcePosition(record: 5, line: 6))
    #expect(try ledger.tally().isBalanced)
  }

  @Test("of rows with the same name the first stays, unless that one was rejected for its key")
  func duplicateNames() throws {
    let (ledger, review) = try stage([("1", "A"), ("1", "B"), ("2", "B"), ("3", "B"), ("4", "A")])
    #expect(review.rejected == 3)
    let rows = try results(ledger)
    #expect(rows.map(\.code) == ["", "key-duplicate", "", "name-duplicate", "name-duplicate"])
    #expect(rows[3].message.contains("line 5 stands in line 4"))
    #expect(rows[4].message.contains("line 6 stands in line 2"))
  }

  @Test("customers that are to be inactive are counted as far as they are taken, and what is pending is added up")
  func demand() throws {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    for (index, key) in ["1", "2", "2", "3"].enumerated() {
      let customer = Customer(id: CustomerID(0), key: key, name: "N\(index)", isActive: index == 0, keyCount: index)
      try session.add(customer, at: SourcePosition(record: index + 1, line: index + 2))
    }
    let review = try session.finish()
    #expect(review.customers == 3 && review.inactive == 2 && review.credentials == 4)
    let demand = try ledger.pendingDemand()
    #expect(demand.credentials == 4 && demand.deactivations == 2)
    #expect(try results(ledger).map(\.wantsActive) == [true, false, true, false])
  }

  @Test("names that look the same and are written with other characters are pointed out, both rows named")
  func lookalikes() throws {
    let names = [
      "Müller", "Mu\u{308}ller", "Muller", "Mu\u{308}ller", "K. & Co", "\u{212A}. & Co", "\u{1E69}", "s\u{323}\u{307}",
      "s\u{307}\u{323}", "東京", "Å", "\u{212B}",
    ]
    let (ledger, review) = try stage(names.enumerated().map { (key: "\($0.offset)", name: $0.element) })
    #expect(review.rejected == 1 && review.customers == 11)
    let pairs = review.lookalikes.map { [$0.first.line, $0.source.line] }.sorted { $0[1] < $1[1] }
    #expect(pairs == [[2, 3], [6, 7], [8, 9], [8, 10], [12, 13]])
    #expect(review.lookalikeCount == 5)
    #expect(try ledger.tally().isBalanced)
  }

  @Test("of very many names that look alike only some are kept as examples")
  func manyLookalikes() throws {
    let names = (0..<50).flatMap { ["é\($0)", "e\u{301}\($0)"] }
    let (_, review) = try stage(names.enumerated().map { (key: "\($0.offset)", name: $0.element) })
    #expect(review.lookalikeCount == 50 && review.lookalikes.count == 20)
  }

  @Test("duplicates are worded by the caller")
  func wording() throws {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    try session.add(.example(1), at: SourcePosition(record: 1, line: 2))
    try session.add(.example(1), at: SourcePosition(record: 2, line: 5))
    var seen: [DuplicateRow] = []
    try session.examine { row in
      seen.append(row)
      return RejectionReason(code: "mine", message: "words")
    }
    try session.finish()
    let expected = DuplicateRow(
      field: .key, text: "C1", source: SourcePosition(record: 2, line: 5), first: SourcePosition(record: 1, line: 2))
    #expect(seen == [expected])
    #expect(try ledger.reasons().map(\.code) == ["mine"])
  }

  @Test("keys and names that differ in bytes are different, whatever Unicode says")
  func bytesDecide() throws {
    let (ledger, review) = try stage([("Caf\u{E9}", "x\u{E9}"), ("Cafe\u{301}", "xe\u{301}"), ("caf\u{E9}", "X\u{E9}")])
    #expect(review.rejected == 0)
    #expect(try ledger.tally()[.pending] == 3)
  }

  @Test("views are taken in with their bytes, ids follow the list")
  func views() throws {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    session.setListHeader(Array("id,name".utf8))
    for number in 1...3 {
      let texts = ["C\(number)", "Ä \(number)", "", "{\"a\":\(number)}"].map { Array($0.utf8) }
      try texts[0].withUnsafeBytes { key in
        try texts[1].withUnsafeBytes { name in
          try texts[2].withUnsafeBytes { description in
            try texts[3].withUnsafeBytes { metadata in
              try session.add(
                StagedCustomer(
                  key: key, name: name, description: description, metadata: metadata, isActive: number != 2,
                  keyCount: number),
                row: name, at: SourcePosition(record: number, line: number * 2))
            }
          }
        }
      }
    }
    try session.finish()
    let customers = try ledger.pending(after: nil, limit: 9).map(\.customer)
    #expect(
      customers[1]
        == Customer(
          id: CustomerID(2), key: "C2", name: "Ä 2", description: "", metadata: "{\"a\":2}", isActive: false,
          keyCount: 2
        ))
    #expect(customers.map(\.id.rawValue) == [1, 2, 3])
    #expect(try ledger.listHeader() == Array("id,name".utf8))
  }

  @Test("every record that was read is counted once: filtered, rejected or a customer")
  func law() throws {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    try session.add(.example(1), at: SourcePosition(record: 1, line: 2))
    session.filter()
    try Array("bad".utf8).withUnsafeBytes {
      try session.reject(
        RejectionReason(code: "row-field-count", message: "m"), row: $0, at: SourcePosition(record: 3, line: 4))
    }
    try session.add(.example(4), at: SourcePosition(record: 4, line: 5))
    let review = try session.finish()
    try ledger.commit(CommitTests.finished(1) + [.outcome(CustomerID(2), Outcome(.unchanged))])
    let tally = try ledger.tally()
    #expect(review.read == 4 && review.filtered == 1 && review.rejected == 1 && review.customers == 2)
    #expect(tally.read == 4 && tally[.filtered] == 1 && tally[.rejected] == 1)
    #expect(tally[.created] == 1 && tally[.done] == 1 && tally[.unchanged] == 1 && tally[.pending] == 0)
    #expect(tally.isBalanced)
    try ledger.database.execute("DELETE FROM customer WHERE id = 1")
    #expect(try !ledger.tally().isBalanced)
  }

  @Test("an empty list is a list")
  func empty() throws {
    let (ledger, review) = try stage([])
    #expect(review == StagingReview())
    #expect(try ledger.pending(after: nil, limit: 1).isEmpty)
    #expect(code { _ = try ledger.beginStaging() } == .exists)
  }
}
