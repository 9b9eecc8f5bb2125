import RecordStreams
import Support
import Testing

@Suite struct JSONPropertyTests {
  private static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "{\"a\":", "1", "-2.5e3", "0", "true", "null", "false",
    "\\u00e9", "\\", "ü",
    "漢", "🙂", " ", "\n", "\r", "\r\n", "\t", "\u{0}", "{\"a\":1}", "{\"a\":1},", "{\"a\":\"x\\n\",\"b\":[{\"c\":{}}]}",
    "\u{FEFF}",
  ]

  @Test("any bytes give the same rows and the same failure in any chunks", arguments: 0..<200 as Range<UInt64>)
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = Array(["", "[", "{\"c\":[", "{\"a\":1}\n", "[{\"a\":1},"][Int(seed % 5)].utf8)
    while bytes.count < 80 {
      bytes += Array((JSONPropertyTests.pieces.randomElement(using: &generator) ?? "").utf8)
    }
    if seed % 3 == 0 {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    var options = JSONOptions()
    if seed % 4 == 0 { options.limits.recordBytes = 30 }
    if seed % 7 == 0 { options.limits.depth = 2 }
    if seed % 11 == 0 { options.limits.columns = 1 }
    let random = Int.random(in: 3...70, using: &generator)
    for layout in [JSONReader.Layout.documents, .lines] {
      let reading = readJSON(bytes, layout, options)
      #expect(Reading(json: bytes, chunkSize: random, layout: layout, options: options) == reading)
    }
    options.isKeyed = seed % 2 == 0
    options.path = seed % 6 < 3 ? RecordsPath("c") : RecordsPath.document
    _ = readJSON(bytes, .documents, options)
  }

  @Test("a good list with one byte changed gives the same in any chunks", arguments: 0..<150 as Range<UInt64>)
  func oneByteChanged(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = [
      "1", "-0.5e-7", "\"x\\u00e9\\ud83d\\ude00\"", "null", "true", "{\"x\": [1, {\"y\":\"\\\"\"}]}", "[]", "\"\"",
    ]
    let records = (0..<4).map { _ in
      let members = ["id", "name", "ä", "t\\n"].shuffled(using: &generator).prefix(
        Int.random(in: 0...4, using: &generator))
      return "{"
        + members.map { "\"\($0)\" :\(values.randomElement(using: &generator) ?? "1")" }.joined(separator: ", ") + "}"
    }
    let layout: JSONReader.Layout = seed % 2 == 0 ? .documents : .lines
    var bytes = Array(
      (layout == .lines ? records.joined(separator: "\n") : "[\n\(records.joined(separator: ",\r\n"))]").utf8)
    #expect(readJSON(bytes, layout).failure == nil)
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    bytes[place] = Array("\"{}[],:\\ 0x\n\r\u{0}".utf8).randomElement(using: &generator) ?? 0
    if seed % 5 == 0 { bytes.remove(at: place) }
    _ = readJSON(bytes, layout)
  }

  @Test("what was written is read again, whatever is in it", arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let columns = (1...Int.random(in: 1...8, using: &generator)).map { "\(randomText(&generator))\($0)" }
    let records = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
      columns.map { _ in randomField(&generator) }
    }
    for layout in [JSONWriter.Layout.array, .lines] {
      let sink = MemoryByteSink()
      var writer = JSONWriter(to: sink, layout: layout)
      try writer.begin(columns: columns)
      for record in records { try write(record, to: &writer) }
      try writer.finish()
      let reading = readJSON(sink.bytes, layout == .lines ? .lines : .documents)
      #expect(reading.failure == nil)
      let expected = records.map { record in
        zip(columns, record).compactMap { column, field in field.shown.map { "\(column)=\($0)" } }
      }
      #expect(reading.fields.map(bytes) == expected.map(bytes))
    }
  }

  /// Compared by bytes, as Swift calls different texts equal; in any order, as columns stand in the order in which records bring them.
  private func bytes(of texts: [String]) -> Set<[UInt8]> { Set(texts.map { Array($0.utf8) }) }

  private func randomText(_ generator: inout SeededGenerator) -> String {
    let alphabet = [
      "a", "7", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1f}", "\u{7f}", "ü", "漢", "🙂", "\u{2028}", "{",
    ]
    return (0..<Int.random(in: 0...12, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "" }
      .joined()
  }

  private func randomField(_ generator: inout SeededGenerator) -> WrittenField {
    let others: [(FieldKind, [String])] = [
      (.number, ["0", "-1.50", "12345678901234567890", "1E+9"]), (.boolean, ["true", "false"]), (.null, [""]),
      (.json, ["[]", #"{"a":[1,"\u0041 "]}"#]), (.missing, [""]),
    ]
    guard Bool.random(using: &generator), let (kind, texts) = others.randomElement(using: &generator) else {
      return WrittenField(kind: .text, text: randomText(&generator))
    }
    return WrittenField(kind: kind, text: texts.randomElement(using: &generator) ?? "")
  }

  private func write(_ record: [WrittenField], to writer: inout JSONWriter) throws {
    let texts = record.map { Array($0.text.utf8) }
    let all = Array(texts.joined())
    try all.withUnsafeBytes { bytes in
      var start = 0
      var fields: [Field] = []
      for (field, text) in zip(record, texts) {
        let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<start + text.count])
        fields.append(Field(bytes: slice, kind: field.kind))
        start += text.count
      }
      try fields.withUnsafeBufferPointer { try writer.write($0) }
    }
  }

  @Test("rows, and what stands between them, make up the whole list", arguments: 0..<60 as Range<UInt64>)
  func nothingIsLost(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let records = (0..<20).map { number in
      let members = (0..<Int.random(in: 0...3, using: &generator)).map { member in
        "\"m\(member)\":" + (Bool.random(using: &generator) ? #""ü\n""# : "[ \(number) ]")
      }
      return "{" + members.joined(separator: ", ") + "}"
    }
    let bytes = Array("[\(records.joined(separator: " ,\n"))]".utf8)
    let reading = readJSON(bytes)
    #expect(reading.rows.map(\.original) == records)
    for row in reading.rows {
      #expect(Array(bytes[row.byteOffset..<row.byteOffset + row.original.utf8.count]) == Array(row.original.utf8))
    }
    #expect(reading.lines == Array(1...20))
  }
}
