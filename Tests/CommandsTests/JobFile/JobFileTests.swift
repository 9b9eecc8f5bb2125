import Foundation
import Testing

@testable import Commands

@Suite("Job files")
struct JobFileTests {
  private func arguments(_ line: String, job: String) throws -> CommandArguments {
    guard case .run(let arguments) = try ArgumentParser().parse(words(line)) else {
      Issue.record("\(line) does not run a command")
      return CommandArguments(command: .import)
    }
    return try JobFile(text: job, name: "job.json5").applied(to: arguments)
  }

  private func report(_ line: String, job: String) -> Report? {
    do {
      _ = try arguments(line, job: job)
      return nil
    } catch {
      return error as? Report
    }
  }

  @Test("a job file says what the command line would")
  func same() throws {
    let job = """
      {
        list: 'customers.csv', // the customers
        map: {name: "company", key: "crm.id", metadata: ["plan", "region"]},
        metadata: {domain: "{email | after:@}"},
        "sandbox-fault": ["drop-after=0.02", "latency=1,20-80"],
        "max-share": "50%", keys: 2, strict: true, "no-marker": false, delimiter: ";", settle: null,
      }
      """
    let line =
      "import customers.csv --map name=company --map key=crm.id --map metadata=plan --map metadata=region "
      + "--metadata 'domain={email | after:@}' --sandbox-fault drop-after=0.02 --sandbox-fault latency=1,20-80 "
      + "--max-share 50% --keys 2 --strict --delimiter ';'"
    guard case .run(let expected) = try ArgumentParser().parse(words(line)) else { return }
    let found = try arguments("import --job x", job: job)
    #expect(found.operands == ["customers.csv"])
    #expect(found.given.filter { $0.key != "job" } == expected.given)
  }

  @Test("the command line counts more, of a mapping field by field")
  func precedence() throws {
    let job =
      "{list: 'a.csv', keys: 2, map: {name: 'company', key: 'id', active: 'state'}, description: '{mail}', metadata: 'plan'}"
    let found = try arguments("check b.csv --job x --name '{firm}' --map keys=seats --metadata region", job: job)
    #expect(found.operands == ["b.csv"])
    #expect(found[Options.name] == "{firm}")
    #expect(found.all(Options.map).sorted() == ["active=state", "key=id", "keys=seats"])
    #expect(found[Options.keys] == nil)
    #expect(found[Options.description] == "{mail}")
    #expect(found.all(Options.metadata) == ["region"])
  }

  @Test("one file serves several commands: what another command takes is passed over")
  func others() throws {
    let job = "{list: 'a.csv', concurrency: 4, head: 3, existing: 'adopt', to: 'json'}"
    #expect(try arguments("check --job x", job: job)[Options.existing] == .adopt)
    #expect(try arguments("inspect --job x", job: job)[Options.head] == 3)
    #expect(try arguments("import --job x", job: job)[Options.concurrency] == 4)
    #expect(try arguments("resume c.muster --job x", job: job).operands == ["c.muster"])
    #expect(try arguments("verify --job x", job: job).operands == [])
  }

  @Test(
    "what a job file says wrongly is pointed at",
    arguments: [
      ("{\n  \"concurency\": 3\n}", "job.json5:2:3", "job-option-unknown", "Did you mean \"concurrency\"?"),
      ("{max_share: 3}", "job.json5:1:2", "job-option-unknown", "Did you mean \"max-share\"?"),
      ("{job: 'x'}", "job.json5:1:2", "job-option-unknown", "no option \"job\""),
      ("{apiKey: 'ak_secret'}", "job.json5:1:2", "job-secret", "cannot stand in a job file"),
      ("{\"NGROK_API_KEY\": 'ak_secret'}", "job.json5:1:2", "job-secret", "cannot stand in a job file"),
      (
        "{keys: 1.5}", "job.json5:1:8", "job-value-unacceptable",
        "\"keys\" does not take \"1.5\"; it takes a whole number"
      ),
      ("{keys: true}", "job.json5:1:8", "job-value-kind", "\"keys\" takes a whole number"),
      ("{keys: [1]}", "job.json5:1:8", "job-value-kind", "\"keys\" takes a whole number"),
      ("{strict: 'yes'}", "job.json5:1:10", "job-value-kind", "\"strict\" takes true or false"),
      ("{map: {name: {}}}", "job.json5:1:14", "job-value-kind", "\"map\" takes a field"),
      ("{list: ''}", "job.json5:1:8", "job-value-kind", "\"list\" takes a file's path"),
      ("{keys: 1,\n keys: 1}", "job.json5:2:2", "job-syntax", "\"keys\" stands in line 1 already"),
      ("[]", "job.json5:1:1", "job-not-object", "a job file is one object"),
    ])
  func faults(job: String, place: String, code: String, message: String) {
    let report = report("import --job x", job: job)
    #expect(report?.place == place)
    #expect(report?.code == code)
    #expect(report?.message.contains(message) == true, "\(report?.message ?? "")")
    #expect(report?.exitCode == .wrongUsage)
    #expect(report?.message.contains("ak_secret") == false)
  }

  @Test("a file that is no job is refused")
  func files() throws {
    let folder = try TemporaryFolder()
    try Data([0x7B, 0xFF, 0x7D]).write(to: folder.url.appending(path: "bytes"))
    try Data(count: JobFile.largestSize + 1).write(to: folder.url.appending(path: "large"))
    #expect(#expect(throws: Report.self) { try JobFile(path: folder.path("bytes")) }?.code == "job-not-utf8")
    #expect(#expect(throws: Report.self) { try JobFile(path: folder.path("large")) }?.code == "job-too-large")
    let missing = Capture(["check", "--job", folder.path("missing")])
    #expect(missing.exitCode == 2 && missing.error.contains("cannot be opened"))
    #expect(Capture("check --job /dev/null").error.contains("/dev/null:1:1: the file ends where a value must come"))
  }
}
