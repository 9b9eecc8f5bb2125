import CArchive

/// What libarchive asks for the packed bytes, and what is asked for those that it left.
final class ArchiveFeed {
  let source: any ByteSource
  private(set) var failure: ReadFailure?
  private(set) var hasEnded = false
  /// How many bytes came from the source.
  private(set) var byteCount = 0
  /// The last of those bytes, at least all that libarchive has not taken yet.
  private var recent: ArraySlice<UInt8> = []
  private let block: UnsafeMutableRawBufferPointer

  init(_ source: any ByteSource) {
    self.source = source
    block = .allocate(byteCount: 64 * 1024, alignment: 16)
  }

  deinit { block.deallocate() }

  /// The next block, which stays in place until the next call; an empty one at the end, `nil` after a failure.
  ///
  /// - Parameter taken: how many bytes libarchive needs no more.
  func nextBlock(taken: Int) -> UnsafeRawBufferPointer? {
    forget(taken)
    do throws(ReadFailure) {
      return UnsafeRawBufferPointer(rebasing: block[..<(try refill())])
    } catch {
      failure = error
      return nil
    }
  }

  /// Forgets what libarchive has taken; `nextByte` goes on behind it.
  func forget(_ taken: Int) {
    recent = recent.dropFirst(taken - (byteCount - recent.count))
  }

  /// The next byte that libarchive has not taken; `nil` at the end. No block may be asked for any more.
  func nextByte() throws(ReadFailure) -> UInt8? {
    if recent.isEmpty, try refill() == 0 { return nil }
    return recent.popFirst()
  }

  private func refill() throws(ReadFailure) -> Int {
    if hasEnded { return 0 }
    let received = try source.read(into: block)
    hasEnded = received == 0
    byteCount += received
    // A copy into a new array, as a slice that only ever grew would keep all of the past.
    recent = ArraySlice(Array(recent) + block[..<received])
    return received
  }
}
