import Foundation
import Testing

@testable import RecordStreams

@Suite struct WriterTests {
  private func written(
    _ format: OutputFormat, columns: [String], _ rows: [[String?]], recordName: String = "record"
  ) throws -> String {
    let sink = MemoryByteSink()
    var writer = format.makeWriter(to: sink, recordName: recordName)
    try writer.begin(columns: columns)
    for row in rows { try writer.write(row) }
    try writer.finish()
    return sink.text
  }

  @Test("CSV quotes what needs quotes and nothing else")
  func csv() throws {
    let text = try written(
      .csv, columns: ["id", "full name"],
      [["1", "Acme, \"Inc\""], ["2", "two\nlines"], [nil, " x"], ["4", "Müller"]])
    #expect(text == "id,full name\n1,\"Acme, \"\"Inc\"\"\"\n2,\"two\nlines\"\n,\" x\"\n4,Müller\n")
  }

  @Test("an only field that is empty is quoted, so that its row is a row")
  func csvEmptyRow() throws {
    #expect(try written(.csv, columns: ["a"], [[""], ["x"]]) == "a\n\"\"\nx\n")
  }

  @Test("NDJSON has an object a line, JSON one array")
  func json() throws {
    let rows: [[String?]] = [["1", "a \"b\" \\ \n\u{1}\u{7f}ü🙂"], ["2", nil]]
    let first = #"{"id":"1","na\"me":"a \"b\" \\ \n\u0001"# + "\u{7f}" + #"ü🙂"}"#
    let second = #"{"id":"2","na\"me":null}"#
    #expect(try written(.ndjson, columns: ["id", "na\"me"], rows) == "\(first)\n\(second)\n")
    #expect(try written(.json, columns: ["id", "na\"me"], rows) == "[\n\(first),\n\(second)\n]\n")
    #expect(try written(.json, columns: ["id"], []) == "[]\n")
  }

  @Test("further members stand behind a record's own, in JSON alone")
  func otherMembers() throws {
    func written(_ format: OutputFormat, _ values: [String], others: String) throws -> String {
      let sink = MemoryByteSink()
      var writer = format.makeWriter(to: sink)
      try writer.begin(columns: values.map { _ in "a" })
      var record = RecordComposer()
      record.begin()
      for value in values { record.append(value) }
      try record.withFields { fields throws(WriteFailure) in try writer.write(fields, otherMembers: others) }
      try writer.finish()
      return sink.text
    }
    #expect(try written(.ndjson, ["1"], others: #""b":[null]"#) == #"{"a":"1","b":[null]}"# + "\n")
    #expect(try written(.ndjson, [], others: #""b":1"#) == #"{"b":1}"# + "\n")
    #expect(try written(.csv, ["1"], others: #""b":1"#) == "a\n1\n")
  }

  @Test("a composed record has its fields in order, of every kind, and none of the one before")
  func composer() throws {
    var record = RecordComposer()
    for round in 0..<2 {
      record.begin()
      record.append("text \(round)")
      record.append(true)
      record.appendNull()
      record.append(.json) { $0.append(contentsOf: "[1]".utf8) }
      try record.withFields { fields in
        #expect(fields.map(\.text) == ["text \(round)", "true", "", "[1]"])
        #expect(fields.map(\.kind) == [.text, .boolean, .null, .json])
      }
    }
  }

  @Test("another JSON parser reads the same texts", arguments: 0..<100 as Range<UInt64>)
  func jsonAgrees(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let scalars = (0..<Int.random(in: 0..<60, using: &generator)).compactMap { _ in
      Unicode.Scalar(UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7f : 0x2ffff), using: &generator))
    }
    let text = String(String.UnicodeScalarView(scalars))
    let json = try written(.json, columns: ["v"], [[text]])
    let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: String]]
    #expect(parsed?.first?["v"].map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test("numbers and nested values are written as they were read, missing fields not at all")
  func jsonKinds() throws {
    let sink = MemoryByteSink()
    var writer = JSONWriter(to: sink, layout: .lines)
    try writer.begin(columns: ["n", "o", "t", "z", "m"])
    let parts: [(String, FieldKind)] = [
      ("1.50", .number), ("{\"a\":1}", .json), ("true", .boolean), ("", .null), ("", .missing),
    ]
    let bytes = parts.map { Array($0.0.utf8) }
    try bytes.withPointers { pointers in
      let fields = zip(pointers, parts).map { Field(bytes: $0, kind: $1.1) }
      try fields.withUnsafeBufferPointer { try writer.write($0) }
    }
    try writer.finish()
    #expect(sink.text == #"{"n":1.50,"o":{"a":1},"t":true,"z":null}"# + "\n")
  }

  @Test("XML escapes what it must, and names any column")
  func xml() throws {
    let text = try written(
      .xml, columns: ["id", "first name", "2nd", "a_xb"], [["<1> & \"2\"", "a\r\nb", nil, "ü"]], recordName: "customer")
    #expect(
      text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <?muster-record customer?>
        <customers>
          <customer><id>&lt;1&gt; &amp; "2"</id><first_x0020_name>a&#13;
        b</first_x0020_name><a_x005F_xb>ü</a_x005F_xb></customer>
        </customers>

        """)
    #expect(XMLNames.encoded("2nd") == "_x0032_nd")
  }

  @Test("what XML cannot hold is replaced and counted")
  func xmlIllegal() throws {
    let sink = MemoryByteSink()
    var writer = XMLWriter(to: sink)
    try writer.begin(columns: ["v"])
    try writer.write(["a\u{0}b\u{1b}c\u{FFFE}d\u{FFFD}\t"])
    try writer.finish()
    #expect(sink.text.contains("<v>a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}\t</v>"))
    #expect(writer.replacedCharacters == 3)
  }

  @Test("a table lines up, cuts long values and shows no control character")
  func table() throws {
    let text = try written(
      .table, columns: ["id", "name"],
      [["1", "漢字"], ["22", "a\u{1b}[31m"], ["3", String(repeating: "x", count: 60)]])
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "id  name")
    #expect(lines[2] == "1   漢字")
    #expect(lines[3] == "22  a·[31m")
    #expect(lines[4] == "3   " + String(repeating: "x", count: 39) + "…")
  }

  @Test("many records reach the sink in blocks, in order")
  func manyRecords() throws {
    let rows: [[String?]] = (0..<20_000).map { ["\($0)", "some text that takes room"] }
    let text = try written(.csv, columns: ["n", "t"], rows)
    let reading = Reading(Array(text.utf8), chunkSize: 1000, options: CSVOptions())
    #expect(reading.fields == rows.map { $0.compactMap { $0 } })
    // The same in batches of very different sizes, whose memory has to grow.
    #expect(Reading(Array(text.utf8), chunkSize: .max, options: CSVOptions()) == reading)
  }
}

extension [[UInt8]] {
  /// Pointers to all of the arrays at once.
  fileprivate func withPointers(_ body: ([UnsafeRawBufferPointer]) throws -> Void) rethrows {
    let all = flatMap { $0 }
    try all.withUnsafeBytes { bytes in
      var start = 0
      try body(
        map { part in
          defer { start += part.count }
          return UnsafeRawBufferPointer(rebasing: bytes[start..<start + part.count])
        })
    }
  }
}
