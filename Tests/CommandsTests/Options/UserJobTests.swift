import NgrokAPI
import Testing

@testable import Commands

@Suite("Jobs on existing users")
struct UserJobTests {
  @Test("an id speaks of its kind of user, and other texts are no ids")
  func ids() {
    #expect(UserID.kind(of: "bot_37abaVYQFoV88Y3TaBqWkgfhn8Q") == .bot)
    #expect(UserID.kind(of: "service_37abaVYQFoV88Y3TaBqWkgfhn8Q") == .service)
    for text in ["", "bot_", "bot_builders inc", "bot_builders", "ak_37abaVYQFoV88Y3TaBqWkgfhn8Q", "C-17"] {
      #expect(UserID.kind(of: text) == nil, "\(text)")
    }
  }

  @Test(
    "a job is recorded beside what it works on",
    arguments: [
      (CommandName.import, "customers.csv", false, "customers.csv.muster"),
      (.import, "customers.csv", true, "customers.csv.sandbox.muster"),
      (.deactivate, "customers.csv", false, "customers.csv.deactivate.muster"),
      (.deactivate, "customers.csv", true, "customers.csv.sandbox.deactivate.muster"),
      (.deactivate, "customers.csv.muster", false, "customers.csv.deactivate.muster"),
      (.activate, "customers.csv.sandbox.deactivate.muster", true, "customers.csv.sandbox.deactivate.activate.muster"),
    ])
  func checkpoints(_ command: CommandName, _ operand: String, _ isSandbox: Bool, _ path: String) throws {
    #expect(try CheckpointPath.of(command, on: operand, isSandbox: isSandbox) == path)
  }

  @Test("all jobs on a list in the sandbox share its account")
  func sandboxAccounts() {
    for checkpoint in [
      "c.csv.sandbox.muster", "c.csv.sandbox.deactivate.muster", "c.csv.sandbox.deactivate.activate.muster",
    ] {
      #expect(SandboxHost.accountPath(besideCheckpoint: checkpoint) == "c.csv.sandbox.account")
    }
  }
}
