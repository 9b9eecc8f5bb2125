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

  @Test("both forms of the look for one of four bytes agree with a loop", arguments: 0..<200 as Range<UInt64>)
  func oneOfFour(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let needles: [UInt8] = [0x3c, 0x3e, 0x26, 0x0d]
    // Bytes that are near them, and one of them somewhere, perhaps behind the end.
    var bytes = (0..<80).map { _ in
      [0x3b, 0x3d, 0xbc, 0x25, 0x0c, 0x8d, 0xff].randomElement(using: &generator) ?? 0 as UInt8
    }
    bytes[Int.random(in: 0..<80, using: &generator)] = needles.randomElement(using: &generator) ?? 0
    for count in 0...64 {
      let expected = bytes[..<count].contains(where: needles.contains)
      #expect(muster_has_one_of_four(bytes, count, 0x3c, 0x3e, 0x26, 0x0d) == expected)
      #expect(muster_has_one_of_four_portable(bytes, count, 0x3c, 0x3e, 0x26, 0x0d) == expected)
    }
  }

  @Test(
    "both forms of the look for a JSON string's end stop at the same byte", arguments: 0...255 as ClosedRange<UInt8>)
  func stringStop(byte: UInt8) {
    for position in 0..<40 {
      var bytes = [UInt8](repeating: byte == 0x78 ? 0x79 : 0x78, count: 40) + [0x22] + [UInt8](repeating: 0, count: 15)
      bytes[position] = byte
      let expected = byte < 0x20 || byte == 0x22 || byte == 0x5c ? position : 40
      #expect(muster_json_string_stop(bytes) == expected)
      #expect(muster_json_string_stop_portable(bytes) == expected)
    }
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

@Suite struct DigestTests {
  private func digest(_ bytes: [UInt8], chunkSize: Int = .max) throws -> String {
    let source = DigestingByteSource(MemoryByteSource(bytes, chunkSize: chunkSize))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
    defer { buffer.deallocate() }
    while try source.read(into: buffer) > 0 {}
    #expect(source.byteCount == bytes.count)
    return source.hexadecimalDigest
  }

  @Test(
    "the digest is the one of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func known(text: String, expected: String) throws {
    #expect(try digest(Array(text.utf8)) == expected)
  }

  @Test("a million letters have the known digest in any chunks", arguments: [1000, 977, 64, 63])
  func million(chunkSize: Int) throws {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(try digest(letters, chunkSize: chunkSize) == expected)
  }
}
