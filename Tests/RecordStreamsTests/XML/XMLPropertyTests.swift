import Testing

@testable import RecordStreams

@Suite struct XMLPropertyTests {
  private static let alphabet = [
    "a", "B", "7", " ", "<", ">", "&", "\"", "'", "\n", "\r", "\r\n", "\t", "ü", "漢", "🙂", "]]>", "&amp;", "<x>", "--",
    "\u{85}",
    "_x0041_",
  ]

  private func randomText(_ generator: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...12, using: &generator))
      .map { _ in XMLPropertyTests.alphabet.randomElement(using: &generator) ?? "" }.joined()
  }

  @Test("what was written is read again, whatever is in it", arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let columns = ["id", "first name", "@id", "a/b", "p[2]", "#text", "2nd", "_x0020_", "a:b", "漢 字"]
      .prefix(Int.random(in: 1...10, using: &generator))
    let records = (0..<Int.random(in: 1...20, using: &generator)).map { _ in
      columns.map { _ in Int.random(in: 0..<4, using: &generator) == 0 ? nil : randomText(&generator) }
    }
    let sink = MemoryByteSink()
    var writer = XMLWriter(to: sink)
    try writer.begin(columns: Array(columns))
    for record in records { try writer.write(record) }
    try writer.finish()

    let reading = XMLReading(sink.bytes)
    #expect(reading.failure == nil)
    let values = reading.rows.map { row in columns.map { row.values[$0] } }
    #expect(values.map { $0.map { $0.map { Array($0.utf8) } } } == records.map { $0.map { $0.map { Array($0.utf8) } } })
  }

  private static let parts = [
    "<r>", "</r>", "<r/>", "<r a='1'>", "<n>", "</n>", "<n/>", "<p:n xmlns:p='u'/>", "text", " ", "\n", "\r\n", "ü",
    "&amp;", "&e;",
    "&x;", "&", "<", ">", "]]>", "<![CDATA[x]]>", "<![CDATA[", "<!-- c -->", "<!--", "--", "<?p d?>", "<?", "'", "\"",
    "=", "/",
    "<r a='>' b=\"<\"/>", "&#10;", "\u{1}", "<n a='", "'>",
  ]

  @Test(
    "any bytes give the same records and the same failure, however they are cut", arguments: 0..<200 as Range<UInt64>)
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var text = seed % 3 == 0 ? "<!DOCTYPE l [<!ENTITY e 'E'>\n<?p '?>]>" : ""
    text += "<l><r>1</r>\n<r><n>2</n></r>"
    for _ in 0..<Int.random(in: 0..<20, using: &generator) {
      text += XMLPropertyTests.parts.randomElement(using: &generator) ?? ""
    }
    var bytes = Array((text + "</l>").utf8)
    if seed % 7 == 0 {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    var options = XMLOptions(record: seed % 2 == 0 ? "r" : nil)
    if seed % 5 == 0 { options.limits.recordBytes = 40 }
    let reading = readXML(bytes, options)
    let random = Int.random(in: 3...100, using: &generator)
    #expect(XMLReading(bytes, options, chunkSize: random, pieceLength: random) == reading)
  }

  @Test(
    "long texts are cut where it does not show",
    arguments: [
      ("x", "x"), ("ü", "ü"), ("]", "]"), ("a\r\n", "a\n"), ("a&amp;", "a&"), ("漢&#65;", "漢A"), ("]]&gt;", "]]>"),
    ])
  func longText(part: String, read: String) {
    let count = 150_000 / part.utf8.count
    let text = String(repeating: part, count: count)
    let reading = XMLReading(Array("<l><r>\(text)</r><r/></l>".utf8))
    #expect(reading.failure == nil)
    #expect(reading.values == [["#text": String(repeating: read, count: count)], [:]])
  }
}
