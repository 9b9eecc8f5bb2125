/// The records of a list as plain values, to be written in each format and read again.
struct FuzzRecords {
  struct Value: Equatable {
    var kind: FieldKind
    var bytes: [UInt8]
  }
  private(set) var columns: [String] = []
  /// With a value for each of the columns that were known then.
  private(set) var rows: [[Value]] = []

  /// What can be read in front of the first mistake; rejected rows are left out.
  init(_ reader: any RecordReader) {
    while (try? reader.read(into: batch)) == true {
      for case .record(let record) in batch {
        rows.append(
          (0..<batch.columns.count).map { Value(kind: record[$0].kind, bytes: Array(record[$0].bytes)) })
      }
    }
    columns = reader.columns.names
  }

  /// Without what is not there, and in no order, as columns stand in the order in which records bring them. `asText` where the format knows no kinds.
  private func byName(asText: Bool) -> [[[UInt8]: Value]] {
    rows.map { row in
      var values: [[UInt8]: Value] = [:]
      for (name, value) in zip(columns, row) where value.kind != .missing && !(asText && value.kind == .null) {
        values[Array(name.utf8)] = Value(kind: asText ? .text : value.kind, bytes: value.bytes)
      }
      return values
    }
  }

  /// By position, as CSV may have to call columns otherwise.
  private var texts: [[[UInt8]]] { rows.map { row in columns.indices.map { $0 < row.count ? row[$0].bytes : [] } } }

  private func write(to writer: inout any RecordWriter) {
    do throws(WriteFailure) {
      try writer.begin(columns: columns)
      for row in rows {
        let all = row.flatMap(\.bytes)
        let result: Result<Void, WriteFailure> = all.withUnsafeBytes { memory in
          var start = 0
          let fields = row.map { value in
            defer { start += value.bytes.count }
            return Field(
              bytes: UnsafeRawBufferPointer(rebasing: memory[start..<start + value.bytes.count]), kind: value.kind)
          }
          do throws(WriteFailure) {
            return .success(try writer.write(fields))
          } catch {
            return .failure(error)
          }
        }
        try result.get()
      }
      try writer.finish()
    } catch {
      found("not written: \(error)")
    }
  }

  /// What is read of these records when they have been written; `nil` if the format had to replace a character.
  private func again(_ format: OutputFormat) -> FuzzRecords? {
    let sink = MemoryByteSink()
    var writer = format.makeWriter(to: sink)
    write(to: &writer)
    guard writer.replacedCharacters == 0 else { return nil }
    let source = MemoryByteSource(sink.bytes, name: "written")
    do throws(ReadFailure) {
      let reader: any RecordReader =
        switch format {
        case .csv:
          try CSVReader(
            source, options: CSVOptions(delimiter: UInt8(ascii: ","), hasHeader: true), chunkSize: 1024)
        case .json: JSONReader(source, layout: .documents, chunkSize: 1024)
        case .xml: try XMLReader(source, chunkSize: 1024)
        default: JSONReader(source, layout: .lines, chunkSize: 1024)
        }
      return FuzzRecords(reader)
    } catch {
      found("what was written is refused: \(error)")
    }
  }

  /// Ends the program if writing and reading changes anything.
  func expectSameAgain() {
    guard !rows.isEmpty, !columns.isEmpty else { return }
    for format in [OutputFormat.json, .ndjson] {
      guard let read = again(format) else { continue }
      expect(read.byName(asText: false) == byName(asText: false), "as \(format): \(read) instead of \(self)")
    }
    if let read = again(.csv) { expect(read.texts == texts, "as CSV: \(read) instead of \(self)") }
    // XML has no empty name.
    if !columns.contains(""), let read = again(.xml) {
      expect(read.byName(asText: true) == byName(asText: true), "as XML: \(read) instead of \(self)")
    }
  }
}

extension FuzzRecords: CustomStringConvertible {
  var description: String {
    "\(columns) \(rows.map { $0.map { "\($0.kind) \(String(decoding: $0.bytes, as: UTF8.self))" } })"
  }
}
