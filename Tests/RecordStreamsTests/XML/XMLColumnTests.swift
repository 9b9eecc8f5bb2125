import Testing

@testable import RecordStreams

@Suite struct XMLColumnTests {
  @Test("attributes, elements and what is in them become columns, in the order in which they are found")
  func columns() {
    let reading = readXML(
      """
      <customers>
        <customer id="1"><name>Acme</name><address type="post"><city>Köln</city><country>DE</country></address></customer>
        <customer id="2"><address><country>FR</country></address><name/></customer>
      </customers>
      """)
    #expect(reading.columns == ["@id", "name", "address/@type", "address/city", "address/country"])
    #expect(
      reading.values == [
        ["@id": "1", "name": "Acme", "address/@type": "post", "address/city": "Köln", "address/country": "DE"],
        ["@id": "2", "name": "", "address/country": "FR"],
      ])
  }

  @Test("a column that is found late stands behind those known, and earlier records do not have it")
  func lateColumns() {
    let reading = readXML("<l><r><a>1</a></r><r><b>2</b></r><r><a>3</a><b>4</b></r></l>")
    #expect(reading.columns == ["a", "b"])
    #expect(reading.values == [["a": "1"], ["b": "2"], ["a": "3", "b": "4"]])
  }

  @Test("elements of one name beside each other are numbered from the second on")
  func repeated() {
    let reading = readXML(
      "<l><r><p>1</p><p t=\"x\">2</p><q><p>3</p></q><p>4</p></r><r><q><p>5</p><p>6</p></q><p>7</p></r></l>")
    #expect(reading.columns == ["p", "p[2]/@t", "p[2]", "q/p", "p[3]", "q/p[2]"])
    #expect(
      reading.values == [
        ["p": "1", "p[2]/@t": "x", "p[2]": "2", "q/p": "3", "p[3]": "4"], ["q/p": "5", "q/p[2]": "6", "p": "7"],
      ])
  }

  @Test("what is inside the second of its name is a column of that")
  func repeatedNested() {
    let reading = readXML("<l><r><a><b>1</b></a><a><b>2</b><b>3</b></a></r><r/></l>")
    #expect(reading.values == [["a/b": "1", "a[2]/b": "2", "a[2]/b[2]": "3"], [:]])
  }

  @Test("text beside elements is not lost, and white space between them is none")
  func mixed() {
    let reading = readXML("<l><r>\n <n>Call <b>Bob</b> now</n>\n</r><r>own<n> </n> text</r></l>")
    #expect(reading.values == [["n": "Call  now", "n/b": "Bob"], ["#text": "own text", "n": " "]])
    #expect(reading.columns == ["n/b", "n", "#text"])
  }

  @Test("a record that is nothing but text has the column #text")
  func onlyText() {
    #expect(
      readXML("<l><r>1</r><r> </r><r a=\"x\">2</r></l>").values == [["#text": "1"], [:], ["@a": "x", "#text": "2"]])
  }

  @Test("names count without their prefix, and two that differ by it only are numbered")
  func namespaces() {
    let reading = readXML(
      """
      <p:l xmlns:p="urn:p" xmlns:q="urn:q" xmlns="urn:d"><p:r p:a="1" q:a="2"><p:b>3</p:b><q:b>4</q:b><b>5</b></p:r><p:r/></p:l>
      """)
    #expect(reading.values == [["@a": "1", "@a[2]": "2", "b": "3", "b[2]": "4", "b[3]": "5"], [:]])
  }

  @Test("CDATA sections, references, comments and instructions make one text")
  func pieces() {
    let reading = readXML(
      "<l><r>a<![CDATA[<b> & ]]>&lt;c&#x41;&#66;<!-- no --><?no no?>&quot;&amp;</r><r><x>1<!-- - -->2</x></r></l>")
    #expect(reading.values == [["#text": "a<b> & <cAB\"&"], ["x": "12"]])
  }

  @Test("line ends are line feeds, in CDATA sections too, and references to others are kept")
  func lineEnds() {
    let reading = readXML("<l>\r\n<r>a\r\nb\rc&#13;d<![CDATA[\r\ne\r]]></r>\r<r x='a\r\nb&#10;c\td'/></l>")
    #expect(reading.values == [["#text": "a\nb\nc\rd\ne\n"], ["@x": "a b\nc d"]])
    #expect(reading.rows.map(\.line) == [2, 7])
  }

  @Test("escaped names are read as what they stand for, also where that looks like a path")
  func escapedNames() {
    let reading = readXML(
      "<l><r><First_x0020_Name>1</First_x0020_Name><a_x002F_b>2</a_x002F_b><a><b>3</b></a></r><r/></l>")
    #expect(reading.columns == ["First Name", "a/b", "a/b_2"])
    #expect(reading.notices.contains(.repeatedColumn(name: "a/b", position: 3, named: "a/b_2")))
  }

  @Test(
    "any name comes back from its escapes",
    arguments: ["a", "_", "_x", "_x0041_", "2nd", "a b", "@id", "p[2]", "ü/é", "🙂", "x_", "_x005F_x"])
  func anyName(name: String) {
    #expect(XMLNames.decoded(XMLNames.encoded(name)) == name)
  }

  @Test("no more records than asked for")
  func maxRows() {
    let reading = XMLReading(Array("<l><r>1</r><r>2</r><r>3</r><x></l>".utf8), XMLOptions(record: "r", maxRows: 2))
    #expect(reading.values == [["#text": "1"], ["#text": "2"]])
    #expect(reading.failure == nil)
  }
}
