#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where written records go, a block at a time.
public protocol ByteSink: AnyObject {
  /// Takes all of the bytes or throws.
  func write(_ bytes: UnsafeRawBufferPointer) throws(WriteFailure)
}

/// Why bytes could not be written: a full disk, a closed pipe.
public struct WriteFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was written to.
  public let target: String
  /// The system's error number; `EPIPE` means that the reader has gone, which is not a fault of ours.
  public let errorNumber: CInt

  public init(target: String, errorNumber: CInt) {
    self.target = target
    self.errorNumber = errorNumber
  }

  /// Stable, for scripts.
  public var code: String { "output-not-written" }
  public var isClosedPipe: Bool { errorNumber == EPIPE }
  public var description: String { "\(target): cannot be written: \(String(cString: strerror(errorNumber)))" }
}

/// Writes to an open file descriptor, which stays the caller's to close.
public final class FileByteSink: ByteSink {
  private let descriptor: CInt
  private let name: String

  public init(descriptor: CInt, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(WriteFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let block = UnsafeRawBufferPointer(rebasing: rest)
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, block.baseAddress, block.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, block.baseAddress, block.count)
      #else
        let count = Glibc.write(descriptor, block.baseAddress, block.count)
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw WriteFailure(target: name, errorNumber: errno)
      }
      rest = rest.dropFirst(count)
    }
  }
}

/// Keeps what is written in memory.
public final class MemoryByteSink: ByteSink {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public func write(_ bytes: UnsafeRawBufferPointer) throws(WriteFailure) {
    self.bytes.append(contentsOf: bytes)
  }

  /// What was written, as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}
