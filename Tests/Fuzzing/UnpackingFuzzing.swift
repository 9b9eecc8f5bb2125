/// Any bytes are unpacked to the same, and refused for the same reason, however they come; never more than allowed.
func fuzzUnpacking(_ input: FuzzInput) {
  let limit = input.chooses(0) ? 10 : 1 << 18
  func drain(chunkSize: Int, bufferSize: Int) -> FuzzDrain {
    FuzzDrain(
      UnpackingByteSource(MemoryByteSource(input.list, chunkSize: chunkSize), limit: limit), bufferSize: bufferSize)
  }
  let whole = drain(chunkSize: .max, bufferSize: 1 << 16)
  let inChunks = drain(chunkSize: 5, bufferSize: 1000)
  expect(whole == inChunks, "in chunks: \(inChunks), whole: \(whole)")
  expect(whole.bytes.count <= limit || whole.bytes == input.list, "more than allowed")
}
