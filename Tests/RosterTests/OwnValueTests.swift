import RecordStreams
import Testing

@testable import Roster

@Suite("Values of a customer's own")
struct OwnValueTests {
  @Test("each customer can have another number of keys")
  func keys() throws {
    let rows = try map("id,name,seats\n1,a,0\n2,b,07\n3,c,100\n") { try $0.map("keys=seats") }.rows
    #expect(rows.map(\.keyCount) == [0, 7, 100])
  }

  @Test(
    "a number of keys that is none rejects the row",
    arguments: [
      ("", "keys-empty", "the number of keys is empty: column \"seats\" is empty; "),
      (
        "two", "keys-invalid",
        "the number of keys cannot be \"two\" in column \"seats\"; it is a whole number from 0 to 100"
      ),
      ("101", "keys-invalid", ""), ("-1", "keys-invalid", ""), ("1.0", "keys-invalid", ""), ("1e1", "keys-invalid", ""),
      ("99999999999999999999", "keys-invalid", ""), ("٣", "keys-invalid", ""),
    ])
  func wrongKeys(value: String, code: String, message: String) throws {
    let rows = try map("id,name,seats\n1,a,\(value)\n2,b,3\n") { try $0.map("keys=seats") }.rows
    #expect(rows.map(\.code) == [code, nil])
    #expect(rows[0].message.hasPrefix(message))
    #expect(rows[0].column == "seats")
    #expect(rows[1].keyCount == 3)
  }

  @Test(
    "words that mean active or inactive are known in any case",
    arguments: [
      (["true", "TRUE", "Yes", "1", "active", "ACTIVE"], true),
      (["false", "no", "No", "0", "inactive", "Inactive"], false),
    ])
  func active(words: [String], isActive: Bool) throws {
    let list = "id,name,state\n" + words.enumerated().map { "\($0.offset),n\($0.offset),\($0.element)\n" }.joined()
    let rows = try map(list) { try $0.map("active=state") }.rows
    #expect(rows.map(\.isActive) == words.map { _ in isActive })
    #expect(rows.allSatisfy { $0.code == nil })
  }

  @Test(
    "any other word rejects the row",
    arguments: [("", "active-empty"), ("paused", "active-invalid"), ("2", "active-invalid")])
  func wrongActive(value: String, code: String) throws {
    let row = try map("id,name,state\n1,a,\(value)\n") { try $0.map("active=state") }.rows[0]
    #expect(row.code == code)
  }

  @Test("a template can say what an empty cell means")
  func defaults() throws {
    let rows = try map("id,name,seats,state\n1,a,,\n") { request in
      try request.map("keys={seats | default:2}")
      try request.map("active={state | default:no}")
    }.rows
    #expect(rows[0].keyCount == 2 && !rows[0].isActive)
  }

  @Test("members of the metadata can have other names than columns, and be templates")
  func renamedMembers() throws {
    let rows = try map("id,name,mail,\"a,b\"\n1,a,x@y.example,\"q\"\"q\"\n2,b,,\n") { request in
      try request.setMetadata("customer=id, domain={mail | after:@}, `a,b`,who={name | replace:\",\":\"\"}/{id}")
    }.rows
    #expect(rows[0].metadata == #"{"customer":"1","domain":"y.example","a,b":"q\"q","who":"a/1"}"#)
    #expect(rows[1].metadata == #"{"customer":"2","domain":"","a,b":"","who":"b/2"}"#)
  }

  @Test("the slug of the name stands where the list has no column of that name")
  func slug() throws {
    let edit: (inout MappingRequest) throws -> Void = { request in
      try request.map("name={name} {id}")
      try request.map("description={slug}.example.com")
      try request.setMetadata("slug")
    }
    #expect(try map("id,name\n1,Bäcker & Co\n", edit).rows[0].description == "backer-co-1.example.com")
    #expect(try map("id,name\n1,Bäcker & Co\n", edit).rows[0].metadata == #"{"slug":"backer-co-1"}"#)
    #expect(try map("id,name,slug\n1,Bäcker,own\n", edit).rows[0].description == "own.example.com")
    #expect(throws: MappingFailure.self) { try map("id,name\n1,a\n") { try $0.map("name={slug}") } }
  }

  @Test(
    "a list of members is refused at its fault",
    arguments: [
      ("plan,{a | lower}", 6), ("=id", 1), ("id=", 4), ("`id", 1), ("`id` name", 6), ("a{b}", 2),
    ])
  func faultyMembers(list: String, position: Int) {
    var request = MappingRequest()
    let failure = #expect(throws: MappingFailure.self) { try request.setMetadata(list) }
    #expect(failure?.code == "mapping-metadata-malformed")
    #expect(failure?.description.contains("character \(position):") == true)
  }

  @Test("a member is written as it is read", arguments: ["plan", "a=b", "`a,b`=`c=d`", "x={y | lower}", "`{`"])
  func writtenMembers(text: String) throws {
    var request = MappingRequest()
    try request.setMetadata(text)
    let columns = Columns(["plan", "b", "c=d", "y", "{"])
    let members = try MappingProposal(columns: Columns(["name"] + columns.names), request: request).mapping.metadata
    #expect(members.map(\.description) == [text])
  }

  @Test("rows that the condition leaves out are neither mapped nor checked, and faulty rows stay rejected")
  func filtered() throws {
    let mapped = try map("id,name,plan\n1,a,pro\n2, ,free\n3,c,pro,x\n4, d ,free\n5,,pro\n", where: "plan == \"pro\"")
    #expect(mapped.rows.map(\.code) == [nil, "filtered", "row-field-count", "filtered", "name-empty"])
    #expect(mapped.rows.map(\.line) == [2, 3, 4, 5, 6])
    #expect(mapped.notices.trimmedValues == 0)
  }

  @Test("a condition on a column that the list does not have is refused")
  func unknownColumn() {
    let failure = #expect(throws: MappingFailure.self) { try map("id,name\n1,a\n", where: "nmae == \"a\"") }
    #expect(failure?.code == "filter-unknown-column")
  }
}
