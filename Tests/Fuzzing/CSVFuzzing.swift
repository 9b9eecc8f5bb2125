/// Any bytes give the same rows and the same failure in any chunks, whatever the dialect; what was read can be written and read again.
func fuzzCSV(_ input: FuzzInput) {
  var options = CSVOptions()
  if input.chooses(0) { options.quote = .none }
  if input.chooses(1) { options.escape = UInt8(ascii: "\\") }
  if input.chooses(2) { options.comment = UInt8(ascii: "#") }
  if input.chooses(3) { options.hasHeader = input.chooses(6) }
  if input.chooses(4) { options.limits.rowBytes = 20 }
  if input.chooses(5) { options.delimiter = UInt8(ascii: ",") }
  if input.chooses(6) { options.skippedLines = 1 }
  func reader(chunkSize: Int) throws(ReadFailure) -> any RecordReader {
    let source = MemoryByteSource(input.list, chunkSize: chunkSize, name: "list")
    let reader = try CSVReader(source, options: options, chunkSize: 1024)
    return input.chooses(7) ? SpreadsheetReader(reader) : reader
  }
  let whole = FuzzTrace { () throws(ReadFailure) in try reader(chunkSize: .max) }
  for chunkSize in [1, 7, 64] {
    whole.expectSame(
      FuzzTrace { () throws(ReadFailure) in try reader(chunkSize: chunkSize) }, "in chunks of \(chunkSize)")
  }
  if let reader = try? reader(chunkSize: .max) { FuzzRecords(reader).expectSameAgain() }
}
