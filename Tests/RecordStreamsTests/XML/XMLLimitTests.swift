import Testing

@testable import RecordStreams

@Suite struct XMLLimitTests {
  private func code(_ text: String, _ change: (inout XMLOptions.Limits) -> Void = { _ in }) -> String? {
    var options = XMLOptions(record: "r")
    change(&options.limits)
    return readXML(Array(text.utf8), options).failure?.code
  }

  @Test("each limit holds, and what is within it is read")
  func limits() {
    #expect(code("<l><r>\(String(repeating: "x", count: 200))</r></l>") { $0.recordBytes = 150 } == "record-too-long")
    #expect(code("<l><r>\(String(repeating: "x", count: 50))</r></l>") { $0.recordBytes = 150 } == nil)
    #expect(
      code("<l><r a='\(String(repeating: "x", count: 200))'/></l>") { $0.markupBytes = 150 } == "xml-markup-too-long")
    #expect(
      code("<l><!--\(String(repeating: "x", count: 200))--><r/></l>") { $0.markupBytes = 150 } == "xml-markup-too-long")
    #expect(code("<l><r><a/><b/><c/></r></l>") { $0.columns = 2 } == "columns-too-many")
    #expect(code("<l><r><a/></r><r><b/></r></l>") { $0.columns = 2 } == nil)
    #expect(code("<l><r><a><b/></a></r></l>") { $0.depth = 3 } == "xml-too-deep")
    #expect(code("<l><r><a/></r></l>") { $0.depth = 3 } == nil)
    #expect(code("<l><r a='' b='' c=''/></l>") { $0.attributes = 2 } == "xml-attributes-too-many")
    #expect(code("<l xmlns:a='u' xmlns:b='u' xmlns:c='u'><r/></l>") { $0.namespaces = 2 } == "xml-namespaces-too-many")
    #expect(
      code("<!DOCTYPE l [<!ATTLIST l a CDATA '' b CDATA '' c CDATA ''>]><l><r/></l>") { $0.declaredAttributes = 2 }
        == "xml-attributes-too-many")
    #expect(
      code("<!DOCTYPE l [<!--\(String(repeating: "x", count: 200))-->]><l><r/></l>") { $0.doctypeBytes = 150 }
        == "xml-markup-too-long")
  }

  @Test("a hundred thousand attributes, levels or names, and a million columns are refused")
  func many() {
    let attributes = (0..<100_000).map { " a\($0)=''" }.joined()
    #expect(XMLReading(Array("<l><r\(attributes)/></l>".utf8)).failure?.code == "xml-attributes-too-many")
    let levels = String(repeating: "<x>", count: 100_000)
    #expect(XMLReading(Array("<l>\(levels)".utf8)).failure?.code == "xml-too-deep")
    let columns = (0..<100_000).map { "<c\($0)/>" }.joined()
    let record = XMLOptions(record: "r")
    #expect(XMLReading(Array("<l><r>\(columns)</r></l>".utf8), record).failure?.code == "columns-too-many")
    let names = (0..<300_000).map { "<n\($0)/>" }.joined()
    #expect(XMLReading(Array("<l>\(names)<r/></l>".utf8), record).failure?.code == "xml-names-too-many")
  }

  @Test("a text without an end is refused when the record is too long, one outside of records is passed over")
  func endlessText() {
    let source = EndlessSource(begin: "<l><r>", repeating: "x")
    #expect(XMLLimitTests.code(of: source) == "record-too-long")
    #expect(source.count < 20 << 20)
    #expect(XMLLimitTests.code(of: EndlessSource(begin: "<l><r a='", repeating: "x")) == "xml-markup-too-long")
    #expect(XMLLimitTests.code(of: EndlessSource(begin: "<l><![CDATA[", repeating: "x")) == "xml-markup-too-long")
    #expect(XMLLimitTests.code(of: EndlessSource(begin: "<l><", repeating: "x")) == "xml-markup-too-long")
    #expect(XMLLimitTests.code(of: EndlessSource(begin: "<l>&", repeating: "x")) == "xml-not-well-formed")
    #expect(
      XMLLimitTests.code(of: EndlessSource(begin: "<l><r/>", repeating: "x", end: 8 << 20)) == "xml-not-well-formed")
  }

  private static func code(of source: EndlessSource) -> String? {
    do throws(ReadFailure) {
      let reader = try XMLReader(source, options: XMLOptions(record: "r"))
      let batch = RecordBatch()
      while try reader.read(into: batch) {}
      return nil
    } catch {
      return error.code
    }
  }
}

/// Bytes that go on and on.
private final class EndlessSource: ByteSource {
  let name = "list.xml"
  private(set) var count = 0
  private let begin: [UInt8]
  private let filling: UInt8
  private let end: Int

  init(begin: String, repeating filling: Character, end: Int = 1 << 30) {
    self.begin = Array(begin.utf8)
    self.filling = filling.utf8.first ?? 0
    self.end = end
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    guard count < end else { return 0 }
    buffer.initializeMemory(as: UInt8.self, repeating: filling)
    if count == 0 { buffer.copyBytes(from: begin) }
    count += buffer.count
    return buffer.count
  }
}
