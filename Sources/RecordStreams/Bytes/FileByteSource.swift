#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file or standard input, read with `read(2)`.
public final class FileByteSource: ByteSource {
  public let name: String
  /// Where the file can be opened once more; `nil` for standard input and other open descriptors.
  let path: String?
  private let descriptor: CInt
  private let ownsDescriptor: Bool

  /// Opens the file at `path`; `-` is standard input.
  public convenience init(path: String) throws(ReadFailure) {
    if path == "-" {
      self.init(descriptor: STDIN_FILENO, name: "standard input", path: nil, closesWhenDone: false)
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ReadFailure(.cannotOpen(reason: String(cString: strerror(errno))), in: path)
    }
    self.init(descriptor: descriptor, name: path, path: path, closesWhenDone: true)
  }

  /// Reads from an open descriptor, which is closed with the source only if `closesWhenDone`.
  public convenience init(descriptor: CInt, name: String, closesWhenDone: Bool) {
    self.init(descriptor: descriptor, name: name, path: nil, closesWhenDone: closesWhenDone)
  }

  private init(descriptor: CInt, name: String, path: String?, closesWhenDone: Bool) {
    self.descriptor = descriptor
    self.name = name
    self.path = path
    ownsDescriptor = closesWhenDone
  }

  deinit {
    if ownsDescriptor { _ = close(descriptor) }
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      // A signal came in between: the read did not happen.
      if errno == EINTR { continue }
      throw ReadFailure(.cannotRead(reason: String(cString: strerror(errno))), in: name)
    }
  }
}
