import RecordStreams

/// Reads `bytes` whole and in chunks, and ends the program if the records or the failure are not the same.
func expectSameInChunks(_ bytes: [UInt8], _ makeReader: (any ByteSource) -> (any RecordReader)?) {
  let whole = transcript(of: bytes, chunkSize: .max, makeReader)
  for chunkSize in [1, 7, 1 + Int(bytes.first ?? 0) % 64] {
    let inChunks = transcript(of: bytes, chunkSize: chunkSize, makeReader)
    guard inChunks != whole else { continue }
    // A finding: libFuzzer keeps the input of a program that ends so.
    fatalError("\(String(decoding: inChunks, as: UTF8.self))\nwhole: \(String(decoding: whole, as: UTF8.self))")
  }
}

/// Filled over and over, as making one takes longer than reading a short list.
nonisolated(unsafe) private let batch = RecordBatch()

/// All that a reader says: rows with their places, fields and kinds, the failure, and the columns.
private func transcript(
  of bytes: [UInt8], chunkSize: Int, _ makeReader: (any ByteSource) -> (any RecordReader)?
) -> [UInt8] {
  guard let reader = makeReader(MemoryByteSource(bytes, chunkSize: chunkSize, name: "list")) else { return [] }
  var text: [UInt8] = []
  do throws(ReadFailure) {
    while try reader.read(into: batch) {
      for item in batch { append(item, columns: batch.columns.count, to: &text) }
    }
  } catch {
    text += Array("\(error.code) \(error)\n".utf8)
  }
  for name in reader.columns.names { text += Array("\(name)\n".utf8) }
  return text
}

private func append(_ item: ReadItem, columns: Int, to text: inout [UInt8]) {
  let origin = item.origin
  for number in [origin.number, origin.line, origin.byteOffset] { text += Array("\(number) ".utf8) }
  text += origin.bytes
  switch item {
  case .rejected(let rejection): text += Array(rejection.problem.message.utf8)
  case .record(let record):
    for column in 0..<columns where record[column].kind != .missing {
      text += Array(" \(column) \(record[column].kind.rawValue) ".utf8)
      text += record[column].bytes
    }
  }
  text.append(UInt8(ascii: "\n"))
}
