// Compiled by Tests/Fuzzing/run together with RecordStreams, as one module.

/// Any bytes are unpacked to the same, and refused for the same reason, however they come; never more than allowed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUnpacking(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let file = Array(UnsafeBufferPointer(start: bytes, count: count))
  let limit = 1 << 18
  let whole = Trace(UnpackingByteSource(MemoryByteSource(file), limit: limit), bufferSize: 1 << 16)
  let inChunks = Trace(UnpackingByteSource(MemoryByteSource(file, chunkSize: 5), limit: limit), bufferSize: 1000)
  precondition(whole == inChunks, "in chunks: \(inChunks), whole: \(whole)")
  precondition(whole.bytes.count <= limit || whole.bytes == file)
  return 0
}

private struct Trace: Equatable {
  var bytes: [UInt8] = []
  var failure: ReadFailure?

  init(_ source: any ByteSource, bufferSize: Int) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
    defer { buffer.deallocate() }
    do throws(ReadFailure) {
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { return }
        bytes.append(contentsOf: buffer[..<count])
      }
    } catch {
      failure = error
    }
  }
}
