// Compiled by Tests/Fuzzing/run together with RecordStreams, as one module.

/// Any bytes give the same records and the same failure in any chunks, whatever the dialect: the first byte chooses it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let list = Array(UnsafeBufferPointer(start: bytes + 1, count: count - 1))
  let options = CSVOptions(choice: bytes[0])
  let whole = CSVTrace(of: list, options, chunkSize: .max)
  for chunkSize in [1, 7, 64] {
    let inChunks = CSVTrace(of: list, options, chunkSize: chunkSize)
    precondition(whole == inChunks, "in chunks of \(chunkSize): \(inChunks), whole: \(whole)")
  }
  return 0
}

extension CSVOptions {
  fileprivate init(choice: UInt8) {
    func has(_ bit: Int) -> Bool { choice >> UInt8(bit) & 1 == 1 }
    self.init()
    if has(0) { quote = .none }
    if has(1) { escape = UInt8(ascii: "\\") }
    if has(2) { comment = UInt8(ascii: "#") }
    if has(3) { hasHeader = has(4) }
    if has(5) { limits.rowBytes = 20 }
    if has(6) { delimiter = UInt8(ascii: ",") }
    if has(7) { skippedLines = 1 }
  }
}

private struct CSVTrace: Equatable {
  var columns: [String] = []
  var rows: [[[UInt8]]] = []
  var places: [[Int]] = []
  var failure: ReadFailure?

  init(of list: [UInt8], _ options: CSVOptions, chunkSize: Int) {
    do throws(ReadFailure) {
      let reader = try CSVReader(MemoryByteSource(list, chunkSize: chunkSize, name: "fuzz.csv"), options: options)
      let batch = RecordBatch()
      while try reader.read(into: batch) {
        for item in batch {
          places.append([item.origin.number, item.origin.line, item.origin.byteOffset])
          guard case .record(let record) = item else {
            rows.append([Array(item.origin.bytes)])
            continue
          }
          rows.append((0..<batch.columns.count).map { Array(record[$0].bytes) })
        }
      }
      columns = reader.columns.names
    } catch {
      failure = error
    }
  }
}
