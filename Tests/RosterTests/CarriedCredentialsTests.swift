import RecordStreams
import Testing

@testable import Roster

@Suite("Lists that were exported for an import")
struct CarriedCredentialsTests {
  private let header = Columns(["id", "name", "active", "muster_credentials"])

  @Test("the column of credentials is found by its name, and with it who is active")
  func found() throws {
    let proposal = try MappingProposal(columns: header)
    #expect(proposal.mapping.credentials == Template(column: "muster_credentials"))
    #expect(proposal.mapping.active == Template(column: "active"))
    #expect(proposal.mapping.metadata.isEmpty)
    #expect(proposal.unusedColumns.isEmpty)
    #expect(proposal.choices.last?.reason == .foundInHeader)
  }

  @Test("without that column a list says nothing of who is active, and other columns can be asked for")
  func others() throws {
    let plain = try MappingProposal(columns: Columns(["id", "name", "active"])).mapping
    #expect(plain.credentials == nil && plain.active == nil)
    var request = MappingRequest()
    try request.map("credentials=carried")
    let asked = try MappingProposal(columns: Columns(["id", "name", "carried"]), request: request).mapping
    #expect(asked.credentials == Template(column: "carried"))
  }

  @Test("each customer has its own list, and its own activity")
  func values() throws {
    let list = """
      id,name,active,muster_credentials
      bot_1,Acme,true,"[{""kind"":""api_key""}]"
      bot_2,Beta,false,[]
      """
    let reader = try CSVReader(MemoryByteSource(list + "\n"), options: CSVOptions())
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    let proposal = try MappingProposal(columns: reader.columns)
    var mapper = try CustomerMapper(proposal.mapping, columns: reader.columns, keyCount: 0)
    var seen: [String] = []
    mapper.map(batch) { row in
      guard case .customer(let customer) = row else { return }
      let credentials = String(decoding: customer.credentials, as: UTF8.self)
      seen.append("\(String(decoding: customer.key, as: UTF8.self)) \(customer.isActive) \(credentials)")
    }
    #expect(seen == [#"bot_1 true [{"kind":"api_key"}]"#, "bot_2 false []"])
  }

  @Test("a mapping with credentials is another one, also as a checkpoint keeps it")
  func canonicalForm() throws {
    let mapping = try MappingProposal(columns: header).mapping
    #expect(CustomerMapping(canonicalForm: mapping.canonicalForm) == mapping)
    var without = mapping
    without.credentials = nil
    #expect(mapping.differences(from: without) == [.credentials])
    #expect(CustomerMapping(canonicalForm: without.canonicalForm) == without)
  }
}
