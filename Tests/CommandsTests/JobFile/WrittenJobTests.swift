import Roster
import Support
import Testing

@testable import Commands

@Suite("Job files that check writes")
struct WrittenJobTests {
  @Test("the file that check writes is as recorded")
  func golden() throws {
    let folder = try TemporaryFolder()
    let list = try folder.file(
      "customers.csv", "crm id;company;e-mail;plan;seats\n1;Acme;ops@acme.example;pro;2\n2;Globex;;free;1\n")
    let capture = run(
      [
        "check", list, "--map", "keys=seats", "--where", "plan != \"free\"", "--max-share", "50%", "--write-job",
        folder.path("job.json5"), "--strict",
      ], in: folder)
    #expect(capture.exitCode == 0)
    let job = folder.path("job.json5")
    #expect(capture.output.hasSuffix("The job is in \(job): muster import --job \(job) does just this.\n"))
    expectGolden(try folder.text("job.json5").replacing(folder.url.path, with: "FOLDER"), "written-job")
  }

  /// Runs the program with a folder of its own for what it does not keep.
  private func run(_ arguments: [String], in folder: TemporaryFolder) -> Capture {
    Capture(arguments, variables: ["TMPDIR": folder.url.path])
  }

  private struct Case: Sendable {
    var list: String
    var arguments: [String]
    var name = "list.csv"
  }

  private static let cases: [Case] = [
    Case(list: "id,company\n1,a\n", arguments: []),
    Case(list: "company\na\n", arguments: []),
    Case(list: "company\tplan\na\tb\n", arguments: ["--metadata", ""], name: "list.tsv"),
    Case(list: "a;b\nx;y\n", arguments: ["--name", "{a} {b | upper}", "--description", ""]),
    Case(list: "a|b\n'x';y\n", arguments: ["--quote", "none", "--no-header", "--map", "name=column1"]),
    Case(list: "1,a\n2,b\n", arguments: ["--no-header", "--map", "name=column2", "--id-column", "column1"]),
    Case(
      list: "\"a{b\",\"c,d\",\"e\nf\",\" g \"\n1,2,3,4\n",
      arguments: ["--name", "{`a{b`}", "--metadata", "`c,d`,x=`e\nf`,y={g | default:\"a,b\"}"]),
    Case(
      list: "#x\nname,n\na,1\nb,0\n",
      arguments: [
        "--comment", "#", "--max-rows", "5", "--map", "keys=n", "--where", "n > 0 || name == \"\\\"\"",
        "--service-users",
        "--existing", "adopt", "--strict", "--rate", "10/1s",
      ]),
  ]

  @Test("reading it again makes the same customers", arguments: cases.indices)
  func sameAgain(number: Int) throws {
    let example = Self.cases[number]
    let folder = try TemporaryFolder()
    let list = try folder.file(example.name, example.list)
    let job = folder.path("job.json5")
    let first = run(["check", list] + example.arguments + ["--write-job", job], in: folder)
    #expect(first.exitCode <= 1, "\(first.error)")
    let again = run(["check", "--job", job, "--write-job", folder.path("again.json5")], in: folder)
    #expect(again.exitCode == first.exitCode, "\(again.error)")
    #expect(preview(again.output) == preview(first.output))
    // Only the reasons differ: now everything is as asked.
    #expect(try options(in: folder, "again.json5") == options(in: folder, "job.json5"))
  }

  private func options(in folder: TemporaryFolder, _ name: String) throws -> [String: [String]] {
    try JobFile(path: folder.path(name)).applied(to: CommandArguments(command: .check)).given
  }

  private func preview(_ output: String) -> String {
    let end = output.firstRange(of: "The job is in")?.lowerBound ?? output.endIndex
    let start = output.firstRange(of: "customers\n")?.lowerBound ?? output.startIndex
    return String(output[start..<end])
  }

  @Test("on standard output comes the job alone, the report goes to standard error")
  func standardOutput() throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("list.csv", "id,company\n1,a\n")
    let capture = run(["check", list, "--write-job", "-"], in: folder)
    #expect(
      try JobFile(text: capture.output, name: "-").applied(to: CommandArguments(command: .import)).operands == [list])
    #expect(capture.error.contains("What becomes what"))
  }

  @Test("the list and the job itself are not written over, another file is")
  func overwriting() throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("list.csv", "id,company\n1,a\n")
    #expect(
      run(["check", list, "--write-job", list], in: folder).error.contains("is the file that the command works on"))
    let job = try folder.file("job.json5", "{}")
    #expect(run(["check", list, "--write-job", job], in: folder).exitCode == 0)
    #expect(run(["check", "--job", job, "--write-job", job], in: folder).exitCode == 2)
    #expect(try folder.text("list.csv") == "id,company\n1,a\n")
  }
}
