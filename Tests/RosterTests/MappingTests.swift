import RecordStreams
import Testing

@testable import Roster

@Suite struct MappingTests {
  private func proposal(_ columns: [String], _ edit: (inout MappingRequest) throws -> Void = { _ in }) throws
    -> MappingProposal
  {
    var request = MappingRequest()
    try edit(&request)
    return try MappingProposal(columns: Columns(columns), request: request)
  }

  @Test("key, name and description are found from the header, and the key goes into the metadata")
  func found() throws {
    let found = try proposal(["id", "company", "email", "plan"])
    #expect(found.mapping.key == Template(column: "id"))
    #expect(found.mapping.name == Template(column: "company"))
    #expect(found.mapping.description == Template(column: "email"))
    #expect(found.mapping.metadata == [MetadataMember(column: "id")])
    #expect(found.unusedColumns == ["plan"])
    #expect(found.choices.map(\.reason) == [.foundInHeader, .foundInHeader, .foundInHeader, .keyForJoining])
    #expect(found.choices[1].description == "name        {company}  (found by the column's name; --name changes it)")
  }

  @Test(
    "headers are recognised as people write them",
    arguments: [
      (["Customer-ID", "Company Name", "E-Mail Address"], "Customer-ID", "Company Name", "E-Mail Address"),
      (["NAME", "KEY"], "KEY", "NAME", nil),
      (["first name", "name", "organisation", "customer_number", "id"], "customer_number", "organisation", nil),
      (["Kundennummer", "Firma", "Mail"], "Kundennummer", "Firma", "Mail"),
    ] as [([String], String, String, String?)])
  func recognised(columns: [String], key: String, name: String, description: String?) throws {
    let found = try proposal(columns).mapping
    #expect(found.key == Template(column: key))
    #expect(found.name == Template(column: name))
    #expect(found.description.columns == [description].compactMap { $0 })
  }

  @Test("without a column for the key the name is the key, and that is said")
  func nameAsKey() throws {
    let found = try proposal(["company", "plan"])
    #expect(found.mapping.key == found.mapping.name)
    #expect(found.choices[0].reason == .sameAsName)
    #expect(found.choices[0].description.contains("the name tells customers apart"))
    #expect(found.mapping.metadata == [])
  }

  @Test("what is asked for goes before what is found")
  func asked() throws {
    let found = try proposal(["id", "company", "crm id", "plan", "region", "mail"]) { request in
      try request.map("key=CRM_ID")
      try request.set(.name, .template(Template("{Company} ({crm-id})")))
      try request.set(.description, .template(Template("customer {id}")))
      try request.setMetadata("region, plan")
    }
    #expect(found.mapping.key == Template(column: "crm id"))
    #expect(found.mapping.name.description == "{company} ({crm id})")
    #expect(found.mapping.description.description == "customer {id}")
    #expect(found.mapping.metadata.map(\.description) == ["region", "plan"])
    #expect(found.choices.allSatisfy { $0.reason == .asked })
  }

  @Test("description and metadata can be left out")
  func leftOut() throws {
    let found = try proposal(["id", "company", "email"]) { request in
      try request.set(.description, .template(Template("")))
      try request.setMetadata("")
    }
    #expect(found.mapping.description.parts.isEmpty)
    #expect(found.mapping.metadata.isEmpty)
    #expect(found.choices.suffix(2).map(\.reason) == [.leftOut, .leftOut])
  }

  private func failure(_ columns: [String], _ edit: (inout MappingRequest) throws -> Void) -> MappingFailure? {
    #expect(throws: MappingFailure.self) { try proposal(columns, edit) }
  }

  @Test("a column that is not there is refused with the nearest one")
  func unknownColumn() {
    let refused = failure(["id", "company"]) { try $0.map("name=comapny") }
    #expect(refused?.code == "mapping-unknown-column")
    #expect(refused?.description.contains("Did you mean \"company\"?") == true)
    #expect(
      failure(["id", "company"]) { try $0.set(.name, .template(Template("{telephone}"))) }?.description.contains("mean")
        == false)
  }

  @Test("a mapping that makes no sense is refused")
  func refused() {
    #expect(failure(["id"]) { _ in }?.code == "mapping-no-name")
    #expect(failure(["name"]) { try $0.map("nmae=name") }?.description.contains("Did you mean \"name\"?") == true)
    #expect(failure(["name"]) { try $0.map("name") }?.code == "mapping-no-pair")
    #expect(
      failure(["a", "b"]) {
        try $0.map("name=a")
        try $0.map("name=b")
      }?.code == "mapping-field-twice")
    #expect(failure(["name"]) { try $0.set(.name, .template(Template("all"))) }?.code == "mapping-template-empty")
    #expect(failure(["name"]) { try $0.setMetadata("name,NAME") }?.code == "mapping-metadata-twice")
  }

  @Test("a mapping survives its canonical form, which is always the same", arguments: ["a", "a}b", "{", "ü \"x\""])
  func canonicalForm(column: String) throws {
    let mapping = CustomerMapping(
      key: Template(column: column), name: try Template("{x} – {{y}}"), description: try Template(""),
      metadata: [MetadataMember(column: column)])
    #expect(CustomerMapping(canonicalForm: mapping.canonicalForm) == mapping)
  }

  @Test("the canonical form is what it was in earlier versions")
  func canonicalFormIsStable() throws {
    let mapping = CustomerMapping(
      key: Template(column: "id"), name: try Template("{a} ({id})"), description: try Template(""),
      metadata: [MetadataMember(column: "p")])
    #expect(
      mapping.canonicalForm
        == #"{"description":[],"key":[["column","id"]],"metadata":["p"],"#
        + #""name":[["column","a"],["text"," ("],["column","id"],["text",")"]],"version":1}"#)
    #expect(
      CustomerMapping(canonicalForm: mapping.canonicalForm.replacing("\"version\":1", with: "\"version\":2")) == nil)
    #expect(CustomerMapping(canonicalForm: "{}") == nil)
  }

  @Test("mappings say in what they differ")
  func differences() throws {
    let one = CustomerMapping(
      key: Template(column: "id"), name: Template(column: "a"), description: try Template(""), metadata: [])
    var other = one
    other.name = Template(column: "b")
    other.metadata = [MetadataMember(column: "c")]
    #expect(one.differences(from: other) == [.name, .metadata])
    #expect(one.differences(from: one) == [])
  }
}

@Suite struct NestedColumnTests {
  private let columns = Columns(["id", "Company", "address"], hasNestedValues: true)

  @Test("a name that leads into a column's value is found by its column, whatever its case")
  func nestedName() throws {
    var request = MappingRequest()
    try request.map("name=company.legal name")
    try request.setMetadata("Address.country")
    let proposal = try MappingProposal(columns: columns, request: request)
    #expect(proposal.mapping.name == Template(column: "Company.legal name"))
    #expect(proposal.mapping.metadata == [MetadataMember(column: "address.country")])
    #expect(proposal.unusedColumns == [])
  }

  @Test("a column that the list may still bring is taken as asked, and refused at the end if it has not come")
  func lateColumn() throws {
    var growing = columns
    growing.mayGrow = true
    var request = MappingRequest()
    try request.setMetadata("plan")
    let proposal = try MappingProposal(columns: growing, request: request)
    #expect(proposal.mapping.metadata == [MetadataMember(column: "plan")])
    #expect(throws: MappingFailure.self) { try CustomerMapper(proposal.mapping, columns: columns) }
    _ = try CustomerMapper(proposal.mapping, columns: growing)
  }
}
