import Testing

@testable import Commands

@Suite("A list of users") struct UserColumnTests {
  @Test("without a column that tells them is refused with options that the command has")
  func advice() throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("list.csv", "note\nx\n")
    let run = Capture(["deactivate", list, "--sandbox"])
    #expect(run.exitCode == 2)
    #expect(run.error.contains("--id-column COLUMN") && !run.error.contains("--map"))
  }

  @Test("in XML may have its ids in attributes")
  func attribute() throws {
    let folder = try TemporaryFolder()
    let list = try folder.file(
      "list.xml", "<l><c id=\"7\"><company>Acme</company></c><c id=\"8\"><company>Beta</company></c></l>")
    let run = Capture(["check", list])
    #expect(run.output.contains("key         {@id}"), "\(run.output)\(run.error)")
  }
}
