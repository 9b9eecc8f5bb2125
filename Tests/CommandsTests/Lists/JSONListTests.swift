import RecordStreams
import Testing

@testable import Commands

@Suite struct JSONListCommandTests {
  private let folder = ScratchFolder()

  private func list(_ text: String, _ name: String = "list.json") throws -> String { try folder.write(text, as: name) }

  @Test("inspect keeps types, also those of columns that come late")
  func types() throws {
    let path = try list(#"[{"id":1.50,"ok":true},{"id":null,"tags":[ 1, {"a" : "b"} ],"note":""}]"#)
    let lines = Capture(["inspect", path, "--to", "ndjson"])
    #expect(lines.output == "{\"id\":1.50,\"ok\":true}\n{\"id\":null,\"tags\":[1,{\"a\":\"b\"}],\"note\":\"\"}\n")
    #expect(lines.exitCode == 0)
    #expect(
      Capture(["inspect", path, "--to", "csv"]).output
        == "id,ok,tags,note\n1.50,true,,\n,,\"[1,{\"\"a\"\":\"\"b\"\"}]\",\n")
  }

  @Test("a header has columns that come long after the first batch")
  func lateColumns() throws {
    let many = (0..<20_000).map { "{\"id\":\($0),\"name\":\"customer \($0)\"}\n" }.joined()
    let path = try list(many + "{\"id\":20000,\"late\":1}\n", "list.ndjson")
    let csv = Capture(["inspect", path, "--to", "csv"])
    #expect(csv.output.hasPrefix("id,name,late\n0,customer 0,\n"))
    #expect(csv.output.hasSuffix("\n20000,,1\n"))
    #expect(Capture(["inspect", path, "--to", "csv", "--head", "2"]).output == "id,name\n0,customer 0\n1,customer 1\n")
    #expect(Capture(["inspect", path]).output.hasSuffix("{\"id\":20000,\"late\":1}\n"))
  }

  @Test("check finds columns that the first records do not have")
  func checkLateColumns() throws {
    let many = (0..<20_000).map { "{\"id\":\($0),\"name\":\"customer \($0)\"}\n" }.joined()
    let path = try list(many + "{\"id\":20000,\"name\":\"x\",\"email\":\"a@b.example\"}\n", "list.ndjson")
    let check = Capture(["check", path])
    #expect(check.exitCode == 0)
    #expect(check.output.contains("description {email}"))
  }

  @Test("the format is found from the content where the name says nothing")
  func formatFromContent() throws {
    for (text, lines) in [
      ("[{\"id\":1}]", 1), ("{\"id\":1,\"c\":[1]}\n{\"id\":2}", 2), (" \n{\"c\":[{\"id\":1}]}", 1),
      ("\u{FEFF}[ {\"id\":1}]", 1),
      ("id,name\n1,{\n", 1), ("[id]\n1\n", 1),
    ] {
      let reading = Capture(["inspect", try list(text, "customers"), "--to", "ndjson"])
      #expect(reading.exitCode == 0, "\(reading.error)")
      #expect(reading.output.split(separator: "\n").count == lines)
    }
  }

  @Test("a rejected row is shown with its record, as a list may stand on one line")
  func rejectedRows() throws {
    let path = try list(#"[{"id":1,"name":"a"},5,{"id":3,"name":""},{"id":1,"name":"b"}]"#)
    #expect(Capture(["inspect", path]).error.contains("list.json:1 (record 2): "))
    let check = Capture(["check", path])
    #expect(check.exitCode == 1)
    #expect(check.output.contains("list.json:1 (record 2): "))
    #expect(check.output.contains("list.json:1 (record 3): "))
    #expect(check.output.contains("the key \"1\" of record 4 stands in record 1 already"))
  }

  @Test("options of JSON documents are refused where the list is none")
  func otherFormat() throws {
    let csv = Capture(["inspect", try list("id\n1\n", "list.csv"), "--keyed"])
    #expect(csv.exitCode == 2)
    #expect(csv.error.contains("this list is csv"))
    #expect(Capture(["inspect", try list("{\"a\":{}}", "list"), "--keyed"]).output == "{\"key\":\"a\"}\n")
  }

  @Test("a list without records cannot be imported, as nobody knows its columns")
  func noRecords() throws {
    let check = Capture(["check", try list("[]")])
    #expect(check.exitCode == 4)
    #expect(check.error.contains("has no records"))
  }
}
