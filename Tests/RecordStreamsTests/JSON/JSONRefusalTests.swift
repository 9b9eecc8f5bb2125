import RecordStreams
import Testing

@Suite struct JSONRefusalTests {
  @Test(
    "what RFC 8259 does not have refuses the list where it stands, behind the records in front of it",
    arguments: [
      ("{\"a\":1,}", "json-unexpected", 8), ("{'a':1}", "json-unexpected", 2), ("{\"a\" 1}", "json-unexpected", 6),
      ("{\"a\":1 \"b\":2}", "json-unexpected", 8), ("{\"a\":01}", "json-number-invalid", 7),
      ("{\"a\":1.}", "json-number-invalid", 8),
      ("{\"a\":.5}", "json-unexpected", 6), ("{\"a\":+5}", "json-unexpected", 6),
      ("{\"a\":1e}", "json-number-invalid", 8),
      ("{\"a\":-}", "json-number-invalid", 7), ("{\"a\":NaN}", "json-unexpected", 6),
      ("{\"a\":truth}", "json-unexpected", 6),
      ("{\"a\":nullx}", "json-unexpected", 10), ("{\"a\":1x}", "json-number-invalid", 7),
      ("{a:1}", "json-unexpected", 2),
      ("{\"a\":\"\\x\"}", "json-escape-invalid", 7), ("{\"a\":\"\\u12g4\"}", "json-escape-invalid", 7),
      ("{\"a\":\"\\ud800\"}", "json-surrogate-alone", 7), ("{\"a\":\"\\udc00\"}", "json-surrogate-alone", 7),
      ("{\"a\":\"\\ud800\\u0041\"}", "json-surrogate-alone", 7),
      ("{\"a\":\"\\ud800\\ud800\"}", "json-surrogate-alone", 7),
      ("{\"a\":\"\t\"}", "json-control-character", 7), ("{\"a\":\"\u{0}\"}", "json-control-character", 7),
      ("{\"a\":[1,]}", "json-unexpected", 9), ("{\"a\":[1 2]}", "json-unexpected", 9),
      ("{\"a\":{\"b\"}}", "json-unexpected", 10),
      ("{\"a\":{,}}", "json-unexpected", 7), ("{\"a\":[,1]}", "json-unexpected", 7),
      ("{\"a\":[1}]}", "json-unexpected", 8),
      ("{\"a\":1,\"b\":2,\"a\":3}", "json-name-twice", 14), ("{\"a\":\u{a0}1}", "json-unexpected", 6),
      ("/*x*/{\"a\":1}", "json-unexpected", 1), (",", "json-unexpected", 1), ("{\"a\":\u{0}1}", "json-unexpected", 6),
    ])
  func faults(record: String, code: String, column: Int) {
    let reading = readJSON("[{\"a\":\"ü\"},\r\n\(record),{}]")
    #expect(reading.failure?.code == code)
    #expect(
      reading.place == [2, column, 14 + record.unicodeScalars.prefix(column - 1).reduce(0) { $0 + $1.utf8.count }])
    #expect(reading.fields == [["a=\"ü\""]])
  }

  @Test("nothing may follow an array but another document on a line of its own", arguments: ["]", "}", ",", "x", "[]"])
  func behindTheList(text: String) {
    #expect(readJSON("[{\"a\":1}]\(text)").failure?.code == "json-unexpected")
    #expect(readJSON("[{\"a\":1}]\(text)").rows.count == 1)
  }

  @Test("a list that is cut off is refused, wherever it is cut")
  func cutOff() {
    let list = Array(
      #"{"n":-1.5e+3,"c":[{"a":"x\u00e9\n","b":[true,{"c":null}]},{"a":false}],"d":{"e":"\ud83d\ude00"}}"#.utf8)
    #expect(readJSON(list).failure == nil)
    for count in 0..<list.count {
      let reading = readJSON(Array(list[..<count]))
      #expect(reading.failure != nil, "cut behind \(count) bytes")
    }
  }

  @Test(
    "the end of a cut list is named as such",
    arguments: ["[", "[{", "[{\"a\"", "[{\"a\":", "[{\"a\":1", "[{\"a\":1}", "[{\"a\":1},", "[{\"a\":tr", "[{\"a\":-"])
  func unfinished(list: String) {
    let reading = readJSON(list)
    #expect(reading.failure?.code == "json-unfinished")
    #expect(reading.place == [1, list.count + 1, list.count])
  }

  @Test(
    "bytes that are not UTF-8 refuse the list at the first of them",
    arguments: [
      [0xe4], [0xff], [0xc3, 0x28], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80],
    ] as [[UInt8]])
  func invalidUTF8(wrong: [UInt8]) {
    let reading = readJSON(Array("[{\"a\":1},\n{\"b\":\"ü".utf8) + wrong + Array("x\"},{\"a\":3}]".utf8))
    #expect(reading.failure?.code == "utf8-invalid")
    #expect(reading.place == [2, 8, 18])
    #expect(reading.fields == [["a=1"]])
    #expect(readJSON(Array("[{\"a\":1},\n{\"b\":\"ü".utf8) + wrong).place == [2, 8, 18])
  }

  @Test("of two faults the first one counts")
  func firstFault() {
    #expect(readJSON(Array("[{\"a\":1,},{\"b\":\"".utf8) + [0xff]).failure?.code == "json-unexpected")
    #expect(readJSON(Array("[{\"a\":\"".utf8) + [0xff] + Array("\",}]".utf8)).failure?.code == "utf8-invalid")
  }

  @Test("values may be nested as deep as the limit and no deeper")
  func depth() {
    var options = JSONOptions()
    options.limits.depth = 5
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(readJSON("[{\"a\":\(nested(4))}]", .documents, options).failure == nil)
    let reading = readJSON("[{\"a\":\(nested(5))}]", .documents, options)
    #expect(reading.failure?.code == "json-too-deep")
    #expect(reading.place == [1, 11, 10])
    let hostile = String(repeating: "{\"a\":[", count: 100_000)
    let whole = Reading(
      json: Array("[{\"v\":\(hostile)".utf8), chunkSize: .max, layout: .documents, options: JSONOptions())
    #expect(whole.failure?.code == "json-too-deep")
  }

  @Test("a record may be as long as the limit and no longer, however it comes")
  func recordLimit() {
    var options = JSONOptions()
    options.limits.recordBytes = 100
    let text = String(repeating: "x", count: 92)
    #expect(readJSON("[{\"a\":\"\(text)\"}]", .documents, options).rows.count == 1)
    #expect(readJSON("[{\"a\":\"\(text)y\"}]", .documents, options).failure?.code == "record-too-long")
    let reading = readJSON("[{},\n {\"a\":\"\(text)\(text)\(text)\"},{}]", .documents, options)
    #expect(reading.failure?.code == "record-too-long")
    #expect(reading.place == [2, 2, 6])
    #expect(reading.rows.count == 1)
  }

  @Test("what is in front of a list that was found by itself may be as long as a record, however it comes")
  func lookingLimit() {
    var options = JSONOptions()
    options.limits.recordBytes = 100
    func list(_ length: Int) -> String {
      #"{"n":""# + String(repeating: "x", count: length - 13) + #"","c":[{"a":1}]}"#
    }
    // The look ends at the brace behind the bracket.
    #expect(readJSON(list(100), .documents, options).fields == [["a=1"]])
    #expect(readJSON(list(101), .documents, options).failure?.code == "record-too-long")
    #expect(readJSON(list(500), .documents, options).place == [1, 1, 0])
    // With a path it is a token that may be so long.
    options.path = RecordsPath("c")
    #expect(readJSON(list(111), .documents, options).fields == [["a=1"]])
    #expect(readJSON(list(112), .documents, options).place == [1, 6, 5])
    let spaces = String(repeating: " ", count: 500)
    #expect(readJSON("{\(spaces)\"c\"\(spaces):[]}", .documents, options).failure?.code == "record-too-long")
    #expect(readJSON("{\(spaces)\"c\":\(spaces)[\(spaces)]}", .documents, options).failure == nil)
  }

  @Test("a first line that ends inside its object is that, whatever follows", arguments: [0, 30, 300])
  func firstLineEndsInside(length: Int) {
    var options = JSONOptions()
    options.limits.recordBytes = 20
    let reading = readJSON("[\n \"" + String(repeating: "x", count: length), .lines, options)
    #expect(reading.failure?.code == "json-line-ends-inside")
    #expect(reading.place == [1, 2, 1])
  }

  @Test("a list may have as many columns as the limit and no more")
  func columnLimit() {
    var options = JSONOptions()
    options.limits.columns = 3
    #expect(readJSON(#"[{"a":1,"b":2},{"c":3}]"#, .documents, options).failure == nil)
    let reading = readJSON(#"[{"a":1,"b":2},{"c":3,"d":4},{}]"#, .documents, options)
    #expect(reading.failure?.code == "columns-too-many")
    #expect(reading.rows.count == 1)
    #expect(reading.columns == ["a", "b"])
    options = JSONOptions()
    options.limits.nameBytes = 5
    #expect(readJSON(#"[{"abc":1,"de":2},{"f":3}]"#, .documents, options).failure?.code == "columns-too-many")
  }

  @Test("a failure is thrown again by each later call")
  func again() throws {
    let reader = JSONReader(MemoryByteSource("[{\"a\":1},x"), layout: .documents)
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    for _ in 0..<2 { #expect(throws: ReadFailure.self) { try reader.read(into: batch) } }
  }
}
