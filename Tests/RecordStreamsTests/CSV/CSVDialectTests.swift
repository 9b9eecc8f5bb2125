import RecordStreams
import Testing

@Suite struct CSVDialectTests {
  @Test("the delimiter is found from the content", arguments: [",", ";", "\t", "|"])
  func found(delimiter: String) {
    let rows = [["id", "name", "note"], ["1", "Acme", "\"a,b;c|d\te\""], ["2", "Globex", ""]]
    let reading = read(rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n"))
    #expect(reading.columns == ["id", "name", "note"])
    #expect(reading.fields.first == ["1", "Acme", "a,b;c|d\te"])
    #expect(reading.notices == [.delimiterFound(Array(delimiter.utf8)[0], announced: false)])
  }

  @Test("commas in values do not hide a semicolon in the header")
  func valuesWithCommas() {
    #expect(read("id;name\n1;a, b, c\n2;d, e, f\n").columns == ["id", "name"])
  }

  @Test("a chunk that ends inside a character is no end of the sample")
  func sampleCutInCharacter() {
    #expect(read("Straße;Größe\n1;2\n").columns == ["Straße", "Größe"])
  }

  @Test("a list with one column has no delimiter to find")
  func oneColumn() {
    #expect(read("name\nAcme, Inc\n").columns == ["name"])
    #expect(read("name\nAcme\nGlobex\n").fields == [["Acme"], ["Globex"]])
  }

  @Test("Excel's line sep= names the delimiter", arguments: ["sep=;\n", "sep=;\r\n", "\"sep=;\"\r\n", "SEP=;\n"])
  func announced(line: String) {
    let reading = read(line + "id;name\n1;a,b\n")
    #expect(reading.columns == ["id", "name"])
    #expect(reading.fields == [["1", "a,b"]])
    #expect(reading.lines == [3])
  }

  @Test("a delimiter that is set is not looked for")
  func setDelimiter() {
    let reading = read("a,b;c\n1,2;3\n", CSVOptions(delimiter: UInt8(ascii: ";")))
    #expect(reading.columns == ["a,b", "c"])
    #expect(reading.notices.isEmpty)
  }

  @Test("' is the quote where fields stand in it and none in double quotes", arguments: [",", ";", "\t"])
  func otherQuote(delimiter: String) {
    let rows = [["'id'", "'name'"], ["1", "'it''s, well; then\t!'"]].map { $0.joined(separator: delimiter) }
    let reading = read(rows.joined(separator: "\n"))
    #expect(reading.columns == ["id", "name"])
    #expect(reading.fields == [["1", "it's, well; then\t!"]])
    #expect(reading.notices.contains(.quoteFound(UInt8(ascii: "'"))))
  }

  @Test(
    "an apostrophe is no quote",
    arguments: [
      "id,name\n1,'tis\n2,O'Brien\n", "id,name\n1,'a'\n2,\"b\"\n", "id,name\n1,'a'x\n2,'b'\n", "id,name\n1,'\n",
    ])
  func apostrophe(text: String) {
    let reading = read(text)
    #expect(reading.failure == nil)
    #expect(reading.fields.first?.last?.hasPrefix("'") == true)
    #expect(reading.notices.count == 1)
  }

  @Test("a delimiter by which the list could not be read is not chosen")
  func impossibleDelimiter() {
    #expect(read("a,b;c\n\"x;y\",2;3\n").columns == ["a", "b;c"])
    #expect(read("id|size,in\n1|\"5,6\"\n").columns == ["id", "size,in"])
  }

  @Test("TSV is CSV with tabs")
  func tabs() throws {
    let reader = try makeReader(of: .tsv, from: MemoryByteSource("id\tname\n1\ta,b\n"))
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    #expect(reader.columns.names == ["id", "name"])
    #expect(ListFormat(fileName: "Customers.TSV") == .tsv)
    #expect(ListFormat(fileName: "customers") == nil)
  }
}
