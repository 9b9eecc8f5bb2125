import Testing

@testable import RecordStreams

@Suite struct XMLRecordElementTests {
  private func found(_ text: String) -> String? {
    for case .recordElementFound(let path) in readXML(text).notices { return path }
    return nil
  }

  @Test("the element that repeats is the record, wherever it is")
  func repeated() {
    #expect(found("<l><r/><r/></l>") == "l/r")
    #expect(found("<e><h/><b><c><r/><r/><r/></c></b></e>") == "e/b/c/r")
    #expect(found("<l><r><p/><p/></r><r><p/></r></l>") == "l/r")
    #expect(found("<l><r><p/><p/></r></l>") == "l/r/p")
  }

  @Test("what repeats in a schema is no record")
  func schema() {
    let schema = "<x:schema xmlns:x='http://www.w3.org/2001/XMLSchema'><x:element/><x:element/></x:schema>"
    #expect(found("<l>\(schema)<r/><r/></l>") == "l/r")
  }

  @Test("several elements that repeat are named, with how often")
  func several() {
    let mistake = readXML("<l><a/><a/><b><c/><c/><c/></b></l>").mistake
    #expect(
      mistake == "no record element is evident: several repeat: l/a (2 times), l/b/c (3 times); "
        + "say which one is a record with --record, by its name or the end of its path")
  }

  @Test("without one that repeats the document is read to its end, and refused")
  func none() {
    #expect(
      readXML("<l><r/></l>").mistake
        == "no records found: no element repeats, so it is not evident which one is a record; name it with --record; "
        + "elements are l, r")
    #expect(readXML("<l><r/></x>").failure?.code == "xml-not-well-formed")
  }

  @Test("an element can be named by its name, the end of its path, or its whole path")
  func named() {
    let text = "<l><a><r>1</r></a><b><r>2</r></b><r>3</r></l>"
    #expect(readXML(text, record: "r").values.map { $0["#text"] } == ["1", "2", "3"])
    #expect(readXML(text, record: "a/r").values.map { $0["#text"] } == ["1"])
    #expect(readXML(text, record: "/l/r").values.map { $0["#text"] } == ["3"])
    #expect(
      readXML(text, record: "x:r").mistake
        == "no records found: there is no element \"x:r\"; elements are l, a, r, b; --record takes names without their prefix"
    )
  }

  @Test("an element of the record's name inside a record belongs to it")
  func inside() {
    #expect(readXML("<l><r><r>1</r></r></l>", record: "r").values == [["r": "1"]])
  }

  @Test("a list of one record that muster wrote is read without being told")
  func marked() {
    #expect(readXML("<?xml version='1.0'?>\n<?muster-record r?><l><r><a>1</a></r></l>").values == [["a": "1"]])
  }

  @Test("more than the first bytes are not looked at")
  func bounded() {
    var options = XMLOptions()
    options.limits.searchBytes = 40
    let list = Array("<l><r>1</r><r>2</r></l><!-- a long comment here, so that it is not looked at -->".utf8)
    #expect(readXML(list, options).values.count == 2)
    let late = Array("<l><!-- a long comment here, so that it is not looked at --><r>1</r><r>2</r></l>".utf8)
    #expect(
      readXML(late, options).mistake?.hasPrefix("no records found: no element repeats in the first 40 bytes") == true)
  }

  @Test("records in front of a mistake are read")
  func mistakeBehind() {
    let reading = readXML("<l><r>1</r><r>2</r><r>3</x></l>")
    #expect(reading.values.count == 2)
    #expect(reading.failure?.position == SourcePosition(line: 1, column: 24, byteOffset: 23))
  }
}
