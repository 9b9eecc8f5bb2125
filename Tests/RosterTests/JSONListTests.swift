import RecordStreams
import Testing

@testable import Roster

/// Lists whose columns are found in their records.
@Suite struct JSONListTests {
  /// Reads a list in batches of a few records, knowing of its columns only what the first batch shows; gives names and metadata.
  private func map(
    _ list: String, prepare: (inout MappingRequest) throws -> Void
  ) throws -> (names: [String], metadata: [String]) {
    let reader = JSONReader(MemoryByteSource(list, chunkSize: 64), layout: .lines, chunkSize: 64)
    let batch = RecordBatch()
    var request = MappingRequest()
    try prepare(&request)
    var mapper: CustomerMapper?
    var names: [String] = []
    var metadata: [String] = []
    while try reader.read(into: batch) {
      if mapper == nil {
        mapper = try CustomerMapper(
          MappingProposal(columns: batch.columns, request: request).mapping, columns: batch.columns)
      }
      mapper?.map(batch) { row in
        guard case .customer(let customer) = row else { return }
        names.append(String(decoding: customer.name, as: UTF8.self))
        metadata.append(String(decoding: customer.metadata, as: UTF8.self))
      }
    }
    try mapper?.finish(columns: reader.columns)
    return (names, metadata)
  }

  private let early = (0..<100).map { "{\"id\":\($0),\"name\":\"n\($0)\"}\n" }.joined()

  @Test("a column that comes only with a later batch is mapped from there on")
  func lateColumn() throws {
    let list = early + #"{"id":100,"name":"last","plan":"gold","address":{"country":"DE"}}"# + "\n"
    let mapped = try map(list) { try $0.setMetadata("plan,address.country") }
    #expect(mapped.names.count == 101)
    #expect(mapped.metadata.first == "{}")
    #expect(mapped.metadata.last == #"{"plan":"gold","address.country":"DE"}"#)
  }

  @Test("a column that never comes is refused at the end", arguments: ["plan", "address.country", "name.x"])
  func noColumn(name: String) {
    #expect(throws: MappingFailure.self) { try map(early) { try $0.setMetadata(name) } }
  }

  @Test("a member that no record has is refused at the end, though its column is there")
  func noMember() {
    let list = early + #"{"id":100,"name":"last","address":{"city":"Berlin"}}"# + "\n"
    #expect(throws: MappingFailure.self) { try map(list) { try $0.setMetadata("address.country") } }
  }

  @Test("a later column with that very name wins over a member of another column")
  func exactNameWins() throws {
    let list =
      #"{"id":1,"name":"a","address":{"country":"DE"}}"# + "\n" + early
      + #"{"id":2,"name":"b","address":{"country":"FR"},"address.country":"US"}"# + "\n"
    let mapped = try map(list) { try $0.setMetadata("address.country") }
    #expect(mapped.metadata.first == #"{"address.country":"DE"}"#)
    #expect(mapped.metadata.last == #"{"address.country":"US"}"#)
  }

  @Test("nested values make names, keys and templates; numbers are as they were written")
  func nested() throws {
    let list = #"{"crm":{"id":1.50},"company":{"name":" Acme \"A\" "},"phones":["1","2"]}"#
    let mapped = try map(list) { request in
      try request.map("key=crm.id")
      try request.set(.name, .template(Template("{company.name} ({phones.1})")))
      try request.setMetadata("crm,crm.id,phones.0")
    }
    #expect(mapped.names == ["Acme \"A\" (2)"])
    #expect(mapped.metadata == [#"{"crm":{"id":1.50},"crm.id":1.50,"phones.0":"1"}"#])
  }

  @Test(
    "an object or a list is no name, key, description, number of keys or flag, and can be metadata",
    arguments: ["key", "name", "description", "keys", "active"])
  func notText(field: String) throws {
    let list = #"{"id":1,"name":"a","x":{"y":1},"z":[2]}"# + "\n"
    for source in ["x", "{x}", "{x | lower}", "{z}-{id}"] {
      var request = MappingRequest()
      try request.map("\(field)=\(source)")
      try request.setMetadata("x,t={z | upper}")
      let reader = JSONReader(MemoryByteSource(list), layout: .lines)
      let batch = RecordBatch()
      #expect(try reader.read(into: batch))
      let mapping = try MappingProposal(columns: batch.columns, request: request).mapping
      var mapper = try CustomerMapper(mapping, columns: batch.columns)
      var rows: [Row] = []
      mapper.map(batch) { rows.append(Row($0)) }
      #expect(rows.map(\.code) == ["\(field)-nested"], "\(source)")
    }
  }

  @Test("a member's number stays a number unless a function makes a text of it")
  func kinds() throws {
    let reader = try makeReader(
      of: .ndjson, from: MemoryByteSource(#"{"id":1,"name":"a","seats":12345678901234567890,"tags":["x"]}"#))
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    var request = MappingRequest()
    try request.setMetadata("n=seats,tags,text={seats},first=tags.0")
    let mapping = try MappingProposal(columns: batch.columns, request: request).mapping
    var mapper = try CustomerMapper(mapping, columns: batch.columns)
    var rows: [Row] = []
    mapper.map(batch) { rows.append(Row($0)) }
    #expect(
      rows.map(\.metadata) == [
        #"{"n":12345678901234567890,"tags":["x"],"text":12345678901234567890,"first":"x"}"#
      ])
  }
}
