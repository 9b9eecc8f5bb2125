/// Where a list's bytes come from, a chunk at a time.
///
/// What decodes or unpacks is a source around a source; readers see UTF-8 only.
public protocol ByteSource: AnyObject {
  /// What messages call it: a file's path as the person gave it, or `standard input`.
  var name: String { get }

  /// Reads at least one and at most `buffer.count` bytes; 0 means the end, and only the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int

  /// What was found out about the bytes on the way, the file's end of it first.
  var notices: [ReadNotice] { get }
}

extension ByteSource {
  public var notices: [ReadNotice] { [] }
}

/// Bytes that are in memory already, handed out in chunks of a chosen size.
public final class MemoryByteSource: ByteSource {
  public let name: String
  private let bytes: [UInt8]
  private let chunkSize: Int
  private var position = 0

  /// A `chunkSize` below 1 counts as 1.
  public init(_ bytes: [UInt8], chunkSize: Int = .max, name: String = "memory") {
    self.bytes = bytes
    self.chunkSize = max(1, chunkSize)
    self.name = name
  }

  public convenience init(_ text: String, chunkSize: Int = .max, name: String = "memory") {
    self.init(Array(text.utf8), chunkSize: chunkSize, name: name)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    let count = min(bytes.count - position, chunkSize, buffer.count)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
