/// Any bytes give the same rows and the same failure in any chunks, wherever the list is; what was read can be written and read again.
func fuzzJSON(_ input: FuzzInput, layout: JSONReader.Layout) {
  var options = JSONOptions()
  if input.chooses(0) { options.path = RecordsPath("a") }
  if input.chooses(1) { options.isKeyed = true }
  if input.chooses(2) { options.path = .document }
  if input.chooses(3) { options.limits.recordBytes = 20 }
  if input.chooses(4) { options.limits.depth = 3 }
  if input.chooses(5) { options.limits.columns = 2 }
  if input.chooses(6) { options.maxRows = 2 }
  func reader(chunkSize: Int) -> any RecordReader {
    let source = MemoryByteSource(input.list, chunkSize: chunkSize, name: "list")
    return JSONReader(source, layout: layout, options: options, chunkSize: 1024)
  }
  let whole = FuzzTrace { reader(chunkSize: .max) }
  for chunkSize in [1, 7, 64] {
    whole.expectSame(FuzzTrace { reader(chunkSize: chunkSize) }, "in chunks of \(chunkSize)")
  }
  FuzzRecords(reader(chunkSize: .max)).expectSameAgain()
}
