// Compiled by Tests/Fuzzing/run together with RecordStreams, as one module.

/// Any bytes give the same records and the same failure however they are read and cut, and a row's original is a record again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXML(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let document = Array(UnsafeBufferPointer(start: bytes, count: count))
  let whole = XMLTrace(of: document, chunkSize: 1 << 20, pieceLength: XMLPieces.usualLength)
  let inPieces = XMLTrace(of: document, chunkSize: 64, pieceLength: 1)
  precondition(whole == inPieces, "cut otherwise, read otherwise: \(whole) \(inPieces)")
  if let row = whole.originals.last {
    let again = XMLTrace(
      of: Array("<_>".utf8) + row + Array("</_>".utf8), chunkSize: 1 << 20, pieceLength: XMLPieces.usualLength,
      record: whole.record.map { "/_/\($0)" })
    precondition(again.failure == nil && again.originals == [row], "no record: \(String(decoding: row, as: UTF8.self))")
  }
  return 0
}

private struct XMLTrace: Equatable {
  var originals: [[UInt8]] = []
  var lines: [Int] = []
  var record: String?
  var failure: ReadFailure?

  init(of document: [UInt8], chunkSize: Int, pieceLength: Int, record: String? = nil) {
    do throws(ReadFailure) {
      let source = MemoryByteSource(document, name: "fuzz.xml")
      let reader = try XMLReader(source, options: XMLOptions(record: record), chunkSize: chunkSize)
      reader.pieceLength = pieceLength
      let batch = RecordBatch()
      while try reader.read(into: batch) {
        for item in batch {
          lines.append(item.origin.line)
          originals.append(Array(item.origin.bytes))
          guard case .record(let record) = item else { continue }
          for column in 0..<batch.columns.count { precondition(record[column].bytes.count <= 64 << 20) }
        }
        self.record = reader.shape.xml?.record
      }
    } catch {
      failure = error
    }
  }
}
