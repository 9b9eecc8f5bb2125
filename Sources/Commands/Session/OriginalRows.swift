import RecordStreams

/// Takes original rows of a list apart that were read before, one at a time.
struct OriginalRows {
  let shape: ListShape
  /// Those of a CSV or TSV list.
  let columns: [String]
  private let batch = RecordBatch()

  init(shape: ListShape, columns: [String]) {
    self.shape = shape
    self.columns = columns
  }

  /// What a row holds, by column. Of a row that is no record it is the row as it stood there, and so of one with more or
  /// fewer fields than there are columns: nobody knows which of them is in the wrong place.
  func fields(of row: UnsafeRawBufferPointer) -> [(name: String, text: String?)] {
    guard shape.format.bringsColumns else {
      let texts = texts(of: Array(row))
      // As in reading, empty fields behind the last column are none.
      guard texts.count >= columns.count, texts.dropFirst(columns.count).allSatisfy(\.isEmpty) else {
        return [(JSONRejectWriter.originalMember, String(decoding: row, as: UTF8.self))]
      }
      return zip(columns, texts).map { ($0, Optional($1)) }
    }
    guard let reader = reader(of: row), (try? reader.read(into: batch)) == true, case .record(let record)? = batch.first
    else { return [(JSONRejectWriter.originalMember, String(decoding: row, as: UTF8.self))] }
    return batch.columns.names.indices.compactMap { column in
      let field = record[column]
      return field.kind == .missing ? nil : (batch.columns[column], field.kind == .null ? nil : field.text)
    }
  }

  private func reader(of row: UnsafeRawBufferPointer) -> (any RecordReader)? {
    if let xml = shape.xml {
      return try? XMLReader(
        MemoryByteSource(Array(row)), options: XMLOptions(record: "/\(xml.record)"), chunkSize: 4096)
    }
    return JSONReader(
      MemoryByteSource(shape.isKeyed == true ? Array("{".utf8) + row + Array("}".utf8) : Array(row)),
      layout: .documents,
      options: JSONOptions(path: .document, isKeyed: shape.isKeyed == true))
  }

  /// The fields of a row of CSV.
  func texts(of row: [UInt8]) -> [String] {
    guard let reader = try? CSVReader(MemoryByteSource(row, name: "the checkpoint"), options: shape.rowOptions),
      (try? reader.read(into: batch)) == true, case .record(let record)? = batch.first
    else { return [] }
    return (0..<batch.columns.count).map { record[$0].text }
  }
}
