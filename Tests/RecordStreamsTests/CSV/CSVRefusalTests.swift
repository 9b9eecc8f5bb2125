import Testing

@testable import RecordStreams

@Suite struct CSVRefusalTests {
  /// Where and why a list is refused.
  private func refusal(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) -> (
    code: String?, place: [Int?], rows: Int
  ) {
    let reading = read(bytes, options)
    let position = reading.failure?.position
    return (reading.failure?.code, [position?.line, position?.column, position?.byteOffset], reading.rows.count)
  }

  private func refusal(_ text: String, _ options: CSVOptions = CSVOptions()) -> (
    code: String?, place: [Int?], rows: Int
  ) {
    refusal(Array(text.utf8), options)
  }

  @Test("an unclosed quote refuses the list at the quote, behind the rows in front of it")
  func unclosedQuote() {
    let refused = refusal("id,name\n1,a\n2,\"b\n3,c\n")
    #expect(refused.code == "quote-unclosed")
    #expect(refused.place == [3, 3, 14])
    #expect(refused.rows == 1)
  }

  @Test("text behind a closing quote refuses the list at that text")
  func textAfterQuote() {
    let refused = refusal("id,name\n1,\"ä\nb\" x\n")
    #expect(refused.code == "quote-text-after")
    #expect(refused.place == [3, 3, 16])
    #expect(refusal("id,name\n1,\"a\"\"\"ü\n").code == "quote-text-after")
  }

  @Test("a quote inside an unquoted field refuses the list")
  func quoteInField() {
    let refused = refusal("id,name\n1,5\" pipe\n")
    #expect(refused.code == "quote-in-field")
    #expect(refused.place == [2, 4, 11])
    #expect(refusal("id,name\n1, \"a\"\n").code == "quote-in-field")
  }

  @Test("faults in the header are found where they are")
  func headerFault() {
    #expect(refusal("id,na\"me\n1,2\n").place == [1, 6, 5])
  }

  @Test(
    "bytes that are not UTF-8 refuse the list at the first of them",
    arguments: [
      [0xe4], [0xff], [0xc3, 0x28], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80],
      [0xf0, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func invalidUTF8(wrong: [UInt8]) {
    let refused = refusal(Array("id,name\n1,ok\n2,ü".utf8) + wrong + Array("x\n3,d\n".utf8))
    #expect(refused.code == "utf8-invalid")
    #expect(refused.place == [3, 4, 17])
    #expect(refused.rows == 1)
    // The list may also end there.
    #expect(refusal(Array("id,name\n1,ok\n2,ü".utf8) + wrong).place == [3, 4, 17])
  }

  @Test("of two faults the first one counts")
  func firstFault() {
    #expect(refusal(Array("id,name\n1,a\"b\n2,".utf8) + [0xff, 0x0a]).code == "quote-in-field")
    #expect(refusal(Array("id,name\n1,".utf8) + [0xff] + Array("\n2,a\"b\n".utf8)).code == "utf8-invalid")
    #expect(refusal(Array("id,name\n1,\"".utf8) + [0xff]).code == "utf8-invalid")
  }

  @Test("an empty list is refused, as its columns are not known", arguments: ["", "\n\n", "\u{FEFF}", "\r"])
  func emptyList(text: String) {
    #expect(refusal(text).code == "header-missing")
  }

  @Test("a row may be as long as the limit and no longer, however it comes", arguments: ["\n", "\r\n", ""])
  func rowLimit(lineBreak: String) {
    var options = CSVOptions(delimiter: UInt8(ascii: ","))
    options.limits.rowBytes = 100
    let row = String(repeating: "x", count: 98)
    #expect(read("id,name\n1,\(row)\(lineBreak)", options).fields == [["1", row]])
    #expect(refusal("id,name\n1,\(row)y\(lineBreak)", options).code == "record-too-long")
    let far = String(repeating: "y", count: 500)
    #expect(refusal("id,name\n1,\(row)\(far)\n2,b\n", options).place == [2, 1, 8])
    #expect(refusal("id,name\n1,\"\(row)\(far)\n2,b\n", options).code == "record-too-long")
    #expect(refusal("id,name\n1,\(row)\(far)\"\n", options).code == "record-too-long")
    #expect(refusal("id,\(row)\(far)\n1,2\n", options).code == "record-too-long")
  }

  @Test("a failure of the file comes behind the rows before it, however they came", arguments: [1, 2, 7, 1000])
  func sourceFailure(chunkSize: Int) throws {
    let list = "id,name\n" + (1...50).map { "\($0),a\n" }.joined() + "51,b"
    let reader = try CSVReader(FailingSource(Array(list.utf8), chunkSize: chunkSize))
    let batch = RecordBatch()
    var rows = 0
    let failure = #expect(throws: ReadFailure.self) {
      while try reader.read(into: batch) { rows += batch.count }
    }
    #expect(rows == 50)
    #expect(failure?.code == "file-not-read")
  }

  @Test("lines that are passed over are bounded as rows are", arguments: 18...26)
  func passedOverLimit(length: Int) {
    var options = CSVOptions(delimiter: UInt8(ascii: ","), comment: UInt8(ascii: "#"), hasHeader: true)
    options.limits.rowBytes = 20
    let line = "#" + String(repeating: "x", count: length - 1)
    let expected = length > 21 ? "record-too-long" : nil
    #expect(refusal("a\n\(line)\nb\n", options).code == expected)
    options.skippedLines = 1
    #expect(refusal("\(line)\na\nb\n", options).code == expected)
  }

  @Test("a row without an end is refused long before memory is full", arguments: ["x", "\"x", "a,b\n1,\"x"])
  func endlessRow(start: String) throws {
    let source = EndlessSource(start)
    let reader = try CSVReader(source)
    let refused = #expect(throws: ReadFailure.self) { try reader.read(into: RecordBatch()) }
    #expect(refused?.code == "record-too-long")
    #expect(source.bytesRead < 40 << 20)
  }

  @Test("the header is bounded more tightly than a row, but for one that is data")
  func headerLimit() {
    var options = CSVOptions(delimiter: UInt8(ascii: ","), hasHeader: true)
    options.limits.headerBytes = 20
    let long = String(repeating: "x", count: 30)
    #expect(read("id,name\n1,\(long)\n", options).fields == [["1", long]])
    #expect(refusal("id,\(long)\n1,2\n", options).code == "record-too-long")
    options.hasHeader = false
    #expect(read("1,\(long)\n", options).fields == [["1", long]])
  }

  @Test("thousands of equal names cost no more than other names")
  func equalNames() {
    let reading = Reading(
      Array((String(repeating: "a,", count: 16_000) + "a_3\n").utf8), chunkSize: .max, options: CSVOptions())
    #expect(Set(reading.columns).count == 16_001)
    #expect(reading.columns.last == "a_3")
    #expect(reading.columns[1...3] == ["a_2", "a_4", "a_5"])
  }

  @Test("gigabytes of empty lines and comments need no memory", arguments: ["\n", "# nothing\n", "\r\n"])
  func emptyLines(line: String) throws {
    let source = RepeatingSource(line, count: 8 << 20)
    let batch = RecordBatch()
    let reader = try CSVReader(
      source,
      options: CSVOptions(delimiter: UInt8(ascii: ","), quote: .none, comment: UInt8(ascii: "#"), hasHeader: true))
    let refused = #expect(throws: ReadFailure.self) { try reader.read(into: batch) }
    #expect(refused?.code == "header-missing")
    #expect(batch.capacity < 1 << 20)
  }

  @Test("a header may have only so many columns, and a row with more fields costs nothing")
  func columnLimit() {
    var options = CSVOptions(delimiter: UInt8(ascii: ","))
    options.limits.columns = 3
    #expect(refusal("a,b,c,d\n", options).code == "columns-too-many")
    let reading = read("a,b,c\n1,2,3,4,5\n1,2,3\n", options)
    #expect(reading.fields == [["row-field-count"], ["1", "2", "3"]])
  }

  @Test("impossible options are refused before anything is read")
  func impossibleOptions() {
    for options in [
      CSVOptions(delimiter: UInt8(ascii: "\"")), CSVOptions(delimiter: UInt8(ascii: "\n")), CSVOptions(delimiter: 0xe4),
    ] {
      #expect(read("a\n", options).failure?.code == "option-invalid")
    }
  }

  @Test("a failure names file, line and column, what is wrong and what to do")
  func wording() {
    let failure = read("id,name\n1,\"a\" x\n").failure
    #expect(
      failure?.description
        == "list.csv:2:6: white space follows a closing quote; only a delimiter or a line break may, "
        + "and a quote inside a quoted field is written twice")
  }

  @Test("a reader that has failed fails again in the same way")
  func failsAgain() throws {
    let reader = try CSVReader(MemoryByteSource("a\n\"x\n"))
    let batch = RecordBatch()
    let first = #expect(throws: ReadFailure.self) { try reader.read(into: batch) }
    let second = #expect(throws: ReadFailure.self) { try reader.read(into: batch) }
    #expect(first == second)
    #expect(batch.isEmpty)
  }
}

/// A list whose last line does not end, for as long as a reader should ever want to know: a start, and the same letter ever after.
private final class EndlessSource: ByteSource {
  let name = "endless"
  private var start: [UInt8]
  private(set) var bytesRead = 0

  init(_ start: String) { self.start = Array(start.utf8) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    guard bytesRead < 64 << 20 else { return 0 }
    buffer.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
    buffer.copyBytes(from: start)
    start = []
    bytesRead += buffer.count
    return buffer.count
  }
}

/// The same line again and again.
private final class RepeatingSource: ByteSource {
  let name = "repeating"
  private let line: [UInt8]
  private var bytesLeft: Int

  init(_ line: String, count: Int) {
    self.line = Array(line.utf8)
    bytesLeft = count
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    let count = min(bytesLeft, buffer.count) / line.count * line.count
    for start in stride(from: 0, to: count, by: line.count) {
      UnsafeMutableRawBufferPointer(rebasing: buffer[start...]).copyBytes(from: line)
    }
    bytesLeft = count == 0 ? 0 : bytesLeft - count
    return count
  }
}
