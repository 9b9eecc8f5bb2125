extension ListShape {
  /// The values of rows of the list, which were read before, in `columns`; `nil` where a row has none.
  public func values(ofRows rows: [[UInt8]], columns: [String]) throws(ReadFailure) -> [[String?]] {
    var values: [[String?]] = []
    if let xml {
      var document = Array(xml.opening.utf8)
      for row in rows { document += row }
      document += Array(xml.closing.utf8)
      let options = XMLOptions(record: "/\(xml.root)/\(xml.record)")
      try read(XMLReader(MemoryByteSource(document, name: "the checkpoint"), options: options), columns, into: &values)
    } else {
      for row in rows {
        let reader = try CSVReader(MemoryByteSource(row, name: "the checkpoint"), options: rowOptions)
        let known = values.count
        try read(reader, nil, into: &values)
        // A row that has too few or too many fields is given back as far as it fits.
        let fields = values.count > known ? values[known] : []
        values.replaceSubrange(known..., with: [Array((fields + columns.map { _ in nil }).prefix(columns.count))])
      }
    }
    return values
  }

  /// - Parameter columns: `nil`: the reader's own.
  private func read(
    _ reader: any RecordReader, _ columns: [String]?, into values: inout [[String?]]
  ) throws(ReadFailure) {
    let batch = RecordBatch()
    while try reader.read(into: batch) {
      let places = (columns ?? batch.columns.names).map { batch.columns.position(of: $0) ?? -1 }
      for item in batch {
        guard case .record(let record) = item else {
          values.append([])
          continue
        }
        values.append(places.map { record[$0].kind == .missing ? nil : record[$0].text })
      }
    }
  }
}
