@testable import RecordStreams

/// All that a source hands out: the bytes, and the failure behind them.
struct Draining: Equatable {
  var bytes: [UInt8] = []
  var failure: ReadFailure?
  var notices: [ReadNotice] = []

  init(_ source: any ByteSource, bufferSize: Int = 4096) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
    defer { buffer.deallocate() }
    do throws(ReadFailure) {
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { break }
        bytes.append(contentsOf: buffer[..<count])
      }
    } catch {
      failure = error
    }
    notices = source.notices
  }

  /// What `wrap` makes of `bytes`, which must be the same in chunks of any size, on both of its sides.
  static func inAnyChunks(_ bytes: [UInt8], _ wrap: (any ByteSource) -> any ByteSource) -> (Draining, isSame: Bool) {
    let whole = Draining(wrap(MemoryByteSource(bytes, name: "list.csv")))
    let others = [(1, 4096), (2, 5), (7, 1), (4095, 3)].map { chunkSize, bufferSize in
      Draining(wrap(MemoryByteSource(bytes, chunkSize: chunkSize, name: "list.csv")), bufferSize: bufferSize)
    }
    return (whole, others.allSatisfy { $0 == whole })
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}
