import Testing

@testable import RecordStreams

@Suite("Cells that a spreadsheet would run")
struct SpreadsheetTests {
  private static let texts = [
    "", "'", "''", "x", "=1+1", "+49 30", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "'=1", "''=1", "'x", "x=1", " =1",
    "'-",
    "ä=", "=", "'\u{1F600}", "'''", "=HYPERLINK(\"http://x\",\"y\")",
  ]

  private func written(_ texts: [String]) throws -> String {
    let sink = MemoryByteSink()
    var writer = CSVWriter(to: sink, defusesFormulas: true)
    try writer.begin(columns: ["id", "=text"])
    for text in texts { try writer.write(["1", text]) }
    try writer.finish()
    return sink.text
  }

  @Test("they get an apostrophe in front, and others do not")
  func defused() throws {
    let lines = try written(["=1+1", "x", "-5", "'x", "'=1"]).split(separator: "\n")
    #expect(lines == ["id,'=text", "1,'=1+1", "1,x", "1,'-5", "1,'x", "1,''=1"])
  }

  @Test("reading takes the apostrophe off again, and nothing else, in chunks of any size", arguments: [1, 2, 7, 4096])
  func roundTrip(chunkSize: Int) throws {
    var options = ReadOptions()
    options.csv.isDefused = true
    options.csv.delimiter = UInt8(ascii: ",")
    let source = MemoryByteSource(try written(Self.texts), chunkSize: chunkSize)
    let reader = try makeReader(of: .csv, from: source, options: options)
    let batch = RecordBatch()
    var found: [String] = []
    while try reader.read(into: batch) {
      #expect(batch.columns.names == ["id", "=text"])
      for case .record(let record) in batch { found.append(record[1].text) }
    }
    #expect(found == Self.texts)
    #expect(reader.columns.names == ["id", "=text"])
  }

  @Test("any text comes back", arguments: 0..<200 as Range<UInt64>)
  func anyText(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabet: [Character] = ["'", "=", "-", "+", "@", "\t", "a", ",", "\""]
    let texts = (0..<20).map { _ in
      String(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
    }
    for text in texts {
      let isDangerous = Array(text.utf8).withUnsafeBytes { SpreadsheetText.isDangerous($0) }
      #expect(SpreadsheetText.original(isDangerous ? "'\(text)" : text) == text)
    }
  }
}
