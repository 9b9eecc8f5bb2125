import CArchive
import Foundation
import Testing

@testable import RecordStreams

@Suite struct UnpackingTests {
  /// Rows of which every packing makes several blocks.
  private static let list: [UInt8] = {
    var generator = SeededGenerator(seed: 1)
    return Array((0..<3000).map { "\($0),Company \(UInt32.random(in: 0 ... .max, using: &generator))\n" }.joined().utf8)
  }()
  private static let short = Array("id,name\n1,Acme\n".utf8)

  private func unpacked(_ bytes: [UInt8], limit: Int = .max) -> Draining {
    Draining(UnpackingByteSource(MemoryByteSource(bytes, chunkSize: 1000, name: "list.csv"), limit: limit))
  }

  @Test("what was packed is unpacked, whatever it is called and however it comes", arguments: Packer.allCases)
  func unpacks(packer: Packer) {
    for list in [UnpackingTests.list, UnpackingTests.short, []] {
      let (draining, isSame) = Draining.inAnyChunks(packer.pack(list)) { UnpackingByteSource($0) }
      #expect(isSame)
      #expect(draining.failure == nil)
      #expect(draining.bytes == list)
    }
  }

  @Test("what is not packed passes", arguments: ["", "B", "BZh9 is a name\n", "PK,id\n", "id,name\n1,x\n", "\u{1f}"])
  func passes(text: String) {
    let (draining, isSame) = Draining.inAnyChunks(Array(text.utf8)) { UnpackingByteSource($0) }
    #expect(isSame)
    #expect(draining.text == text)
    #expect(draining.notices.isEmpty)
  }

  @Test("a file that was cut off anywhere is refused, behind nothing but its own beginning", arguments: Packer.allCases)
  func cutOff(packer: Packer) {
    let packed = packer.pack(UnpackingTests.short)
    for length in 12..<packed.count {
      let draining = unpacked(Array(packed.prefix(length)))
      #expect(draining.failure?.code.hasPrefix("archive-") == true, "after \(length) bytes of \(packed.count)")
      #expect(UnpackingTests.short.starts(with: draining.bytes))
    }
    let draining = unpacked(packer.pack(UnpackingTests.list).dropLast(5))
    #expect(draining.failure?.code == "archive-cut-off")
  }

  @Test("a wrong bit never gives another list", arguments: [Packer.gzip, .xz, .bzip2, .zip])
  func wrongBit(packer: Packer) {
    let packed = packer.pack(UnpackingTests.short)
    for index in packed.indices {
      var damaged = packed
      damaged[index] ^= 0x10
      let draining = unpacked(damaged)
      // Some bits say nothing, such as those of the time of packing; without its mark the file is no packed one.
      let isPlain = draining.bytes == damaged
      #expect(isPlain || draining.failure != nil || draining.bytes == UnpackingTests.short, "byte \(index)")
    }
  }

  @Test("a wrong checksum is found", arguments: [(Packer.gzip, 8), (.gzip, 1), (.bzip2, 10)])
  func checksum(packer: Packer, fromEnd: Int) {
    var packed = packer.pack(UnpackingTests.list)
    packed[packed.count - fromEnd] ^= 0x01
    let (draining, isSame) = Draining.inAnyChunks(packed) { UnpackingByteSource($0) }
    #expect(isSame)
    #expect(draining.failure?.code == "archive-damaged")
  }

  @Test("something that follows the packed list refuses it", arguments: Packer.allCases)
  func followed(packer: Packer) {
    for tail in [Array("and more".utf8), [0], [UInt8](repeating: 0, count: 70_001)] {
      let draining = unpacked(packer.pack(UnpackingTests.list) + tail)
      // xz may have padding, of which a few bytes look like the beginning of more of it.
      let codes = ["archive-followed", "archive-damaged"] + (packer == .xz ? ["archive-cut-off"] : [])
      #expect(draining.failure.map { codes.contains($0.code) } == true)
    }
  }

  @Test("packed files one behind the other are one list", arguments: [Packer.gzip, .zstd, .xz, .bzip2])
  func concatenated(packer: Packer) {
    let bytes = packer.pack(UnpackingTests.short) + packer.pack([]) + packer.pack(UnpackingTests.list)
    let (draining, isSame) = Draining.inAnyChunks(bytes) { UnpackingByteSource($0) }
    #expect(isSame)
    #expect(draining.failure == nil)
    #expect(draining.bytes == UnpackingTests.short + UnpackingTests.list)
  }

  @Test("no more is unpacked than allowed", arguments: Packer.allCases)
  func limit(packer: Packer) {
    let packed = packer.pack(UnpackingTests.list)
    let exact = unpacked(packed, limit: UnpackingTests.list.count)
    #expect(exact.failure == nil)
    let less = unpacked(packed, limit: UnpackingTests.list.count - 1)
    #expect(less.failure?.code == "unpacked-too-large")
    #expect(less.bytes == UnpackingTests.list.dropLast())
  }

  @Test("a list that was packed twice is not guessed at", arguments: Packer.allCases)
  func twice(packer: Packer) {
    #expect(unpacked(Packer.gzip.pack(packer.pack(UnpackingTests.short))).failure?.code == "file-packed-twice")
  }

  @Test("a failure of the file comes through", arguments: Packer.allCases)
  func sourceFailure(packer: Packer) {
    let half = Array(packer.pack(UnpackingTests.list).prefix(9000))
    #expect(Draining(UnpackingByteSource(FailingSource(half, chunkSize: 1000))).failure?.code == "file-not-read")
  }

  @Test("files that are known and not read are called by their name")
  func foreign() {
    #expect(unpacked([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]).failure?.description.contains("7-Zip") == true)
    #expect(unpacked([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).failure?.description.contains("Excel") == true)
    var tar = [UInt8](repeating: 0, count: 1024)
    tar.replaceSubrange(257..<262, with: "ustar".utf8)
    #expect(unpacked(tar).failure?.description.contains("tar archive") == true)
    #expect(unpacked(Packer.gzip.pack(tar)).failure?.description.contains("tar archive") == true)
  }
}

@Suite struct ZipTests {
  private static let list = Array("id,name\n1,Acme\n".utf8)

  private func unpacked(_ bytes: [UInt8]) -> Draining {
    Draining(UnpackingByteSource(MemoryByteSource(bytes, name: "list.zip")))
  }

  /// The same from a file, which is looked through before it is read.
  private func unpackedFile(_ bytes: [UInt8]) throws -> Draining {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).zip").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return Draining(UnpackingByteSource(try FileByteSource(path: path)))
  }

  @Test("folders and what macOS puts beside a list do not count")
  func unasked() throws {
    let bytes = Packer.zipped([
      ("out/", []), ("__MACOSX/._customers.csv", Array("x".utf8)), ("out/customers.csv", ZipTests.list),
      ("out/.DS_Store", Array("y".utf8)),
    ])
    for draining in [unpacked(bytes), try unpackedFile(bytes)] {
      #expect(draining.failure == nil)
      #expect(draining.bytes == ZipTests.list)
    }
    let source = UnpackingByteSource(MemoryByteSource(bytes))
    #expect(try source.nameInside() == "out/customers.csv")
  }

  @Test("an archive of several lists is refused, naming them; one in a file before anything is read")
  func several() throws {
    let bytes = Packer.zipped([("a.csv", ZipTests.list), ("b.csv", ZipTests.list), ("c.csv", [])])
    let fromFile = try unpackedFile(bytes)
    #expect(fromFile.bytes.isEmpty)
    #expect(
      fromFile.failure?.description.contains("several files in the zip archive, \"a.csv\", \"b.csv\", \"c.csv\",")
        == true)
    let fromPipe = unpacked(bytes)
    #expect(fromPipe.failure?.description.contains("\"a.csv\", \"b.csv\"") == true)
  }

  @Test("an archive without a list and an encrypted one are refused")
  func unreadable() throws {
    let empty = [0x50, 0x4b, 0x05, 0x06] + [UInt8](repeating: 0, count: 18)
    for bytes in [empty, Packer.zipped([("a/", [])])] {
      #expect(unpacked(bytes).failure?.code == "archive-empty")
      #expect(try unpackedFile(bytes).failure?.code == "archive-empty")
    }
    let encrypted = try #require(
      Data(
        base64Encoded: """
          UEsDBAoACQAAACdbeVsLBjOKGwAAAA8AAAAFABwAYS5jc3ZVVAkAA5eLJWmXiyVpdXgLAAEEAAAAAAQAAAAA
          """, options: .ignoreUnknownCharacters))
    #expect(unpacked(Array(encrypted) + [UInt8](repeating: 7, count: 60)).failure?.code == "archive-encrypted")
  }

  @Test("a workbook is no archive with a list")
  func workbook() throws {
    let bytes = Packer.zipped([("[Content_Types].xml", []), ("xl/workbook.xml", [])])
    #expect(try unpackedFile(bytes).failure?.description.contains("workbook") == true)
    #expect(unpacked(bytes).failure?.description.contains("workbook") == true)
  }

  @Test("the format is told by the file's name, packed or not, or by the name inside")
  func formats() throws {
    #expect(ListFormat(fileName: "customers.tsv.gz") == .tsv)
    #expect(ListFormat(fileName: "Customers.CSV.ZIP") == .csv)
    #expect(ListFormat(fileName: "customers.zip") == nil)
    let tabs = Packer.zipped([("a.tsv", Array("a,b\tc\n1,2\t3\n".utf8))])
    let reader = try makeReader(of: nil, from: MemoryByteSource(tabs, name: "list.zip"))
    #expect(try reader.read(into: RecordBatch()))
    #expect(reader.columns.names == ["a,b", "c"])
    #expect(reader.notices.count == 1)
  }
}

/// Packs with libarchive.
enum Packer: CaseIterable, Sendable {
  case gzip, zstd, xz, bzip2, zip

  func pack(_ bytes: [UInt8]) -> [UInt8] {
    if self == .zip { return Packer.zipped([("list.csv", bytes)]) }
    return Packer.written([("data", bytes)]) { archive in
      switch self {
      case .gzip: archive_write_add_filter_gzip(archive)
      case .zstd: archive_write_add_filter_zstd(archive)
      case .xz: archive_write_add_filter_xz(archive)
      case .bzip2, .zip: archive_write_add_filter_bzip2(archive)
      }
      archive_write_set_format_raw(archive)
    }
  }

  static func zipped(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    written(members) { archive_write_set_format_zip($0) }
  }

  private static func written(_ members: [(name: String, bytes: [UInt8])], _ prepare: (OpaquePointer) -> Void)
    -> [UInt8]
  {
    guard let archive = archive_write_new() else { return [] }
    defer { archive_write_free(archive) }
    prepare(archive)
    archive_write_set_bytes_per_block(archive, 0)
    var output = [UInt8](repeating: 0, count: 100_000 + 2 * members.reduce(0) { $0 + $1.bytes.count })
    var used = 0
    output.withUnsafeMutableBytes { memory in
      archive_write_open_memory(archive, memory.baseAddress, memory.count, &used)
      for member in members {
        let entry = archive_entry_new()
        archive_entry_set_pathname(entry, member.name)
        archive_entry_set_filetype(entry, member.name.hasSuffix("/") ? 0o040000 : 0o100000)
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_size(entry, Int64(member.bytes.count))
        archive_write_header(archive, entry)
        if !member.bytes.isEmpty { archive_write_data(archive, member.bytes, member.bytes.count) }
        archive_entry_free(entry)
      }
      archive_write_close(archive)
    }
    return Array(output.prefix(used))
  }
}
