import Foundation
import Testing

@testable import Commands

@Suite("Commands on the page on mapping")
struct MappingDocumentTests {
  private let page: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    page = try String(contentsOf: root.appending(path: "docs/mapping.md"), encoding: .utf8)
  }

  private func block(_ language: String) throws -> String {
    let parts = page.components(separatedBy: "```\(language)\n")
    try #require(parts.count == 2, "one block of \(language)")
    return try #require(parts[1].components(separatedBy: "```").first)
  }

  @Test("check does what the page shows, and the others are lines that muster takes")
  func commands() throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("customers.csv", try block("csv"))
    for line in try block("sh").split(separator: "\n") {
      var arguments = Array(words(String(line)).dropFirst())
      for index in arguments.indices where ["customers.csv", "job.json5"].contains(arguments[index]) {
        arguments[index] = folder.path(arguments[index])
      }
      if arguments.first == "check" {
        let capture = Capture(arguments, variables: ["TMPDIR": folder.url.path])
        #expect(capture.exitCode == 0, "\(line)\n\(capture.error)")
        #expect(capture.output.contains("1 bot user"), "\(line)\n\(capture.output)")
      } else {
        guard case .run(let parsed) = try ArgumentParser().parse(arguments) else { continue }
        let whole = try JobFile(path: folder.path("job.json5")).applied(to: parsed)
        #expect(whole.operands == [list])
      }
    }
  }

  @Test("the job file on the page is one")
  func job() throws {
    let job = try JobFile(text: try block("json5"), name: "job.json5")
    let arguments = try job.applied(to: CommandArguments(command: .import))
    #expect(arguments.operands == ["customers.csv"] && arguments.all(Options.map).count == 3)
    let folder = try TemporaryFolder()
    let list = try folder.file("customers.csv", try block("csv"))
    let path = try folder.file("job.json5", try block("json5"))
    let capture = Capture(["check", list, "--job", path], variables: ["TMPDIR": folder.url.path])
    #expect(capture.exitCode == 0, "\(capture.error)")
    #expect(capture.output.contains("1 bot user and 12 API keys"), "\(capture.output)")
  }
}
