import RecordStreams
import Testing

@testable import Roster

@Suite struct CustomerMapperTests {
  @Test("a record becomes a customer")
  func customer() throws {
    let mapped = try map("id,company,email\nC-1,Müller & Söhne,a@b.example\n")
    #expect(
      mapped.rows == [
        Row(
          line: 2, key: "C-1", name: "Müller & Söhne", description: "a@b.example", metadata: #"{"id":"C-1"}"#,
          original: "C-1,Müller & Söhne,a@b.example")
      ])
  }

  @Test("templates put values together")
  func templates() throws {
    let rows = try map("id,company\n7,\"Acme, \"\"Inc\"\"\"\n8,Globex\n") { request in
      try request.set(.name, .template(Template("{company} ({id})")))
      try request.set(.description, .template(Template("customer {id} of {{us}}")))
    }.rows
    #expect(rows.map(\.name) == ["Acme, \"Inc\" (7)", "Globex (8)"])
    #expect(rows.map(\.description) == ["customer 7 of {us}", "customer 8 of {us}"])
    #expect(rows.map(\.key) == ["7", "8"])
  }

  @Test("metadata is a JSON object of the chosen columns in their order, escaped")
  func metadata() throws {
    let rows = try map("id,name,plan,note\n1,a,gold,\"say \"\"hi\"\"\nback\\slash\"\n2,b,,\n") {
      try $0.setMetadata("note,plan")
    }.rows
    #expect(rows[0].metadata == #"{"note":"say \"hi\"\nback\\slash","plan":"gold"}"#)
    #expect(rows[1].metadata == #"{"note":"","plan":""}"#)
  }

  @Test("white space around values is left out and counted, also the white space nobody sees")
  func trimming() throws {
    let mapped = try map("id,name,email\n 1 ,\u{A0}Acme Inc\u{3000}\u{200B},a\t\n2,b,c\n") { try $0.setMetadata("") }
    #expect(mapped.rows[0].key == "1")
    #expect(mapped.rows[0].name == "Acme Inc")
    #expect(mapped.rows[0].description == "a")
    #expect(mapped.notices.trimmedValues == 3)
    #expect(
      mapped.notices.messages == ["3 values had white space around, or something as invisible, which was left out"])
  }

  @Test(
    "a row without key or name is rejected",
    arguments: [(",a", "key-empty", "id"), ("1,", "name-empty", "name"), ("1,\u{A0} ", "name-empty", "name")])
  func empty(row: String, code: String, column: String) throws {
    let mapped = try map("id,name\n\(row)\n2,b\n")
    #expect(mapped.rows.map(\.code) == [code, nil])
    #expect(mapped.rows[0].column == column)
    #expect(mapped.rows[0].original == row)
    #expect(mapped.rows[0].line == 2)
  }

  @Test("a rejected row keeps the key and the name that it has, but not what is wrong")
  func rejectedKey() throws {
    let rows = try map("id,name,seats\n1,,1\n,b,1\n3,c,x\n4,d\u{7},1\n") { try $0.map("keys=seats") }.rows
    #expect(rows.map(\.code) == ["name-empty", "key-empty", "keys-invalid", "name-control-character"])
    #expect(rows.map(\.key) == ["1", "", "3", "4"])
    #expect(rows.map(\.name) == ["", "b", "c", ""])
    #expect(try map("name\n\u{7}\n").rows.map(\.key) == [""])
  }

  @Test("control characters are found at any place of a text of any length")
  func controlCharacterPlaces() {
    for (character, value) in [("\u{1f}", 0x1f), ("\u{7f}", 0x7f), ("\u{85}", 0x85), ("\u{9f}", 0x9f)]
      as [(String, UInt32)]
    {
      for length in 0..<20 {
        for position in 0...length {
          let text =
            String(repeating: "~", count: position) + character + String(repeating: " ", count: length - position)
          #expect(Array(text.utf8).withUnsafeBytes { controlCharacter(in: $0) } == value)
        }
        let plain = String(repeating: "~ü ", count: length) + String(repeating: " ", count: length)
        #expect(Array(plain.utf8).withUnsafeBytes { controlCharacter(in: $0) } == nil)
      }
    }
  }

  @Test("a name template whose column is empty is rejected, and the column named")
  func emptyPart() throws {
    let rows = try map("id,company\n7,\n") { try $0.set(.name, .template(Template("{company} ({id})"))) }.rows
    #expect(rows[0].code == "name-empty")
    #expect(rows[0].message == "the name is empty: column \"company\" is empty; fill it in or take the row out")
  }

  @Test(
    "control characters in key, name and description are rejected",
    arguments: [
      ("\"1\n2\",a,b", "key-control-character"), ("1,a\u{0}b,c", "name-control-character"),
      ("1,a\u{85}b,c", "name-control-character"),
      ("1,\"a\tb\",c", "name-control-character"), ("1,a,\"b\nc\"", "description-control-character"),
      ("1,a,b\u{7f}", "description-control-character"), ("1,a\u{A0}\u{441}b,c", nil),
    ] as [(String, String?)])
  func controlCharacters(row: String, code: String?) throws {
    #expect(try map("id,name,email\n\(row)\n").rows.map(\.code) == [code])
  }

  @Test(
    "descriptions may have 255 bytes, as ngrok says",
    arguments: [(255, nil), (256, "description-too-long")] as [(Int, String?)])
  func descriptionLimit(bytes: Int, code: String?) throws {
    let description = "ü" + String(repeating: "x", count: bytes - 2)
    #expect(try map("id,name,email\n1,a,\(description)\n").rows.map(\.code) == [code])
  }

  @Test("metadata may have 4,096 bytes with the mark in it", arguments: [0, 64], [0, 1])
  func metadataLimit(reserve: Int, excess: Int) throws {
    var limits = CustomerLimits()
    limits.markerReserve = reserve
    let frame = #"{"plan":""}"#.utf8.count
    let plan = String(repeating: "p", count: 4096 - reserve - frame + excess)
    let row = try map("id,name,plan\n1,a,\(plan)\n", limits: limits) { try $0.setMetadata("plan") }.rows[0]
    #expect(row.code == (excess > 0 ? "metadata-too-long" : nil))
    if excess > 0 { #expect(row.message.contains("4097 bytes, allowed are 4096")) }
  }

  @Test("a long name is let through with a notice, an absurd one is rejected")
  func nameLimit() throws {
    let mapped = try map("id,name\n1,\(String(repeating: "n", count: 256))\n2,\(String(repeating: "n", count: 1025))\n")
    #expect(mapped.rows.map(\.code) == [nil, "name-too-long"])
    #expect(mapped.notices.longNames == 1)
  }

  @Test("the mark's own member cannot come from the list, unless there is no mark")
  func reservedMember() throws {
    let list = "id,name,muster\n1,a,b\n"
    #expect(throws: MappingFailure.self) { try map(list) { try $0.setMetadata("muster") } }
    var limits = CustomerLimits()
    limits.markerReserve = 0
    #expect(try map(list, limits: limits) { try $0.setMetadata("muster") }.rows[0].metadata == #"{"muster":"b"}"#)
  }

  @Test("rows that the reader rejected come through with their place")
  func raggedRows() throws {
    let rows = try map("id,name\n1,a,b\n2,c\n").rows
    #expect(rows.map(\.code) == ["row-field-count", nil])
    #expect(rows[0].original == "1,a,b")
  }

  @Test("an error of the receiver ends the mapping and is passed on")
  func receiverFails() throws {
    struct Full: Error {}
    let batch = RecordBatch()
    let reader = try CSVReader(MemoryByteSource("id,name\n1,a\n2,b\n"))
    _ = try reader.read(into: batch)
    var mapper = try CustomerMapper(try MappingProposal(columns: batch.columns).mapping, columns: batch.columns)
    var calls = 0
    #expect(throws: Full.self) {
      try mapper.map(batch) { _ throws(Full) in
        calls += 1
        throw Full()
      }
    }
    #expect(calls == 1)
  }

  @Test("messages about duplicates name both rows")
  func duplicates() throws {
    let mapping = CustomerMapping(
      key: Template(column: "crm_id"), name: Template(column: "company"), description: try Template(""), metadata: [])
    let rejection = RowRejection.duplicateName("Acme", at: "line 9", first: "line 4", mapping: mapping)
    #expect(rejection.code == "name-duplicate")
    #expect(rejection.message.hasPrefix("the name \"Acme\" of line 9 stands in line 4 already"))
    #expect(rejection.message.hasSuffix("--name '{company} ({crm_id})'"))
    #expect(RowRejection.duplicateKey("k", at: "line 9", first: "line 4").message.contains("line 9 stands in line 4"))
  }
}
