import CArchive

/// A source around a source that libarchive unpacks: zstd, xz, bzip2, or the only list in a zip archive.
///
/// libarchive tells of a wrong checksum and of a cut stream. It does not tell of something that follows, nor of a zip archive whose
/// directory is missing: that is looked for here, behind the last byte that it took.
final class ArchiveByteSource: ByteSource {
  var name: String { feed.source.name }
  /// What a zip archive calls the list.
  private(set) var memberName: String?

  private let packing: Packing
  private let archive: OpaquePointer
  private let feed: ArchiveFeed
  /// How many bytes may be unpacked only to get past them, such as what macOS puts into an archive unasked.
  private let skippedLimit: Int
  private var hasEnded = false
  /// What is unpacked and not handed out yet. Lies in libarchive's memory, valid until the next block is asked for.
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ source: any ByteSource, _ packing: Packing, skippedLimit: Int) throws(ReadFailure) {
    self.packing = packing
    self.skippedLimit = skippedLimit
    feed = ArchiveFeed(source)
    guard let archive = archive_read_new() else {
      throw ReadFailure(.archiveDamaged(packing.name, reason: "memory is full"), in: source.name)
    }
    self.archive = archive
    setFormat()
    // The feed lives as long as this object, and no block is asked for after `deinit`.
    let opened = archive_read_open(
      archive, Unmanaged.passUnretained(feed).toOpaque(), nil,
      { archive, context, address in
        guard let context, let address else { return -1 }
        let feed = Unmanaged<ArchiveFeed>.fromOpaque(context).takeUnretainedValue()
        guard let block = feed.nextBlock(taken: Int(archive_filter_bytes(archive, -1))) else { return -1 }
        address.pointee = block.baseAddress
        return block.count
      }, nil)
    guard opened == ARCHIVE_OK else { throw failure() }
    try findList()
  }

  deinit { archive_read_free(archive) }

  /// Nothing else than what the first bytes told: a list that is packed twice is not unpacked twice.
  private func setFormat() {
    switch packing {
    case .zip: archive_read_support_format_zip_streamable(archive)
    case .zstd: archive_read_append_filter(archive, ARCHIVE_FILTER_ZSTD)
    case .xz: archive_read_append_filter(archive, ARCHIVE_FILTER_XZ)
    case .bzip2: archive_read_append_filter(archive, ARCHIVE_FILTER_BZIP2)
    case .gzip, .foreign: preconditionFailure("gzip has a source of its own, and the foreign none")
    }
    if packing != .zip { archive_read_set_format(archive, ARCHIVE_FORMAT_RAW) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    if hasEnded { return 0 }
    while block.isEmpty {
      guard try nextBlock() else {
        try finish()
        hasEnded = true
        return 0
      }
    }
    let part = UnsafeRawBufferPointer(rebasing: block.prefix(buffer.count))
    buffer.copyMemory(from: part)
    block = UnsafeRawBufferPointer(rebasing: block.dropFirst(part.count))
    return part.count
  }

  /// Block by block, as libarchive has them: what fills a buffer would lose a block to a mistake in the one behind it.
  private func nextBlock() throws(ReadFailure) -> Bool {
    var start: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    switch archive_read_data_block(archive, &start, &count, &offset) {
    case ARCHIVE_OK: block = UnsafeRawBufferPointer(start: start, count: count)
    case ARCHIVE_EOF: return false
    default: throw failure()
    }
    return true
  }

  private func findList() throws(ReadFailure) {
    guard packing == .zip else {
      if try nextEntry() == nil { try finish() }
      return
    }
    guard let member = try nextMember() else { throw ReadFailure(.archiveWithoutList, in: name) }
    try ZipMember.requireOneList([member], in: name)
    memberName = member.name
  }

  private func nextEntry() throws(ReadFailure) -> OpaquePointer? {
    var entry: OpaquePointer?
    switch archive_read_next_header(archive, &entry) {
    case ARCHIVE_OK: return entry
    case ARCHIVE_EOF: return nil
    default: throw failure()
    }
  }

  /// Passes over what is no list. `nil` at the end of the members.
  private func nextMember() throws(ReadFailure) -> ZipMember? {
    var skipped = 0
    while let entry = try nextEntry() {
      if let member = ZipMember(entry) { return member }
      try skipData(&skipped)
    }
    return nil
  }

  private func skipData(_ skipped: inout Int) throws(ReadFailure) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
      if count == 0 { return }
      if count < 0 { throw failure() }
      skipped += count
      if skipped > skippedLimit {
        throw ReadFailure(.unpackedTooLarge(limit: skippedLimit, packed: feed.byteCount), in: name)
      }
    }
  }

  /// Makes sure that what was unpacked is all there is.
  private func finish() throws(ReadFailure) {
    if packing == .zip {
      if let next = try nextMember() {
        throw ReadFailure(.archiveOfSeveral([memberName ?? "", next.name]), in: name)
      }
    } else if try nextEntry() != nil {
      throw ReadFailure(.archiveFollowed(packing.name), in: name)
    }
    if let failure = feed.failure { throw failure }
    feed.forget(takenCount)
    if packing == .zip { try ZipEnding(feed).pass() }
    if try feed.nextByte() != nil { throw ReadFailure(.archiveFollowed(packing.name), in: name) }
    hasEnded = true
  }

  private var takenCount: Int { Int(archive_filter_bytes(archive, -1)) }

  /// The source's own failure, if that is why libarchive stopped; else libarchive's words.
  private func failure() -> ReadFailure {
    if let failure = feed.failure { return failure }
    let words = archive_error_string(archive).map { String(cString: $0) } ?? "the data make no sense"
    // Whatever libarchive says about it: it wanted more than there is.
    if feed.hasEnded, feed.byteCount == takenCount { return ReadFailure(.archiveCutOff(packing.name), in: name) }
    return ReadFailure(.archiveDamaged(packing.name, reason: words), in: name)
  }
}
