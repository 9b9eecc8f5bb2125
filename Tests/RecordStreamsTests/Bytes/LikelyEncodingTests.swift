import Testing

@testable import RecordStreams

@Suite struct LikelyEncodingTests {
  @Test(
    "the likely encoding of a list is named",
    arguments: [
      ("1,Müller GmbH\n", "windows-1252", "Windows-1252"), ("Zoë’s Café – Paris", "windows-1252", "Windows-1252"),
      ("naïve", "iso-8859-1", "Windows-1252"), ("1,株式会社ソニー\n", "cp932", "Shift_JIS"), ("東京都千代田区", "cp932", "Shift_JIS"),
      ("1,北京科技有限公司\n", "gbk", "GBK"), ("公司", "gbk", "GBK"), ("ООО Ромашка", "windows-1251", "Windows-1251"),
      ("id,name\n", "utf-16le", "UTF-16LE"), ("Müller", "utf-8", "UTF-8"),
    ])
  func named(text: String, encoding: String, expected: String) {
    #expect(likelyEncoding(of: encoded(text, encoding)[...])?.name == expected)
  }

  @Test(
    "of what makes no sense nothing is said",
    arguments: [[], [0x61], [0xff, 0x81, 0x81, 0x81], [0x81, 0x20]] as [[UInt8]])
  func nothing(bytes: [UInt8]) {
    #expect(likelyEncoding(of: bytes[...]) == nil)
  }

  @Test("a list that is no UTF-8 is refused with what it probably is and what to do")
  func advice() throws {
    let bytes = encoded("id,name\n1,Acme\n2,Müller\n", "windows-1252")
    let reading = Reading(bytes, chunkSize: .max, options: CSVOptions())
    #expect(
      reading.failure?.description
        == "list.csv:3:4: byte 0xFC at offset 18 is not valid UTF-8, so the text would be read wrongly; "
        + "it is probably Windows-1252, as Excel writes CSV: try --encoding windows-1252")
    #expect(reading.fields == [["1", "Acme"]])
    for chunkSize in [1, 2, 7] { #expect(Reading(bytes, chunkSize: chunkSize, options: CSVOptions()) == reading) }
  }

  @Test("so is one that is not in the encoding that was given")
  func otherAdvice() throws {
    let source = DecodingByteSource(
      MemoryByteSource(encoded("会社,あ\u{201d}\n", "cp932") + [0x81, 0x41], name: "list.csv"), encoding: .windows1252)
    let failure = try #require(Draining(source).failure)
    #expect(failure.description.hasSuffix("it is probably Shift_JIS: try --encoding shift_jis"))
  }
}
