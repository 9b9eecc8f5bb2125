/// Any bytes give the same records and the same failure however they are read and cut; a row's original is a record again; what was
/// read can be written and read again.
func fuzzXML(_ input: FuzzInput) {
  var options = XMLOptions()
  if input.chooses(0) { options.record = "r" }
  if input.chooses(1) { options.limits.recordBytes = 40 }
  if input.chooses(2) { options.limits.columns = 3 }
  if input.chooses(3) { options.limits.expandedBytes = 10 }
  func trace(of document: [UInt8], chunkSize: Int, pieceLength: Int, options: XMLOptions) -> FuzzTrace {
    FuzzTrace { () throws(ReadFailure) in
      let reader = try XMLReader(MemoryByteSource(document, name: "list"), options: options, chunkSize: chunkSize)
      reader.pieceLength = pieceLength
      return reader
    }
  }
  let usual = XMLPieces.usualLength
  let whole = trace(of: input.list, chunkSize: 8192, pieceLength: usual, options: options)
  whole.expectSame(trace(of: input.list, chunkSize: 64, pieceLength: 1, options: options), "in pieces")
  guard let reader = try? XMLReader(MemoryByteSource(input.list, name: "list"), options: options, chunkSize: 8192)
  else { return }
  FuzzRecords(reader).expectSameAgain()
  guard !whole.original.isEmpty, let record = reader.shape.xml?.record else { return }
  let document = Array("<_>".utf8) + whole.original + Array("</_>".utf8)
  let again = trace(of: document, chunkSize: 8192, pieceLength: usual, options: XMLOptions(record: "/_/\(record)"))
  expect(again.failure == nil && again.original == whole.original, "no record: \(again) of \(whole)")
}
