import RecordStreams

@testable import Roster

/// A mapped row as plain values.
struct Row: Equatable {
  var line: Int
  var key = ""
  var name = ""
  var description = ""
  var metadata = ""
  var code: String?
  var message = ""
  var column: String?
  var original = ""
  var keyCount = 1
  var isActive = true
}

struct Mapped {
  var rows: [Row] = []
  var notices = MappingNotices()
}

func map(
  _ list: String, where condition: String? = nil, limits: CustomerLimits = CustomerLimits(),
  _ edit: (inout MappingRequest) throws -> Void = { _ in }
) throws -> Mapped {
  var request = MappingRequest()
  try edit(&request)
  let reader = try CSVReader(MemoryByteSource(list), options: CSVOptions(delimiter: UInt8(ascii: ",")))
  let batch = RecordBatch()
  var mapped = Mapped()
  while try reader.read(into: batch) {
    let mapping = try MappingProposal(columns: batch.columns, request: request).mapping
    var mapper = try CustomerMapper(
      mapping, columns: batch.columns, filter: condition.map(RecordFilter.init), limits: limits)
    mapper.map(batch) { mapped.rows.append(Row($0)) }
    mapped.notices = mapper.notices
  }
  return mapped
}

extension Row {
  init(_ row: MappedRow) {
    line = row.origin.line
    original = String(decoding: row.origin.bytes, as: UTF8.self)
    switch row {
    case .customer(let customer):
      key = String(decoding: customer.key, as: UTF8.self)
      name = String(decoding: customer.name, as: UTF8.self)
      description = String(decoding: customer.description, as: UTF8.self)
      metadata = String(decoding: customer.metadata, as: UTF8.self)
      (keyCount, isActive) = (customer.keyCount, customer.isActive)
    case .rejected(let rejected):
      let rejection = rejected.rejection
      key = String(decoding: rejected.key, as: UTF8.self)
      name = String(decoding: rejected.name, as: UTF8.self)
      (code, message, column) = (rejection.code, rejection.message, rejection.column)
    case .filtered: code = "filtered"
    }
  }
}
