/// A source around a source that also makes the SHA-256 of all bytes that went through.
///
/// A checkpoint is bound to its list by this digest; computing it on the way saves reading the list twice, and standard input could
/// not be read twice at all. Put it directly around the file, below what unpacks and decodes.
public final class DigestingByteSource: ByteSource {
  public var name: String { source.name }
  public var notices: [ReadNotice] { source.notices }
  /// How many bytes went through.
  public private(set) var byteCount = 0
  private let source: any ByteSource
  private var hash = SHA256()

  public init(_ source: any ByteSource) { self.source = source }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    let count = try source.read(into: buffer)
    hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    byteCount += count
    return count
  }

  /// The digest of what has been read, in 64 hexadecimal digits. The list's only once its end has been read.
  public var hexadecimalDigest: String {
    var hash = hash
    return hash.finish().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined()
  }
}
