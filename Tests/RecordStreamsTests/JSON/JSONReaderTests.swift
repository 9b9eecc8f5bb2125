import RecordStreams
import Testing

@Suite struct JSONReaderTests {
  @Test("an array of objects is a list; numbers, nested values, booleans and null stay what they are")
  func kinds() {
    let list = #"""
      [
        {"id": 12345678901234567890.10, "name": "Acme", "tags": [ "a", {"b" : 1} ], "open": true, "note": null},
        {"id": -0e+5, "name": "", "open": false}
      ]
      """#
    let reading = readJSON(list)
    #expect(reading.failure == nil)
    #expect(
      reading.fields == [
        [
          "id=12345678901234567890.10", "name=\"Acme\"", #"tags=["a",{"b":1}]"#, "open=true", "note=null",
        ],
        ["id=-0e+5", "name=\"\"", "open=false"],
      ])
    #expect(reading.columns == ["id", "name", "tags", "open", "note"])
  }

  @Test("columns are found in the records, later ones behind those that are known")
  func columns() {
    let reading = readJSON(#"[{"b":1},{"a":2,"b":3},{"c":4,"a":5}]"#)
    #expect(reading.columns == ["b", "a", "c"])
    #expect(reading.fields == [["b=1"], ["b=3", "a=2"], ["a=5", "c=4"]])
  }

  @Test("each row knows its text, its number, its line and its place")
  func origins() {
    let reading = readJSON("[{\"a\":1},\r\n {\"a\":\r2},\n\n{\"ü\":\"ü\"}]")
    #expect(reading.lines == [1, 2, 5])
    #expect(reading.rows.map(\.number) == [1, 2, 3])
    #expect(reading.rows.map(\.byteOffset) == [1, 12, 23])
    #expect(reading.rows.map(\.original) == ["{\"a\":1}", "{\"a\":\r2}", "{\"ü\":\"ü\"}"])
  }

  @Test("escapes become the characters that they mean, in names as well")
  func escapes() {
    let reading = readJSON(#"[{"\u006eame":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000"},{"name":"x\u0041"}]"#)
    #expect(reading.fields == [["name=\"\"\\/\u{8}\u{c}\n\r\té😀\u{0}\""], ["name=\"xA\""]])
  }

  @Test("a name with an escape and the same name without one are the same")
  func equalNames() {
    #expect(readJSON(#"[{"a":1,"\u0061":2}]"#).failure?.code == "json-name-twice")
    #expect(readJSON(#"[{"a\"b":1},{"a\"b":2},{"a\u0022b":3}]"#).columns == ["a\"b"])
  }

  @Test("names that stand twice in a nested value are kept, as nothing is lost")
  func nestedRepeatedNames() {
    #expect(readJSON(#"[{"v":{"a":1,"a":2}}]"#).fields == [[#"v={"a":1,"a":2}"#]])
  }

  @Test("a nested value loses the white space between its tokens, and only that")
  func nestedSpace() {
    let reading = readJSON("[{\"v\": { \"a b\" : [ 1 ,\n\t\" \\\" \\\\\" , {} , [ ] ] , \"\" : null } }]")
    #expect(reading.fields == [[#"v={"a b":[1," \" \\",{},[]],"":null}"#]])
  }

  @Test("a byte order mark is passed over, a second one is not")
  func byteOrderMark() {
    #expect(readJSON("\u{FEFF}[{\"a\":1}]").fields == [["a=1"]])
    #expect(readJSON("\u{FEFF}\u{FEFF}[{\"a\":1}]").failure?.code == "json-unexpected")
  }

  @Test(
    "an empty list is a list without records", arguments: ["[]", " [ ]\n", #"{"customers":[]}"#, "{\"a\":{\"b\":[ ]}}"])
  func emptyList(text: String) {
    let reading = readJSON(text)
    #expect(reading.failure == nil)
    #expect(reading.rows.isEmpty)
  }

  @Test("an element that is no object is a rejected row, and the others are read")
  func otherElements() {
    let reading = readJSON(#"[{"a":1}, 2, "x", [{}], null, {"a":3}]"#)
    #expect(reading.failure == nil)
    #expect(reading.rows.map(\.isRejected) == [false, true, true, true, true, false])
    #expect(reading.rows.map(\.original) == [#"{"a":1}"#, "2", #""x""#, "[{}]", "null", #"{"a":3}"#])
  }

  @Test("a list is read up to as many rows as wanted, and no further")
  func maxRows() {
    let reading = readJSON(#"[{"a":1},2,{"a":3},"#, .documents, JSONOptions(maxRows: 2))
    #expect(reading.failure == nil)
    #expect(reading.rows.count == 2)
  }

  @Test("a record longer than many chunks is read, and what follows it, too")
  func longRecord() {
    let text = String(repeating: "ü\\n漢", count: 200_000)
    let expected = String(repeating: "ü\n漢", count: 200_000)
    let reading = Reading(
      json: Array("[{\"a\":\"\(text)\"},{\"a\":\"b\"}]".utf8), chunkSize: 10_000, layout: .documents,
      options: JSONOptions())
    #expect(reading.fields == [["a=\"\(expected)\""], ["a=\"b\""]])
  }

  @Test("more records than a batch holds are all read")
  func manyRecords() {
    let list = Array(("[" + String(repeating: "{},", count: 200_000) + "{\"a\":1}]").utf8)
    let reading = Reading(json: list, chunkSize: .max, layout: .documents, options: JSONOptions())
    #expect(reading.rows.count == 200_001)
    #expect(reading.rows.last?.number == 200_001)
    #expect(reading.columns == ["a"])
  }
}
