/// How a file is packed, as its first bytes tell; names do not count.
enum Packing: Sendable, Equatable {
  case gzip, zstd, xz, bzip2, zip
  /// Known by its first bytes and not unpacked here; the text says what it is and what to do.
  case foreign(String)

  /// How many bytes the look wants: a tar archive's mark stands behind its first file's name.
  static let sampleSize = 265

  init?(of head: ArraySlice<UInt8>) {
    let head = Array(head)
    func begins(_ mark: [UInt8], at start: Int = 0) -> Bool { head.dropFirst(start).starts(with: mark) }
    if begins([0x1f, 0x8b, 0x08]) {
      self = .gzip
    } else if begins([0x28, 0xb5, 0x2f, 0xfd]) {
      self = .zstd
    } else if begins([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
      self = .xz
    } else if Packing.isBzip2(head) {
      self = .bzip2
    } else if begins([0x50, 0x4b, 0x03, 0x04]) || begins([0x50, 0x4b, 0x05, 0x06]) {
      self = .zip
    } else if let mark = Packing.foreignMarks.first(where: { begins($0.bytes, at: $0.offset) }) {
      self = .foreign(mark.advice)
    } else {
      return nil
    }
  }

  /// `BZh1` to `BZh9` could begin a text; the number behind it cannot: π, or its square root where there is nothing to unpack.
  private static func isBzip2(_ head: [UInt8]) -> Bool {
    guard head.count >= 10, head.starts(with: Array("BZh".utf8)) else { return false }
    let number = Array(head[4..<10])
    return number == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] || number == [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
  }

  private static let foreignMarks: [(bytes: [UInt8], offset: Int, advice: String)] = [
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, "the list is packed with 7-Zip; unpack it first"),
    (Array("Rar!".utf8) + [0x1a, 0x07], 0, "the list is packed with RAR; unpack it first"),
    ([0x04, 0x22, 0x4d, 0x18], 0, "the list is packed with LZ4; unpack it first"),
    ([0x1f, 0x9d], 0, "the list is packed with compress; unpack it first"),
    (Array("ustar".utf8), 257, "this is a tar archive and no list; take the list out of it"),
    ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], 0, "this is an Excel workbook and no list; save it as CSV UTF-8"),
    (Array("PAR1".utf8), 0, "this is a Parquet file, which is not read; export it as CSV or NDJSON"),
    (Array("SQLite format 3".utf8) + [0], 0, "this is an SQLite database and no list; export the table as CSV or JSON"),
  ]

  /// As messages call it.
  var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstd: "zstd"
    case .xz: "xz"
    case .bzip2: "bzip2"
    case .zip: "zip"
    case .foreign: "another program"
    }
  }

  /// What is put behind a list's name when it is packed.
  static let fileNameEndings = ["gz", "zst", "xz", "bz2", "zip"]
}
