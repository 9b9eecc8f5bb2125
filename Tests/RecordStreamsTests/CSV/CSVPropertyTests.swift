import RecordStreams
import Testing

@Suite struct CSVPropertyTests {
  private static let alphabet = [
    "a", "B", "7", " ", ",", ";", "\"", "\n", "\r", "\r\n", "ü", "漢", "🙂", "\u{0}", "=", "\t",
  ]

  private func randomText(_ generator: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...12, using: &generator))
      .map { _ in CSVPropertyTests.alphabet.randomElement(using: &generator) ?? "" }.joined()
  }

  @Test("what was written is read again, whatever is in it", arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let columns = (1...Int.random(in: 1...8, using: &generator)).map { "column \($0)" }
    let records = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
      columns.map { _ in randomText(&generator) }
    }
    let delimiter = try #require([",", ";", "\t", "|"].randomElement(using: &generator)?.utf8.first)
    let sink = MemoryByteSink()
    var writer = CSVWriter(to: sink, delimiter: delimiter)
    try writer.begin(columns: columns)
    for record in records { try writer.write(record) }
    try writer.finish()

    let reading = read(sink.bytes, CSVOptions(delimiter: delimiter))
    #expect(reading.failure == nil)
    #expect(reading.columns == columns)
    #expect(reading.fields.map { $0.map { Array($0.utf8) } } == records.map { $0.map { Array($0.utf8) } })
  }

  @Test("any bytes give the same rows and the same failure in any chunks", arguments: 0..<400 as Range<UInt64>)
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var bytes = Array("a,b\n".utf8)
    while bytes.count < 120 {
      bytes += Array(randomText(&generator).utf8)
      if Int.random(in: 0..<8, using: &generator) == 0 { bytes += Array("\n1,2\n".utf8) }
    }
    if seed % 3 == 0 {
      bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8.random(in: 0x80...0xff, using: &generator)
    }
    var options = CSVOptions()
    if seed % 4 == 0 { options.limits.rowBytes = 30 }
    if seed % 5 == 0 { options.quote = .none }
    if seed % 6 == 0 { options.escape = UInt8(ascii: "=") }
    if seed % 11 == 0 { options.comment = UInt8(ascii: "7") }
    if seed % 7 == 0 { options.hasHeader = false }
    let reading = read(bytes, options)
    let random = Int.random(in: 3...100, using: &generator)
    #expect(Reading(bytes, chunkSize: random, options: options) == reading)
  }

  @Test("rows, line breaks and empty lines make up the whole list", arguments: 0..<100 as Range<UInt64>)
  func nothingIsLost(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bytes = Array(
      (0..<20).map { _ in randomText(&generator).replacing("\"", with: "'") }.joined(separator: "\n").utf8)
    let options = CSVOptions(delimiter: UInt8(ascii: ","), hasHeader: false)
    let reading = read(bytes, options)
    let originals = reading.rows.map(\.original).joined()
    let withoutBreaks = bytes.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    #expect(Array(originals.utf8) == withoutBreaks)
    for row in reading.rows {
      #expect(Array(bytes[row.byteOffset..<row.byteOffset + row.original.utf8.count]) == Array(row.original.utf8))
    }
  }
}
