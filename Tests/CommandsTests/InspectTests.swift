import Foundation
import Testing

@testable import Commands

@Suite("Inspect and check") struct InspectTests {
  @Test("--stats prints a row for each column")
  func statistics() throws {
    let list = try TemporaryList("id,mail\n1,a@x.de\n2,\n3,a@x.de\n")
    let run = Capture(["inspect", list.path, "--stats"])
    #expect(run.exitCode == 0)
    #expect(
      run.output == """
        {"column":"id","filled":3,"fill_rate":1,"distinct":3,"distinct_is":"exact","types":"integer (3)","longest":1,\
        "longest_line":2,"examples":["1","2","3"]}
        {"column":"mail","filled":2,"fill_rate":0.6666,"distinct":1,"distinct_is":"exact","types":"e-mail address (2)",\
        "longest":6,"longest_line":2,"examples":["a@x.de"]}

        """)
    #expect(run.error == "\(list.path): 3 records in 2 columns\n")
  }

  @Test("--stats refuses what inspect refuses, and counts rejected rows")
  func faults() throws {
    let broken = try TemporaryList("id,name\n1,\"a\n")
    #expect(Capture(["inspect", broken.path, "--stats"]).exitCode == 4)
    let ragged = try TemporaryList("id,name\n1\n2,b\n")
    let run = Capture(["inspect", ragged.path, "--stats", "--to", "csv"])
    #expect(run.exitCode == 1)
    #expect(run.error.contains("\(ragged.path):2: the row has 1 field"))
  }

  @Test("of very many rejected rows the first 20 are told, and how many more there are")
  func manyRejections() throws {
    let list = try TemporaryList("id,name\n" + String(repeating: "1\n", count: 1030))
    let run = Capture(["inspect", list.path])
    #expect(run.exitCode == 1)
    #expect(run.error.split(separator: "\n").count == 21)
    #expect(run.error.contains("1,010 more rows are rejected"))
    #expect(Capture(["inspect", list.path, "-v"]).error.split(separator: "\n").count > 1030)
  }

  @Test(
    "a row with too many fields is given back whole in another format, and is not imported shifted",
    arguments: ["json", "ndjson", "xml"])
  func raggedRejects(format: String) throws {
    let list = try TemporaryList("id,company,email\n1,Acme, Inc.,a@x.de\n2,Beta,b@x.de\n")
    let rejects = "\(list.path).rejects.\(format)"
    defer { try? FileManager.default.removeItem(atPath: rejects) }
    #expect(Capture(["check", list.path, "--rejects", rejects]).exitCode == 1)
    let text = try String(contentsOfFile: rejects, encoding: .utf8)
    #expect(text.contains("1,Acme, Inc.,a@x.de"), "a field is lost: \(text)")
    let again = Capture(["check", rejects])
    #expect(again.exitCode != 0, "it can be imported as if it were right: \(again.output)")
  }

  @Test("check --rejects writes the rejected rows with their reasons, to be read again as the list was")
  func rejects() throws {
    let list = try TemporaryList("id;company;note\n1;Acme;\"x;y\"\n2;;\"a \"\"b\"\"\nc\"\n1;Twice;\n3\n")
    let rejects = list.path + ".rejects.csv"
    defer { try? FileManager.default.removeItem(atPath: rejects) }
    let run = Capture(["check", list.path, "--rejects", rejects])
    #expect(run.exitCode == 1)
    let lines = try String(contentsOfFile: rejects, encoding: .utf8)
    #expect(
      lines.hasPrefix("id;company;note;muster_code;muster_message;muster_source\n2;;\"a \"\"b\"\"\nc\";name-empty;"))
    #expect(lines.contains("\n1;Twice;;key-duplicate;"))
    #expect(lines.contains("\n3;row-field-count;"))
    let again = Capture(["inspect", rejects])
    #expect(again.output.contains(#""note":"a \"b\"\nc""#))
  }

  @Test("--rejects is never the list itself")
  func sparesList() throws {
    let list = try TemporaryList("id,name\n1,a\n")
    let run = Capture(["check", list.path, "--rejects", list.path])
    #expect(run.exitCode == 2)
    #expect(try String(contentsOfFile: list.path, encoding: .utf8) == "id,name\n1,a\n")
  }

  @Test("a first row that is data is told of, and a list in another encoding is refused with what to do")
  func messages() throws {
    let list = try TemporaryList("1,a@x.de\n")
    #expect(Capture(["inspect", list.path]).error.contains("warning: \(list.path): there seems to be no header"))
    #expect(Capture(["inspect", list.path, "--header"]).error.isEmpty)
    #expect(Capture(["inspect", list.path, "--header", "--no-header"]).exitCode == 2)
    let western = try TemporaryList(bytes: Array("id,name\n1,M".utf8) + [0xfc] + Array("ller\n".utf8))
    let run = Capture(["inspect", western.path])
    #expect(run.exitCode == 4)
    #expect(run.error.contains("try --encoding windows-1252"))
    #expect(Capture(["inspect", western.path, "--encoding", "windows-1252"]).output.contains("Müller"))
  }
}

/// A list in a file that is gone when this is.
final class TemporaryList {
  let path: String

  convenience init(_ text: String) throws { try self.init(bytes: Array(text.utf8)) }

  init(bytes: [UInt8]) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString).csv").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
