private let encodings: [TextEncoding?] =
  [nil]
  + [
    "utf-8", "utf-16", "utf-16le", "utf-16be", "utf-32", "windows-1252", "iso-8859-15", "shift_jis", "gbk", "gb18030",
    "iso-2022-jp", "euc-jp", "big5-hkscs", "utf-7", "tcvn",
  ].map { TextEncoding($0) }

/// Any bytes give the same text, all of it UTF-8 unless it is handed on as it is, and the same failure however they come and go.
func fuzzDecoding(_ input: FuzzInput) {
  let list = input.list
  let encoding = encodings[Int(input.choice) % encodings.count]
  func drain(chunkSize: Int, bufferSize: Int) -> FuzzDrain {
    let source = MemoryByteSource(list, chunkSize: chunkSize)
    return FuzzDrain(DecodingByteSource(source, encoding: encoding), bufferSize: bufferSize)
  }
  let whole = drain(chunkSize: .max, bufferSize: 1 << 16)
  for (chunkSize, bufferSize) in [(1, 1 << 16), (3, 1), (64, 5)] {
    let inChunks = drain(chunkSize: chunkSize, bufferSize: bufferSize)
    expect(whole == inChunks, "in chunks of \(chunkSize): \(inChunks), whole: \(whole)")
  }
  let isText = String(validating: whole.bytes, as: UTF8.self) != nil
  expect(isText || encoding == nil || encoding == .utf8, "what was decoded is no text")
  _ = likelyEncoding(of: list[...])
}
