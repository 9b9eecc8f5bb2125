import RecordStreams
import Testing

extension Reading {
  /// Reads a JSON or NDJSON list in chunks of `chunkSize`. A record is shown as its fields are: `id=1`, `name="Acme"`, `address={"country":"DE"}`.
  init(json bytes: [UInt8], chunkSize: Int, layout: JSONReader.Layout, options: JSONOptions) {
    let source = MemoryByteSource(bytes, chunkSize: chunkSize, name: "list.json")
    let fields = { (record: Record, columns: Columns) in
      columns.names.enumerated().compactMap { column, name in shown(record[column]).map { "\(name)=\($0)" } }
    }
    self.init(fields: fields) { () throws(ReadFailure) in JSONReader(source, layout: layout, options: options) }
  }

  var place: [Int?] { [failure?.position?.line, failure?.position?.column, failure?.position?.byteOffset] }
}

private func shown(_ field: Field) -> String? { WrittenField(kind: field.kind, text: field.text).shown }

/// A field as a plain value.
struct WrittenField {
  var kind: FieldKind
  var text: String

  var shown: String? {
    switch kind {
    case .missing: nil
    case .null: "null"
    case .text: "\"\(text)\""
    case .number, .boolean, .json: text
    }
  }
}

/// Reads `bytes` whole and in chunks of 1, 2 and 7 bytes, expects the same each time, and gives what was read.
func readJSON(
  _ bytes: [UInt8], _ layout: JSONReader.Layout = .documents, _ options: JSONOptions = JSONOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> Reading {
  let whole = Reading(json: bytes, chunkSize: .max, layout: layout, options: options)
  for chunkSize in [1, 2, 7] {
    let inChunks = Reading(json: bytes, chunkSize: chunkSize, layout: layout, options: options)
    #expect(inChunks == whole, "in chunks of \(chunkSize)", sourceLocation: sourceLocation)
  }
  return whole
}

func readJSON(
  _ text: String, _ layout: JSONReader.Layout = .documents, _ options: JSONOptions = JSONOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> Reading {
  readJSON(Array(text.utf8), layout, options, sourceLocation: sourceLocation)
}
