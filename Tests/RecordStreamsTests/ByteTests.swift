import CPlatform
import Foundation
import Testing

@testable import RecordStreams

@Suite struct ByteTests {
  @Test("both forms of the byte mask find the same bytes", arguments: 0..<200 as Range<UInt64>)
  func masks(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let needles: [UInt8] = [0x2c, 0x22, 0x0a, 0x0d]
    let bytes = (0..<64).map { _ in
      Bool.random(using: &generator)
        ? needles.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
    }
    var expected: UInt64 = 0
    for (index, byte) in bytes.enumerated() where needles.contains(byte) { expected |= 1 << UInt64(index) }
    #expect(muster_mask_of_four(bytes, 0x2c, 0x22, 0x0a, 0x0d) == expected)
    #expect(muster_mask_of_four_portable(bytes, 0x2c, 0x22, 0x0a, 0x0d) == expected)
  }

  @Test("the check of UTF-8 agrees with the standard library on any bytes", arguments: 0..<2000 as Range<UInt64>)
  func utf8(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let leads: [UInt8] = [
      0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff, 0x9f, 0xa0, 0x8f, 0x90,
    ]
    var bytes = Array(String(repeating: "x", count: Int.random(in: 0..<80, using: &generator)).utf8)
    for _ in 0..<Int.random(in: 0...5, using: &generator) {
      bytes += Array(["ü", "漢", "🙂", "\u{10FFFF}", "\u{D7FF}", "a"].randomElement(using: &generator)?.utf8 ?? "".utf8)
    }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      bytes.append(leads.randomElement(using: &generator) ?? 0)
    }
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    #expect((checkUTF8(bytes, from: 0, to: bytes.count) == .valid) == isValid)
  }

  @Test("a plain stretch of a JSON string ends at the first byte that needs an escape")
  func plainPrefix() {
    for special in [0x00, 0x1f, 0x22, 0x5c] as [UInt8] {
      for position in 0..<40 {
        var bytes = [UInt8](repeating: 0xc3, count: 40)
        bytes[position] = special
        #expect(muster_json_plain_prefix(bytes, 40) == position)
      }
    }
    #expect(muster_json_plain_prefix([0x20, 0x7f, 0xff], 3) == 3)
  }

  @Test("a file is read to its end, and one that is not there is named")
  func files() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).csv").path
    try Data("id,name\n1,Acme\n".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reader = try CSVReader(FileByteSource(path: path))
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    #expect(batch.count == 1)
    #expect(try !reader.read(into: batch))

    let failure = #expect(throws: ReadFailure.self) { try FileByteSource(path: path + ".absent") }
    #expect(failure?.description == "\(path).absent: the file cannot be opened: No such file or directory")
    let folder = try FileByteSource(path: "/")
    let refused = #expect(throws: ReadFailure.self) { try CSVReader(folder).read(into: batch) }
    #expect(refused?.code == "file-not-read")
  }

  @Test("a sink that is full says so")
  func fullSink() throws {
    // Writing to a descriptor that is open for reading fails as a full disk does.
    let descriptor = open("/dev/null", O_RDONLY)
    defer { close(descriptor) }
    var writer = CSVWriter(to: FileByteSink(descriptor: descriptor, name: "results.csv"))
    try writer.begin(columns: ["a"])
    let failure = #expect(throws: WriteFailure.self) { try writer.finish() }
    #expect(failure?.errorNumber == EBADF)
    #expect(failure?.description.hasPrefix("results.csv: cannot be written") == true)
  }
}
