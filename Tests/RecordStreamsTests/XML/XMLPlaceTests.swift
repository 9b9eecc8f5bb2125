import Testing

@testable import RecordStreams

@Suite struct XMLPlaceTests {
  @Test("a record is at the line and byte where its tag begins, whatever ends lines", arguments: ["\n", "\r\n", "\r"])
  func starts(lineBreak: String) {
    let text = "<l>\n\n  <r\n  a=\"1\"\n  b=\"2\"/>ü<r>\n</r>\n</l>".replacing("\n", with: lineBreak)
    let reading = readXML(text)
    #expect(reading.rows.map(\.line) == [3, 5])
    #expect(reading.rows.map(\.number) == [1, 2])
    let bytes = Array(text.utf8)
    for row in reading.rows { #expect(bytes[row.byteOffset...].starts(with: "<r".utf8)) }
  }

  @Test("lines beyond 65,535 are counted")
  func manyLines() {
    let text = "<l>" + String(repeating: "\n", count: 70_000) + "<r/>\n<r/>\n<r></l>"
    let reading = XMLReading(Array(text.utf8))
    #expect(reading.rows.map(\.line) == [70_001, 70_002])
    #expect(reading.failure?.position?.line == 70_003)
    #expect(reading.mistake?.contains("of line 70003") == true)
  }

  @Test("lines are right in a list that is longer than what is in memory")
  func manyRecords() {
    let text = "<l>\n" + (0..<30_000).map { "<r id=\"\($0)\">\n<n>ü \($0)</n>\r\n</r>\n" }.joined() + "<r>&x;</r></l>"
    let reading = XMLReading(Array(text.utf8))
    #expect(reading.rows.map(\.line) == (0..<30_000).map { 2 + 3 * $0 })
    #expect(reading.failure?.position?.line == 90_002)
    #expect(reading.failure?.position?.column == 7)
    let bytes = Array(text.utf8)
    #expect(reading.rows.allSatisfy { bytes[$0.byteOffset] == UInt8(ascii: "<") })
  }

  @Test(
    "a mistake is shown where it is",
    arguments: [
      ("<l>\n<r>ü & b</r></l>", 2, 7), ("<l>\n <r>1</x></l>", 2, 6), ("<l>\n<r a=\"1\" a=\"2\"/></l>", 2, 1),
      ("<l><r>\u{1}</r></l>", 1, 7), ("<l>\n</l>\n<l/>", 3, 1), ("<l><r a=b/></l>", 1, 9),
      ("<l><r>é]]></r></l>", 1, 8), ("<l><!-- a -- b --></l>", 1, 11), ("<l>\n<p:r/></l>", 2, 1), ("<l>\n<r>", 2, 4),
      ("<l>\r\n<r>&nbsp;</r></l>", 2, 10),
    ])
  func mistakes(text: String, line: Int, column: Int) {
    let position = readXML(text, record: "r").failure?.position
    #expect(position?.line == line)
    #expect(position?.column == column)
  }

  @Test("invalid UTF-8 is shown at its byte, behind the records in front of it")
  func invalidText() {
    let reading = readXML(Array("<l>\n<r>1</r><r>ü".utf8) + [0xff] + Array("</r></l>".utf8), XMLOptions(record: "r"))
    #expect(reading.values == [["#text": "1"]])
    #expect(reading.failure?.position == SourcePosition(line: 2, column: 13, byteOffset: 17))
    #expect(reading.failure?.code == "utf8-invalid")
  }
}
