import Testing

@testable import RecordStreams

@Suite struct XMLEncodingTests {
  private static func utf16(_ text: String, isBig: Bool, mark: Bool = true) -> [UInt8] {
    ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap { unit in
      let bytes = [UInt8(unit & 0xff), UInt8(unit >> 8)]
      return isBig ? bytes.reversed() : bytes
    }
  }
  private static let body = "<l><r>ü漢</r><r>2</r></l>"

  @Test(
    "UTF-16 is read in both byte orders, with and without a mark and a declaration", arguments: [true, false],
    [true, false])
  func utf16(isBig: Bool, mark: Bool) {
    for declaration in ["", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>"] {
      let reading = readXML(XMLEncodingTests.utf16(declaration + XMLEncodingTests.body, isBig: isBig, mark: mark))
      #expect(reading.values.first == ["#text": "ü漢"])
    }
  }

  @Test(
    "the declaration says the encoding",
    arguments: [
      ("ISO-8859-1", 0xe9, "é"), ("windows-1252", 0x80, "€"), ("ISO-8859-15", 0xa4, "€"), ("KOI8-R", 0xc1, "а"),
    ])
  func declared(name: String, byte: UInt8, text: String) {
    let document = Array("<?xml version='1.0' encoding='\(name)'?><l><r>".utf8) + [byte] + Array("</r><r/></l>".utf8)
    #expect(readXML(document).values.first == ["#text": text])
  }

  @Test(
    "encodings of several bytes are read",
    arguments: [("Shift_JIS", [0x8a, 0xbf]), ("EUC-JP", [0xb4, 0xc1]), ("GBK", [0x9d, 0x68])] as [(String, [UInt8])])
  func severalBytes(name: String, bytes: [UInt8]) {
    let document =
      Array("<?xml version=\"1.0\" encoding=\"\(name)\" ?>\n<l><r>".utf8) + bytes + Array("</r><r/></l>".utf8)
    #expect(readXML(document).values.first == ["#text": "漢"])
  }

  @Test("a person's word has precedence")
  func asked() throws {
    let latin = try #require(TextEncoding("ISO-8859-1"))
    let document = Array("<?xml version='1.0' encoding='UTF-8'?><l><r>".utf8) + [0xe9] + Array("</r><r/></l>".utf8)
    #expect(readXML(document).failure?.code == "utf8-invalid")
    #expect(readXML(document, encoding: latin).values.first == ["#text": "é"])
  }

  @Test("a declaration that contradicts the bytes is refused")
  func contradiction() {
    let body = XMLEncodingTests.body
    #expect(readXML("<?xml version='1.0' encoding='UTF-16'?>\(body)").failure?.code == "encoding-contradicted")
    #expect(
      readXML("\u{FEFF}<?xml version='1.0' encoding='ISO-8859-1'?>\(body)").failure?.code == "encoding-contradicted")
    let utf16 = XMLEncodingTests.utf16("<?xml version='1.0' encoding='UTF-8'?>\(body)", isBig: false)
    #expect(readXML(utf16).failure?.code == "encoding-contradicted")
    #expect(readXML("<?xml version='1.0' encoding='x-nothing'?>\(body)").failure?.code == "encoding-unknown")
  }

  @Test("a mark of UTF-8 is passed over, and what is not ASCII in US-ASCII refused")
  func marks() {
    #expect(readXML("\u{FEFF}<l><r>1</r><r/></l>").values.count == 2)
    #expect(readXML("\u{FEFF}\u{FEFF}<l><r>1</r><r/></l>").failure?.code == "xml-not-well-formed")
    #expect(readXML("<?xml version='1.0' encoding='US-ASCII'?><l><r>ü</r><r/></l>").failure != nil)
  }
}
