import RecordStreams
import Testing

@Suite struct JSONRejectWriterTests {
  /// Writes every row of a list as if it had been rejected.
  private func rejects(
    of list: String, _ layout: JSONReader.Layout = .documents, _ options: JSONOptions = JSONOptions(),
    as written: JSONWriter.Layout? = nil
  ) throws -> String {
    let reader = JSONReader(MemoryByteSource(list), layout: layout, options: options)
    let batch = RecordBatch()
    let sink = MemoryByteSink()
    var writer = JSONRejectWriter(
      to: sink, shape: reader.shape, layout: written ?? (layout == .lines ? .lines : .array))
    try writer.begin()
    while try reader.read(into: batch) {
      for item in batch {
        try writer.write(
          original: item.origin.bytes,
          RejectReason(code: "name-empty", message: "no \"name\"", source: item.origin.number))
      }
    }
    try writer.finish()
    return sink.text
  }

  @Test("records stand in it as they stand in the list, with code, message and number as last members")
  func records() throws {
    let text = try rejects(of: "[{\"id\": 1, \"a\" : [ 2 ] } ,\n{}]")
    #expect(
      text == #"""
        [
        {"id": 1, "a" : [ 2 ],"muster_code":"name-empty","muster_message":"no \"name\"","muster_source":1},
        {"muster_code":"name-empty","muster_message":"no \"name\"","muster_source":2}
        ]

        """#)
  }

  @Test("a list of lines stays one, also where a record has line breaks in it")
  func lines() throws {
    let text = try rejects(of: "{\"id\":1}\n{\"id\":2}", .lines)
    #expect(text.split(separator: "\n").count == 2)
    let oneLine = try rejects(of: "[{\"id\":\n1}]", as: .lines)
    #expect(oneLine.hasPrefix(#"{"id":1,"muster_code":"#))
    #expect(oneLine.split(separator: "\n").count == 1)
  }

  @Test("rejects of rejects have the newest reason only")
  func twice() throws {
    let once = try rejects(of: #"[{"id":1,"note":"\n"},{"id":2}]"#)
    #expect(try rejects(of: once) == once)
  }

  @Test("what was written can be read again with the list's options")
  func importable() throws {
    let keyed = JSONOptions(path: RecordsPath("data.customers"), isKeyed: true)
    let list = #"{"data":{"customers":{"c\n1":{"a":1},"c2":{}}}}"#
    let again = readJSON(try rejects(of: list, .documents, keyed), .documents, keyed)
    #expect(
      again.fields.map { $0.prefix(2) } == [["key=\"c\n1\"", "a=1"], ["key=\"c2\"", "muster_code=\"name-empty\""]])
    let lines = readJSON(try rejects(of: list, .documents, keyed, as: .lines), .lines)
    #expect(
      lines.fields.map { $0.prefix(2) } == [["key=\"c\n1\"", "a=1"], ["key=\"c2\"", "muster_code=\"name-empty\""]])
    let path = JSONOptions(path: RecordsPath("/a.b"))
    #expect(readJSON(try rejects(of: #"{"a.b":[{"a":1}]}"#, .documents, path), .documents, path).rows.count == 1)
  }

  @Test("what is no object, or no JSON, stands in it as a member, so that the file can be read")
  func others() throws {
    let text = try rejects(of: #"[{"a":1}, [ 2 ], "x"]"#)
    #expect(text.contains(#"{"muster_original":[ 2 ],"muster_code""#))
    #expect(text.contains(#"{"muster_original":"x","muster_code""#))
    let lines = try rejects(of: "{\"a\":1}\n{\"a\":1,}\n5\n{\"b\":1} {\"c\":2}\n1],[2", .lines)
    let again = readJSON(lines, .lines)
    #expect(again.failure == nil)
    let originals = again.fields.map { $0.filter { $0.hasPrefix("muster_original=") || $0.hasPrefix("a=") } }
    #expect(
      originals == [
        ["a=1"], [#"muster_original="{"a":1,}""#], ["muster_original=5"], [#"muster_original="{"b":1} {"c":2}""#],
        [#"muster_original="1],[2""#],
      ])
  }
}
