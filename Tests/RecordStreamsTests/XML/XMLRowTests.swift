import Testing

@testable import RecordStreams

@Suite struct XMLRowTests {
  private static let list = """
    <?xml version="1.0"?><!DOCTYPE x:l [<!ENTITY e "A&#38;amp;B"><!ATTLIST x:r d CDATA "D">]>
    <x:l xmlns:x="urn:x" xmlns="urn:d&amp;">
      <x:r x:a="&quot;1&#10;&#9;&lt;"><n>&e; &#13;<![CDATA[<>&]]></n> text <p/><p xmlns="">2</p><!-- c --></x:r>
      <x:r/><x:r xmlns:x="urn:x" d="3">ü</x:r>
    </x:l>
    """

  @Test("a row's original is well-formed by itself and gives the same record")
  func originals() {
    let reading = readXML(XMLRowTests.list)
    #expect(reading.rows.count == 3)
    for row in reading.rows {
      let again = readXML("<l>\(row.original)</l>", record: "r")
      #expect(again.failure == nil)
      #expect(again.rows.map(\.original) == [row.original])
      #expect(again.values == [row.values])
    }
  }

  /// Writes every row of a list as if it had been rejected.
  private func rejects(of list: String) throws -> String {
    let reader = try XMLReader(MemoryByteSource(list), options: XMLOptions())
    let batch = RecordBatch()
    let sink = MemoryByteSink()
    var writer: XMLRejectWriter?
    while try reader.read(into: batch) {
      if writer == nil {
        writer = XMLRejectWriter(to: sink, shape: try #require(reader.shape.xml))
        try writer?.begin()
      }
      for item in batch {
        let reason = RejectReason(code: "a<b", message: "\"no\" & never", source: item.origin.line)
        try writer?.write(original: item.origin.bytes, reason)
      }
    }
    try writer?.finish()
    return sink.text
  }

  @Test("rejects are a list again, each record with code, message and line")
  func rejects() throws {
    let list = readXML(XMLRowTests.list)
    let again = readXML(try rejects(of: XMLRowTests.list))
    #expect(again.failure == nil)
    for (row, before) in zip(again.rows, list.rows) {
      var values = row.values
      #expect(values.removeValue(forKey: "muster_code") == "a<b")
      #expect(values.removeValue(forKey: "muster_message") == "\"no\" & never")
      #expect(values.removeValue(forKey: "muster_source") == "\(before.line)")
      #expect(values == before.values)
    }
  }

  @Test("rejects of rejects have the newest reason only")
  func twice() throws {
    let once = try rejects(of: XMLRowTests.list)
    let twice = try rejects(of: once)
    #expect(readXML(twice).columns == readXML(once).columns)
    let reasons = twice.split(separator: "<muster_code>").count - 1
    #expect(reasons == 3)
  }

  @Test("one rejected record is enough of a list")
  func single() throws {
    let rejected = try rejects(of: "<?muster-record r?><l><r a='1'/></l>")
    #expect(
      rejected == """
        <?xml version="1.0" encoding="UTF-8"?>
        <?muster-record r?>
        <l>
        <r a="1"><muster_code>a&lt;b</muster_code><muster_message>"no" &amp; never</muster_message><muster_source>1</muster_source></r>
        </l>

        """)
    #expect(readXML(rejected).values.first?["@a"] == "1")
  }
}
