import Testing

@testable import RecordStreams

/// All that the XML reader says about a list, as plain values.
struct XMLReading: Equatable, CustomStringConvertible {
  struct Row: Equatable {
    var number: Int
    var line: Int
    var byteOffset: Int
    var original: String
    /// By column, without those that the record does not have.
    var values: [String: String] = [:]
    /// Of a rejected row.
    var code: String?
  }

  var columns: [String] = []
  var rows: [Row] = []
  var notices: [ReadNotice] = []
  var failure: ReadFailure?

  var values: [[String: String]] { rows.map(\.values) }
  /// `line:column: message`
  var mistake: String? {
    failure.map { failure in
      let place = failure.position.map { "\($0.line):\($0.column): " } ?? ""
      return place + failure.description.dropFirst("list.xml:".count + place.count).drop { $0 == " " }
    }
  }
  var description: String { "\(columns) \(rows) \(failure.map(\.description) ?? "")" }

  init(
    _ bytes: [UInt8], _ options: XMLOptions = XMLOptions(), encoding: TextEncoding? = nil, chunkSize: Int = .max,
    pieceLength: Int = XMLPieces.usualLength
  ) {
    do throws(ReadFailure) {
      let source = MemoryByteSource(bytes, chunkSize: chunkSize, name: "list.xml")
      let reader = try XMLReader(source, options: options, encoding: encoding)
      reader.pieceLength = pieceLength
      defer {
        columns = reader.columns.names
        notices = reader.notices
      }
      let batch = RecordBatch()
      while try reader.read(into: batch) {
        for item in batch { rows.append(Row(item, columns: batch.columns.names)) }
      }
    } catch {
      failure = error
    }
  }
}

extension XMLReading.Row {
  init(_ item: ReadItem, columns: [String]) {
    let origin = item.origin
    (number, line, byteOffset) = (origin.number, origin.line, origin.byteOffset)
    original = String(decoding: origin.bytes, as: UTF8.self)
    switch item {
    case .record(let record):
      for (place, column) in columns.enumerated() where record[place].kind != .missing {
        values[column] = record[place].text
      }
    case .rejected(let rejection): code = rejection.problem.code
    }
  }
}

/// Reads a document whole, in chunks of 1, 2 and 7 bytes, and cut for the parser as small as can be; expects the same each time.
func readXML(
  _ bytes: [UInt8], _ options: XMLOptions = XMLOptions(), encoding: TextEncoding? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) -> XMLReading {
  let whole = XMLReading(bytes, options, encoding: encoding)
  for chunkSize in [1, 2, 7] {
    let inChunks = XMLReading(bytes, options, encoding: encoding, chunkSize: chunkSize)
    #expect(inChunks == whole, "in chunks of \(chunkSize)", sourceLocation: sourceLocation)
    let inPieces = XMLReading(bytes, options, encoding: encoding, chunkSize: chunkSize, pieceLength: chunkSize)
    #expect(inPieces == whole, "in pieces of \(chunkSize)", sourceLocation: sourceLocation)
  }
  return whole
}

func readXML(
  _ text: String, record: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) -> XMLReading {
  readXML(Array(text.utf8), XMLOptions(record: record), sourceLocation: sourceLocation)
}
