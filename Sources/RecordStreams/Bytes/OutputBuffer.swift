/// Collects what a writer writes and hands it to the sink in blocks.
struct OutputBuffer {
  private(set) var bytes: [UInt8] = []
  private let sink: any ByteSink
  private static let blockSize = 64 * 1024

  init(_ sink: any ByteSink) {
    self.sink = sink
    bytes.reserveCapacity(OutputBuffer.blockSize + 4096)
  }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
  mutating func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }
  mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
  /// For functions that append to an array.
  mutating func withBytes(_ body: (inout [UInt8]) -> Void) { body(&bytes) }

  /// Writes what has come together if it is a block; to be called once a record.
  mutating func flushIfFull() throws(WriteFailure) {
    if bytes.count >= OutputBuffer.blockSize { try flush() }
  }

  mutating func flush() throws(WriteFailure) {
    let result: Result<Void, WriteFailure> = bytes.withUnsafeBytes { block in
      do throws(WriteFailure) {
        try sink.write(block)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    bytes.removeAll(keepingCapacity: true)
  }
}
