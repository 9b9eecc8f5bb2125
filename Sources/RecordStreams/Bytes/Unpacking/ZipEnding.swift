/// Reads what stands behind the members of a zip archive: their directory and its end, up to the archive's last byte.
///
/// libarchive reads an archive from its beginning and stops where the directory begins. Without a look at it, an archive that lost
/// its end could not be told from a whole one.
struct ZipEnding {
  private let feed: ArchiveFeed

  init(_ feed: ArchiveFeed) { self.feed = feed }

  /// - Throws: unless a whole directory with its end comes next.
  func pass() throws(ReadFailure) {
    while true {
      // Each part is a signature, a part of fixed length, and others whose lengths stand in it.
      switch try number(4) {
      case 0x0201_4b50:  // a member
        try skip(24)
        let lengths = try number(2) + number(2) + number(2)
        try skip(12 + lengths)
      case 0x0605_4b50:  // the end
        try skip(16)
        try skip(number(2))
        return
      case 0x0606_4b50:  // the end of an archive with large members
        try skip(number(8))
      case 0x0706_4b50:  // where that stands
        try skip(16)
      case 0x0505_4b50:  // a signature
        try skip(number(2))
      case 0x0806_4b50:  // something else
        try skip(number(4))
      default:
        throw ReadFailure(
          .archiveDamaged("zip", reason: "its directory is not where it should be"), in: feed.source.name)
      }
    }
  }

  private func number(_ size: Int) throws(ReadFailure) -> Int {
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(try byte()) << UInt64(8 * index) }
    return Int(clamping: value)
  }

  private func skip(_ count: Int) throws(ReadFailure) {
    // Ends with the file at the latest.
    for _ in 0..<count { _ = try byte() }
  }

  private func byte() throws(ReadFailure) -> UInt8 {
    guard let byte = try feed.nextByte() else { throw ReadFailure(.archiveCutOff("zip"), in: feed.source.name) }
    return byte
  }
}
