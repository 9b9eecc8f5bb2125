import RecordStreams
import Testing

@Suite struct NDJSONReaderTests {
  @Test("each line is a record, blank lines are none, and line breaks may be of either kind")
  func lines() {
    let reading = readJSON("{\"a\":1}\r\n\n  {\"a\": 2} \t\n \t\r\n{\"a\":3}", .lines)
    #expect(reading.failure == nil)
    #expect(reading.fields == [["a=1"], ["a=2"], ["a=3"]])
    #expect(reading.lines == [1, 3, 5])
    #expect(reading.rows.map(\.original) == ["{\"a\":1}", "{\"a\": 2}", "{\"a\":3}"])
  }

  @Test("a list without lines has no records", arguments: ["", "\n\r\n", "\u{FEFF}", "  "])
  func empty(text: String) {
    let reading = readJSON(text, .lines)
    #expect(reading.failure == nil)
    #expect(reading.rows.isEmpty)
  }

  @Test(
    "a line that is no object is a rejected row, and the next line is read",
    arguments: [
      (#"{"a":2,}"#, "json-unexpected"), (#"{"a":2}{"a":3}"#, "json-unexpected"), (#"[1]"#, "row-not-object"),
      (#"{"a":"x"#, "json-line-ends-inside"), (#"{"a":1,"a":2}"#, "json-name-twice"),
      (#"{"a":"\ud800"}"#, "json-surrogate-alone"),
      ("{\"a\":\"\u{1}\"}", "json-control-character"), (#"{"a":02}"#, "json-number-invalid"),
      ("{", "json-line-ends-inside"),
      (#"{"a":1 "b"}"#, "json-unexpected"), ("5", "row-not-object"), ("nul", "json-unexpected"),
      ("]", "json-unexpected"),
    ])
  func badLine(line: String, code: String) {
    let reading = readJSON("{\"a\":1}\n \(line) \n\n{\"a\":3}\n", .lines)
    #expect(reading.failure == nil)
    #expect(reading.fields == [["a=1"], [code], ["a=3"]])
    #expect(reading.lines == [1, 2, 4])
    #expect(reading.rows[1].original == line)
    #expect(reading.columns == ["a"])
  }

  @Test("a list that begins with a bad line is no NDJSON, and refused")
  func badFirstLine() {
    let reading = readJSON("\n{\n  \"a\": 1\n}\n", .lines)
    #expect(reading.failure?.code == "json-line-ends-inside")
    #expect(reading.place == [2, 2, 2])
    #expect(readJSON("[{\"a\":1}]\n", .lines).failure?.code == "row-not-object")
  }

  @Test("a list that ends inside of a record has been cut off, and is refused")
  func cutOff() {
    let reading = readJSON("{\"a\":1}\n{\"a\":", .lines)
    #expect(reading.failure?.code == "json-unfinished")
    #expect(reading.rows.count == 1)
    #expect(readJSON("{\"a\":1}\n{\"a\":\"x", .lines).failure?.code == "json-string-unclosed")
    #expect(readJSON("{\"a\":1}\n{\"a\":,}", .lines).rows.map(\.isRejected) == [false, true])
  }

  @Test("a problem says in which column of the line it is")
  func problemColumn() {
    let source = MemoryByteSource("{\"a\":1}\n  {\"ü\":1,}\n")
    let reader = JSONReader(source, layout: .lines)
    let batch = RecordBatch()
    #expect((try? reader.read(into: batch)) == true)
    guard case .rejected(let rejection) = batch[1] else {
      Issue.record("the second line is no rejected row")
      return
    }
    #expect(rejection.problem.message.hasPrefix("column 8: "))
  }

  @Test("bytes that are not UTF-8 refuse the list at their place")
  func invalidUTF8() {
    let reading = readJSON(Array("{\"a\":1}\n{\"ü\":\"".utf8) + [0xff] + Array("\"}\n".utf8), .lines)
    #expect(reading.failure?.code == "utf8-invalid")
    #expect(reading.place == [2, 7, 15])
    #expect(reading.rows.count == 1)
  }

  @Test("a line may be as long as the limit and no longer, however it comes")
  func longLine() {
    var options = JSONOptions()
    options.limits.recordBytes = 100
    let text = String(repeating: "x", count: 92)
    #expect(readJSON("{\"a\":\"\(text)\"}\n", .lines, options).rows.count == 1)
    #expect(readJSON("{\"a\":\"\(text)y\"}\n", .lines, options).failure?.code == "record-too-long")
    #expect(readJSON("{\"a\":1}\n{\"a\":\"\(text)\(text)\(text)\"}\n", .lines, options).place == [2, 1, 8])
    #expect(readJSON("{\"a\":1}\n{\"a\":,\"\(text)\(text)\(text)\"}\n", .lines, options).place == [2, 1, 8])
  }
}
