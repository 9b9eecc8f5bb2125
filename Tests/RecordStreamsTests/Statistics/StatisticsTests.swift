import Testing

@testable import RecordStreams

@Suite struct StatisticsTests {
  private func statistics(of list: String, upTo most: Int = .max) throws -> ListStatistics {
    let reader = try CSVReader(MemoryByteSource(list, chunkSize: 64))
    let batch = RecordBatch()
    var statistics = ListStatistics()
    while try reader.read(into: batch) { statistics.add(batch, upTo: most) }
    return statistics
  }

  @Test("a column says how many values it has, how many differ, what they look like, the longest and the first")
  func column() throws {
    let result = try statistics(
      of: "id,mail,note\n1,a@x.de,\n2,a@x.de,\"ä\nb\"\n3,nobody,\n4,b@x.de,long text\n5\n6,c@x.de,1.5\n")
    #expect(result.names == ["id", "mail", "note"])
    #expect((result.records, result.rejected) == (5, 1))
    let (mail, note) = (result.columns[1], result.columns[2])
    #expect((mail.filled, mail.distinct, mail.isDistinctExact) == (5, 4, true))
    #expect(mail.shapes.map(\.shape) == [.email, .text])
    #expect(mail.shapes.map(\.count) == [4, 1])
    #expect(mail.examples == ["a@x.de", "nobody", "b@x.de"])
    #expect((note.filled, note.longest, note.longestLine) == (3, 9, 6))
    #expect(note.shapes.map(\.shape) == [.text, .decimal])
  }

  @Test("no more records are counted than asked for")
  func bounded() throws {
    let result = try statistics(of: "id,name\n1,a\n2,b\n3,c\n", upTo: 2)
    #expect(result.records == 2)
    #expect(result.columns[0].filled == 2)
  }

  @Test("a long value is cut in the examples, between characters")
  func longExample() throws {
    let result = try statistics(of: "id,name\n1,\(String(repeating: "漢", count: 50_000))\n")
    #expect(result.columns[1].examples == [String(repeating: "漢", count: 39) + "…"])
    #expect(result.columns[1].longest == 150_000)
  }

  @Test("few different values are counted exactly, however often they come")
  func exact() {
    var counter = DistinctCounter(isFine: true)
    for index in 0..<100_000 { counter.add(hash: hash("\(index % 256)")) }
    #expect(counter.isExact)
    #expect(counter.count == 256)
  }

  @Test("many are estimated to within four standard errors", arguments: [257, 1000, 5000, 12_000, 50_000, 300_000])
  func estimated(count: Int) {
    for (isFine, error) in [(true, 0.065), (false, 0.26)] {
      var counter = DistinctCounter(isFine: isFine)
      for index in 0..<count {
        counter.add(hash: hash("customer \(index)"))
        if index % 3 == 0 { counter.add(hash: hash("customer \(index / 2)")) }
      }
      #expect(!counter.isExact)
      #expect(abs(Double(counter.count) / Double(count) - 1) < error, "\(counter.count)")
    }
  }

  private func hash(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes { mixedHash(of: $0) } }

  @Test(
    "values look like what they are",
    arguments: [
      ("", .empty), ("Acme", .text), ("42", .integer), ("-7", .integer), ("+49", .integer), ("1.5", .decimal),
      ("1,5", .decimal),
      ("1.2.3", .text), ("-", .text), ("2024-05-31", .date), ("31.05.2024", .date), ("05/31/2024", .date),
      ("2024-05-31T12:00:00Z", .time), ("2024-05-31 12:00", .time), ("2024-05-31x", .text), ("a@b.de", .email),
      ("a b@c.de", .text), ("@b.de", .text), ("a@b", .text), ("https://x.de", .webAddress), ("TRUE", .truth),
      ("3f2b8c1e-9d4a-4c6b-8f1e-2a7d5c9b0e13", .uuid), ("3f2b8c1e-9d4a-4c6b-8f1e-2a7d5c9b0e1z", .text),
      ("bot_2f4Kp9cQ1mZx7LwT3vYbN8sR6eH", .identifier), ("customer_name_of_the_company", .text),
      ("0170/1234567", .text),
    ] as [(String, ValueShape)])
  func shapes(text: String, shape: ValueShape) {
    #expect(ValueShape(of: text.utf8) == shape)
  }
}
