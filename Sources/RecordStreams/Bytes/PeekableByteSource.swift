/// A source around a source whose first bytes can be looked at before they are read.
///
/// How the bytes arrive does not show: what a look gives depends on the list alone. A failure is thrown where it belongs, by the read
/// behind the last good byte.
final class PeekableByteSource: ByteSource {
  var name: String { source.name }
  var notices: [ReadNotice] { source.notices }
  /// How many bytes were handed out.
  private(set) var byteCount = 0
  private let source: any ByteSource
  private var waiting: [UInt8] = []
  private var waitingStart = 0
  private var hasEnded = false
  private var failure: ReadFailure?

  init(_ source: any ByteSource) { self.source = source }

  /// The next `count` bytes; fewer only if the list ends, or cannot be read, before.
  func peek(_ count: Int) -> ArraySlice<UInt8> {
    if waitingStart > 0 {
      waiting.removeFirst(waitingStart)
      waitingStart = 0
    }
    while waiting.count < count, !hasEnded, failure == nil {
      do throws(ReadFailure) {
        hasEnded = try source.append(to: &waiting, atMost: count - waiting.count) == 0
      } catch {
        failure = error
      }
    }
    return waiting.prefix(count)
  }

  /// Passes over bytes that were looked at.
  func skip(_ count: Int) {
    waitingStart += count
    byteCount += count
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    if waitingStart < waiting.count {
      let part = waiting[waitingStart...].prefix(buffer.count)
      buffer.copyBytes(from: part)
      waitingStart += part.count
      byteCount += part.count
      return part.count
    }
    if let failure { throw failure }
    if hasEnded { return 0 }
    let received = try source.read(into: buffer)
    byteCount += received
    return received
  }
}

extension ByteSource {
  /// Appends at least one byte and at most `count`.
  ///
  /// - Returns: how many; 0 at the end.
  func append(to bytes: inout [UInt8], atMost count: Int) throws(ReadFailure) -> Int {
    let known = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: count))
    let result: Result<Int, ReadFailure> = bytes.withUnsafeMutableBytes { all in
      do throws(ReadFailure) {
        return .success(try read(into: UnsafeMutableRawBufferPointer(rebasing: all[known...])))
      } catch {
        return .failure(error)
      }
    }
    let received = (try? result.get()) ?? 0
    bytes.removeLast(count - received)
    return try result.get()
  }
}
