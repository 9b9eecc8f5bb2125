import Testing

@testable import RecordStreams

@Suite struct DecodingTests {
  private func decoded(_ bytes: [UInt8], _ encoding: String? = nil, sourceLocation: SourceLocation = #_sourceLocation)
    throws -> Draining
  {
    let encoding = try encoding.map { try #require(TextEncoding($0), sourceLocation: sourceLocation) }
    let (draining, isSame) = Draining.inAnyChunks(bytes) { DecodingByteSource($0, encoding: encoding) }
    #expect(isSame, sourceLocation: sourceLocation)
    return draining
  }

  private static let western = "id;Name\r\n1;Müller & Söhne – „Größe“ 5 €\r\n"
  private static let japanese = "id,会社名\n1,株式会社ソニー\n2,トヨタ自動車\n"
  private static let chinese = "编号,公司\n1,北京科技有限公司\n2,上海汽车集团\n"

  @Test(
    "what was written in an encoding is read in it",
    arguments: [
      (western, "windows-1252"), (western, "CP1252"), (western, "utf-16le"), (western, "UTF-16BE"),
      (western, "utf-32le"), (western, "UTF-32BE"), ("naïve café", "iso-8859-1"), ("5 € Œuvre", "ISO-8859-15"),
      (japanese, "CP932"), (japanese, "EUC-JP"), (japanese, "ISO-2022-JP"), (chinese, "GBK"), (chinese, "GB18030"),
      ("Москва;Ёлка", "windows-1251"), ("Москва", "KOI8-R"), ("회사", "EUC-KR"), ("🙂 漢 ü", "utf-16le"),
    ])
  func roundTrip(text: String, encoding: String) throws {
    let draining = try decoded(encoded(text, encoding), encoding)
    #expect(draining.failure == nil)
    #expect(draining.text == text)
  }

  @Test("Shift_JIS is what Windows calls so: tilde, backslash and the characters that companies are called with")
  func windowsShiftJIS() throws {
    let text = "髙島屋①,~\\株式会社"
    #expect(try decoded(encoded(text, "CP932"), "Shift_JIS").text == text)
  }

  @Test(
    "a byte order mark tells the encoding and is no part of the text",
    arguments: [
      ("utf-16le", [0xff, 0xfe], "UTF-16LE"), ("utf-16be", [0xfe, 0xff], "UTF-16BE"),
      ("utf-32le", [0xff, 0xfe, 0, 0], "UTF-32LE"), ("utf-32be", [0, 0, 0xfe, 0xff], "UTF-32BE"),
    ] as [(String, [UInt8], String)])
  func marks(encoding: String, mark: [UInt8], name: String) throws {
    let bytes = mark + encoded(DecodingTests.western, encoding)
    let draining = try decoded(bytes)
    #expect(draining.text == DecodingTests.western)
    #expect(draining.notices == [.encodingFound(name, byMark: true)])
    #expect(try decoded(bytes, encoding).text == DecodingTests.western)
    #expect(try decoded(bytes, String(encoding.prefix(6))).text == DecodingTests.western)
  }

  @Test("UTF-8 is handed on as it is, with its mark, right or wrong", arguments: ["id\n", "\u{FEFF}id\n", "", "ü"])
  func passes(text: String) throws {
    #expect(try decoded(Array(text.utf8)) == Draining(MemoryByteSource(text)))
    #expect(try decoded([0x61, 0xff, 0x62]).bytes == [0x61, 0xff, 0x62])
  }

  @Test(
    "UTF-16 and UTF-32 without a mark are known by their zeros",
    arguments: ["utf-16le", "utf-16be", "utf-32le", "utf-32be"], [western, japanese, "id\n1\n", "日本,中国,東京都千代田区\n"])
  func zeros(encoding: String, text: String) throws {
    let draining = try decoded(encoded(text, encoding))
    #expect(draining.text == text)
    #expect(draining.notices == [.encodingFound(encoding.uppercased(), byMark: false)])
  }

  @Test(
    "zeros that follow no pattern are no sign of UTF-16",
    arguments: ["a\u{0}b", "id\n1\n\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "\u{0}"])
  func otherZeros(text: String) throws {
    #expect(try decoded(Array(text.utf8)).text == text)
  }

  @Test(
    "a byte that is no character refuses the list with offset, line and column, behind all that is before it",
    arguments: [
      ("windows-1252", Array("ab\r\nc".utf8) + [0xfc, 0x81, 0x64], "ab\r\ncü", 6, 2, 3),
      ("windows-1252", [0x8d], "", 0, 1, 1), ("windows-1252", [0x41, 0x9d], "A", 1, 1, 2),
      ("shift_jis", [0x61, 0x0d, 0x82, 0xa0, 0xff], "a\rあ", 4, 2, 2),
      ("gbk", [0xb1, 0xb1, 0xff, 0x0a], "北", 2, 1, 2),
      ("utf-16le", [0x61, 0, 0x0a, 0, 0x00, 0xdc, 0x62, 0], "a\n", 4, 2, 1),
      ("utf-16be", [0, 0x61, 0xd8, 0x3d, 0, 0x62], "a", 2, 1, 2),
      ("utf-32le", [0x61, 0, 0, 0, 0, 0xd8, 0, 0], "a", 4, 1, 2),
      ("utf-32be", [0, 0x11, 0, 0], "", 0, 1, 1),
      ("us-ascii", [0x61, 0xe4], "a", 1, 1, 2),
    ] as [(String, [UInt8], String, Int, Int, Int)])
  func invalid(encoding: String, bytes: [UInt8], before: String, offset: Int, line: Int, column: Int) throws {
    let draining = try decoded(bytes, encoding)
    #expect(draining.text == before)
    #expect(draining.failure?.code == "text-invalid")
    #expect(draining.failure?.position == SourcePosition(line: line, column: column, byteOffset: offset))
  }

  @Test(
    "a list that ends inside a character is refused",
    arguments: [
      ("utf-16le", [0x61, 0, 0x62]), ("utf-16le", [0x61, 0, 0x3d, 0xd8]), ("utf-32be", [0, 0, 0, 0x61, 0, 0]),
      ("shift_jis", [0x61, 0x82]), ("gb18030", [0x61, 0x81, 0x30, 0x81]), ("euc-jp", [0x61, 0xa4]),
    ] as [(String, [UInt8])])
  func incomplete(encoding: String, bytes: [UInt8]) throws {
    let draining = try decoded(bytes, encoding)
    #expect(draining.text == "a")
    #expect(draining.failure?.code == "text-incomplete")
  }

  @Test(
    "a mark that says something else than the option refuses the list",
    arguments: ["windows-1252", "utf-8", "utf-16be"])
  func contradiction(encoding: String) throws {
    #expect(try decoded([0xff, 0xfe, 0x61, 0], encoding).failure?.code == "encoding-contradicted")
    #expect(try decoded([0xef, 0xbb, 0xbf, 0x61], "gbk").failure?.code == "encoding-contradicted")
  }

  @Test("a failure of the file comes behind the text before it")
  func sourceFailure() {
    let draining = Draining(DecodingByteSource(FailingSource(encoded("a,ü\n", "utf-16le") + [0x61]), encoding: nil))
    #expect(draining.text == "a,ü\n")
    #expect(draining.failure?.code == "file-not-read")
  }

  @Test("any text survives any encoding that has its characters, in any chunks", arguments: 0..<60 as Range<UInt64>)
  func anyText(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabets: [(String, String)] = [
      ("utf-16le", "aß漢🙂\n\r,\u{0}\u{d7ff}\u{e000}"), ("utf-32be", "aß漢🙂\n\r,\u{10ffff}"),
      ("windows-1252", "azßüÿ€“”\n\r\"\u{a0}"), ("iso-8859-15", "aß€Œž\n\u{85}"), ("cp932", "aｱア漢字①\n~\\ソ表"),
      ("gbk", "a中国啊\n€丂"),
      ("gb18030", "a中🙂ß\n"),
    ]
    let (encoding, alphabet) = alphabets[Int(seed) % alphabets.count]
    let text = String(
      (0..<Int.random(in: 0..<9000, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
    let draining = Draining(
      DecodingByteSource(
        MemoryByteSource(encoded(text, encoding), chunkSize: Int.random(in: 1...5000, using: &generator)),
        encoding: TextEncoding(encoding)),
      bufferSize: Int.random(in: 1...9000, using: &generator))
    #expect(draining.failure == nil)
    #expect(draining.bytes == Array(text.utf8))
  }

  @Test("names of encodings are found in any writing, and iconv's flags that lose characters are none")
  func names() {
    #expect(TextEncoding("LATIN-1")?.name == "ISO-8859-1")
    #expect(TextEncoding("utf8") == .utf8)
    #expect(TextEncoding("Windows 1252") == .windows1252)
    #expect(TextEncoding("koi8-r")?.name == "koi8-r")
    for wrong in ["klingon", "", "ascii//IGNORE", "utf-8//TRANSLIT", "a b", String(repeating: "x", count: 50)] {
      #expect(TextEncoding(wrong) == nil)
    }
  }
}

/// Hands out its bytes and then cannot be read any more.
final class FailingSource: ByteSource {
  let name = "list.csv"
  private let inner: MemoryByteSource

  init(_ bytes: [UInt8], chunkSize: Int = .max) { inner = MemoryByteSource(bytes, chunkSize: chunkSize) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    let count = try inner.read(into: buffer)
    if count == 0 { throw ReadFailure(.cannotRead(reason: "Input/output error"), in: name) }
    return count
  }
}
