// Compiled by Tests/Fuzzing/run together with RecordStreams, as one module.

private let encodings: [TextEncoding?] =
  [nil]
  + [
    "utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "windows-1252", "iso-8859-15", "shift_jis", "gbk", "gb18030",
    "iso-2022-jp", "euc-jp", "big5-hkscs", "utf-7", "tcvn",
  ].map { TextEncoding($0) }

/// Any bytes give the same text, all of it UTF-8 unless it is handed on as it is, and the same failure however they come and go. The first
/// byte chooses the encoding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDecoding(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let list = Array(UnsafeBufferPointer(start: bytes + 1, count: count - 1))
  let encoding = encodings[Int(bytes[0]) % encodings.count]
  let whole = Trace(DecodingByteSource(MemoryByteSource(list), encoding: encoding), bufferSize: 1 << 16)
  for (chunkSize, bufferSize) in [(1, 1 << 16), (3, 1), (64, 5)] {
    let source = MemoryByteSource(list, chunkSize: chunkSize)
    let inChunks = Trace(DecodingByteSource(source, encoding: encoding), bufferSize: bufferSize)
    precondition(whole == inChunks, "in chunks of \(chunkSize): \(inChunks), whole: \(whole)")
  }
  let isText = String(validating: whole.bytes, as: UTF8.self) != nil
  precondition(isText || encoding == nil || encoding == .utf8, "what was decoded is no text")
  _ = likelyEncoding(of: list[...])
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
