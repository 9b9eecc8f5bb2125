import CZlib

/// A source around a source of gzip members, one behind the other.
///
/// On zlib and not on libarchive as the other packings, because libarchive (seen in 3.6) passes over a member's checksum and over
/// anything that follows the last member.
final class GzipByteSource: ByteSource {
  var name: String { source.name }
  private let source: any ByteSource
  /// On the heap, because zlib remembers where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var hasEnded = false
  private var isBetweenMembers = false
  /// What is wrong behind the last byte that was handed out.
  private var failure: ReadFailure?

  init(_ source: any ByteSource) throws(ReadFailure) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: 64 * 1024, alignment: 1)
    // The other reasons it has are a wrong call's; what it did not begin, ending it refuses without harm.
    guard muster_begin_gzip(stream) == Z_OK else {
      throw ReadFailure(.archiveDamaged("gzip", reason: "memory is full"), in: source.name)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    if let failure { throw failure }
    // zlib counts in 32 bits.
    let room = UInt32(min(buffer.count, 1 << 20))
    stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = room
    while stream.pointee.avail_out == room {
      if stream.pointee.avail_in == 0 { try refill() }
      if isBetweenMembers {
        if stream.pointee.avail_in == 0 { return 0 }
        try beginNextMember()
      }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR:
        let isStuck = hasEnded && stream.pointee.avail_in == 0 && stream.pointee.avail_out == room
        if isStuck { throw ReadFailure(.archiveCutOff("gzip"), in: name) }
      case Z_STREAM_END: isBetweenMembers = true
      default:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "the data make no sense"
        let damage = ReadFailure(.archiveDamaged("gzip", reason: reason), in: name)
        // What came out in front of it is handed out first, as it is where less is asked for.
        guard stream.pointee.avail_out < room else { throw damage }
        failure = damage
      }
    }
    return Int(room - stream.pointee.avail_out)
  }

  private func refill() throws(ReadFailure) {
    guard !hasEnded else { return }
    let received = try source.read(into: input)
    hasEnded = received == 0
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(received)
  }

  private func beginNextMember() throws(ReadFailure) {
    guard stream.pointee.next_in.pointee == 0x1f else { throw ReadFailure(.archiveFollowed("gzip"), in: name) }
    inflateReset(stream)
    isBetweenMembers = false
  }
}
