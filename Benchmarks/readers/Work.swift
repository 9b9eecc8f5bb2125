import Foundation
import RecordStreams
import Roster

/// What is done with a list.
enum Work: String, CaseIterable {
  /// The fields are found; nobody looks at them.
  case parse
  /// Each field of each record is looked at.
  case fields
  case digest
  case map
  case csv, ndjson, xml

  /// Does it once; gives the number of records.
  func run(on path: String) throws -> Int {
    switch self {
    case .parse: return try read(path) { $0.count }
    case .fields: return try look(at: path)
    case .digest: return try read(path, through: DigestingByteSource.init) { $0.count }
    case .map: return try map(path)
    case .csv: return try write(path, as: .csv)
    case .ndjson: return try write(path, as: .ndjson)
    case .xml: return try write(path, as: .xml)
    }
  }

  private func read(
    _ path: String, through wrap: (any ByteSource) -> any ByteSource = { $0 }, _ use: (RecordBatch) throws -> Int
  ) throws -> Int {
    let reader = try makeReader(of: nil, from: wrap(try FileByteSource(path: path)))
    let batch = RecordBatch()
    var count = 0
    while try reader.read(into: batch) { count += try use(batch) }
    return count
  }

  private func look(at path: String) throws -> Int {
    var bytes = 0
    let count = try read(path) { batch in
      for case .record(let record) in batch {
        for column in 0..<batch.columns.count { bytes += record[column].bytes.count }
      }
      return batch.count
    }
    precondition(bytes > 0)
    return count
  }

  private func map(_ path: String) throws -> Int {
    var mapper: CustomerMapper?
    var request = MappingRequest()
    try request.set(.name, .template(Template("{company} ({id})")))
    try request.setMetadata("plan,region")
    return try read(path) { batch in
      var customers = 0
      if mapper == nil {
        mapper = try CustomerMapper(
          try MappingProposal(columns: batch.columns, request: request).mapping, columns: batch.columns)
      }
      mapper?.map(batch) { row in
        if case .customer = row { customers += 1 }
      }
      return customers
    }
  }

  private func write(_ path: String, as format: OutputFormat) throws -> Int {
    let null = open("/dev/null", O_WRONLY)
    defer { close(null) }
    var writer = format.makeWriter(to: FileByteSink(descriptor: null, name: "/dev/null"))
    var hasBegun = false
    let count = try read(path) { batch in
      if !hasBegun { try writer.begin(columns: batch.columns.names) }
      hasBegun = true
      for case .record(let record) in batch { try writer.write(record, columns: batch.columns.count) }
      return batch.count
    }
    try writer.finish()
    return count
  }
}
