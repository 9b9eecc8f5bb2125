import RecordStreams
import Testing

/// Where in a document the list is.
@Suite struct JSONListTests {
  @Test(
    "the only list in an object is found, wherever it is",
    arguments: [
      (#"{"customers":[{"a":1}]}"#, "customers"),
      (#"{"meta":{"n":1,"tags":["x"],"rows":[[{}]]},"data":{"customers":[{"a":1}],"total":1}}"#, "data.customers"),
      (#"{"a.b":[{"a":1}],"z":"]"}"#, "/a.b"),
    ])
  func found(text: String, path: String) {
    let reading = readJSON(text)
    #expect(reading.failure == nil)
    #expect(reading.fields == [["a=1"]])
    #expect(reading.notices == [.recordsFound(at: path)])
  }

  @Test("of two lists none is taken, and both are named, also if one is empty")
  func severalLists() {
    let reading = readJSON(#"{"customers":[{"a":1}],"data":{"errors":[{"b":2}]}}"#)
    #expect(reading.failure?.code == "json-lists-several")
    #expect(reading.failure?.description.contains("customers, data.errors") == true)
    #expect(reading.place == [1, 41, 40])
    #expect(readJSON(#"{"customers":[],"errors":[{"b":2}]}"#).failure?.code == "json-lists-several")
    #expect(readJSON(#"{"customers":[{"a":1}],"errors":[ ]}"#).failure?.code == "json-lists-several")
  }

  @Test("a path leads to the list, past other lists")
  func path() throws {
    let text = #"{"errors":[{"b":2}],"data":{"x":{"customers":1},"customers":[{"a":1},{"a":2}]},"more":[{}]}"#
    let options = JSONOptions(path: RecordsPath("data.customers"))
    #expect(readJSON(text, .documents, options).fields == [["a=1"], ["a=2"]])
    let pointer = JSONOptions(path: RecordsPath("/data/customers"))
    #expect(readJSON(text, .documents, pointer).fields == [["a=1"], ["a=2"]])
  }

  @Test("a path that leads nowhere is refused with the lists that there are")
  func pathLeadsNowhere() throws {
    let options = JSONOptions(path: RecordsPath("data.clients"))
    let failure = readJSON(#"{"data":{"customers":[{"a":1}]}}"#, .documents, options).failure
    #expect(failure?.code == "records-path-leads-nowhere")
    #expect(failure?.description.contains("data.customers") == true)
    #expect(readJSON("[{}]", .documents, options).failure?.code == "records-path-leads-nowhere")
    #expect(readJSON(#"{"data":{"clients":5}}"#, .documents, options).failure?.code == "json-no-list")
    #expect(
      readJSON(#"{"data":{"clients":[{}],"clients":[{}]}}"#, .documents, options).failure?.code == "json-name-twice")
  }

  @Test("a path that leads to an object makes a record of it")
  func pathToRecord() throws {
    let options = JSONOptions(path: RecordsPath("data"))
    let reading = readJSON(#"{"type":"c","data":{"a":1}}{"data":{"a":2},"x":[]}"#, .documents, options)
    #expect(reading.fields == [["a=1"], ["a=2"]])
  }

  @Test("an object keyed by id gives its members' names as the column key")
  func keyed() throws {
    let options = JSONOptions(isKeyed: true)
    let reading = readJSON(#"{"c\u0031": {"a":1} , "c2":{"key":"own","a":2}, "c3": 5, "c1":{}}"#, .documents, options)
    #expect(reading.failure == nil)
    #expect(
      reading.fields == [
        ["key=\"c1\"", "a=1"], ["key=\"c2\"", "a=2", "key_2=\"own\""], ["row-not-object"], ["key=\"c1\""],
      ])
    #expect(reading.rows[0].original == #""c\u0031": {"a":1}"#)
    #expect(readJSON("[{}]", .documents, options).failure?.code == "json-keyed-array")
    let nested = JSONOptions(path: RecordsPath("data"), isKeyed: true)
    #expect(readJSON(#"{"n":1,"data":{"c1":{"a":1}}}"#, .documents, nested).fields == [["key=\"c1\"", "a=1"]])
  }

  @Test("an object whose members are all objects could be one record or many, and is refused")
  func looksKeyed() {
    #expect(readJSON(#"{"c1":{"a":1},"c2":{"a":2}}"#).failure?.code == "json-looks-keyed")
    let whole = readJSON(#"{"c1":{"a":1},"c2":{"a":2}}"#, .documents, JSONOptions(path: .document))
    #expect(whole.fields == [[#"c1={"a":1}"#, #"c2={"a":2}"#]])
  }

  @Test("documents that follow each other are records, or lists, each of them")
  func documents() throws {
    #expect(readJSON("{\"a\":1}{\"a\":2}\n {\"a\":3} ").fields == [["a=1"], ["a=2"], ["a=3"]])
    #expect(readJSON("[{\"a\":1}]\n[{\"a\":2}]").fields == [["a=1"], ["a=2"]])
    let options = JSONOptions(path: RecordsPath("d"))
    #expect(readJSON(#"{"d":[{"a":1}]}{"d":[]}{"d":[{"a":2}]}"#, .documents, options).fields == [["a=1"], ["a=2"]])
  }

  @Test("behind an array another document begins on a line of its own")
  func documentsOnALine() {
    #expect(readJSON("[][]").failure?.code == "json-unexpected")
    #expect(readJSON("[{\"a\":1}] {\"a\":1}").place == [1, 11, 10])
  }

  @Test("objects with a list in them are not taken for records, nor for lists, if there are several")
  func severalDocuments() {
    let text = #"{"id":1,"contacts":[{"a":1}]}{"id":2,"contacts":[]}"#
    #expect(readJSON(text).failure?.code == "json-documents-several")
    let records = readJSON(text, .documents, JSONOptions(path: .document))
    #expect(records.fields == [["id=1", #"contacts=[{"a":1}]"#], ["id=2", "contacts=[]"]])
    #expect(readJSON("[{}]\n{\"c\":[{}]}").failure?.code == "json-documents-several")
  }

  @Test("a document that is no list is refused", arguments: ["5", "\"a\"", "null", "true", "-1"])
  func noList(text: String) {
    #expect(readJSON(text).failure?.code == "json-no-list")
    #expect(readJSON("[\(text)]").failure?.code == "json-list-of-others")
  }

  @Test("a list without anything in it is refused", arguments: ["", " \n", "\u{FEFF}"])
  func empty(text: String) {
    #expect(readJSON(text).failure?.code == "list-empty")
  }

  @Test("what is around the list may be of any size, and its values of any depth up to the limit")
  func largeSurroundings() throws {
    let numbers = (0..<200_000).map(String.init).joined(separator: " , ")
    let options = JSONOptions(path: RecordsPath("c"))
    var limited = options
    limited.limits.recordBytes = 1000
    let reading = Reading(
      json: Array("{\"n\":[\(numbers)],\"c\":[{\"a\":1}],\"m\":[\(numbers)]}".utf8), chunkSize: 1000,
      layout: .documents,
      options: limited)
    #expect(reading.failure == nil)
    #expect(reading.fields == [["a=1"]])
    let deep = String(repeating: "[", count: 600)
    #expect(readJSON("{\"n\":\(deep)", .documents, options).failure?.code == "json-too-deep")
  }

  @Test(
    "what stands around a list is held against the grammar as well",
    arguments: [
      #"{"c":[{}],}"#, #"{"c":[{}] "d":1}"#, #"{"c":[{}]"#, #"{"c":[{}],"d":[1,]}"#, #"{"c":[{}],"d":{"e":tru}}"#,
      #"{"c":[{}],"d":01}"#, #"{"c":[{}],"d":"\x"}"#, #"{"c":[{}]}}"#, #"{"c":[{}],"d":{]}"#, #"{"c":[{}],"d":}"#,
      #"{"c" [{}]}"#,
    ])
  func faultsAround(text: String) throws {
    #expect(readJSON(text).failure?.code.hasPrefix("json-") == true)
    #expect(readJSON(text, .documents, JSONOptions(path: RecordsPath("c"))).failure != nil)
  }

  @Test("paths are written with dots or as pointers, and what is none is refused")
  func pathText() {
    #expect(RecordsPath("a.b")?.description == "a.b")
    #expect(RecordsPath("/a.b/c~1d~0")?.description == "/a.b/c~1d~0")
    #expect(RecordsPath(".") == .document)
    for text in ["", "a..b", ".a", "a.", "/a~2"] { #expect(RecordsPath(text) == nil) }
    #expect(RecordsPath("/") != nil)
  }
}
