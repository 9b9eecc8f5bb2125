/// A source around a source that unpacks what is packed with gzip, zstd, xz, bzip2 or zip, and hands on the rest as it is.
///
/// What is damaged, cut off, encrypted, followed by something else or larger than allowed is refused, behind the bytes that were good:
/// a reader must not believe in an end that it has not seen. Memory does not grow with the file: it is what the packing asks for,
/// 32 KiB for gzip, 4 MB for bzip2, as chosen at packing for zstd (at most 128 MiB) and xz.
public final class UnpackingByteSource: ByteSource {
  public var name: String { packed.name }

  public var notices: [ReadNotice] {
    guard case .unpacking(let packing, _) = stage else { return packed.notices }
    let own = ReadNotice.unpacked(
      packing: packing.name, member: memberName, packed: packed.byteCount, unpacked: byteCount)
    return packed.notices + [own]
  }

  /// 4 GiB: some 40 million customers, which an account's limit stretches over more than a year.
  public static let defaultLimit = 4 << 30

  private enum Stage {
    case undecided
    case plain
    case unpacking(Packing, any ByteSource)
    case failed(ReadFailure)
  }
  private var stage = Stage.undecided
  private let packed: PeekableByteSource
  private let path: String?
  private let limit: Int
  private var byteCount = 0
  private var memberName: String?

  /// - Parameter limit: how many bytes may come out of a packed file.
  public init(_ source: any ByteSource, limit: Int = UnpackingByteSource.defaultLimit) {
    path = (source as? FileByteSource)?.path
    packed = PeekableByteSource(source)
    self.limit = limit
  }

  /// What the list is called inside of a zip archive. Looks at the file's first bytes.
  public func nameInside() throws(ReadFailure) -> String? {
    try prepare()
    return memberName
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    try prepare()
    switch stage {
    case .failed(let failure): throw failure
    case .unpacking(let packing, let source):
      do throws(ReadFailure) {
        return try unpack(from: source, packing, into: buffer)
      } catch {
        stage = .failed(error)
        throw error
      }
    case .plain, .undecided: return try packed.read(into: buffer)
    }
  }

  private func unpack(
    from source: any ByteSource, _ packing: Packing, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadFailure) -> Int {
    let received = try source.read(into: buffer)
    byteCount += received
    guard byteCount > limit else { return received }
    // What the limit allows is handed out first, so that it does not matter in which portions it came.
    let allowed = received - (byteCount - limit)
    byteCount = limit
    let failure = ReadFailure(.unpackedTooLarge(limit: limit, packed: packed.byteCount), in: name)
    guard allowed > 0 else { throw failure }
    stage = .failed(failure)
    return allowed
  }

  private func prepare() throws(ReadFailure) {
    guard case .undecided = stage else { return }
    do throws(ReadFailure) {
      stage = try makeStage()
    } catch {
      stage = .failed(error)
      throw error
    }
  }

  private func makeStage() throws(ReadFailure) -> Stage {
    guard let packing = Packing(of: packed.peek(Packing.sampleSize)) else { return .plain }
    let unpacked = PeekableByteSource(try makeUnpacker(packing))
    switch Packing(of: unpacked.peek(Packing.sampleSize)) {
    case nil: return .unpacking(packing, unpacked)
    case .foreign(let advice): throw ReadFailure(.foreignFile(advice), in: name)
    case let inner?: throw ReadFailure(.packedTwice(inner.name), in: name)
    }
  }

  private func makeUnpacker(_ packing: Packing) throws(ReadFailure) -> any ByteSource {
    switch packing {
    case .foreign(let advice): throw ReadFailure(.foreignFile(advice), in: name)
    case .gzip: return try GzipByteSource(packed)
    case .zstd, .xz, .bzip2: return try ArchiveByteSource(packed, packing, skippedLimit: limit)
    case .zip:
      // Where the file can be opened once more, its directory tells what is in it before anything is read.
      if let path, let members = ZipDirectory.members(ofFileAt: path) {
        try ZipMember.requireOneList(members, in: name)
      }
      let archive = try ArchiveByteSource(packed, packing, skippedLimit: limit)
      memberName = archive.memberName
      return archive
    }
  }
}
