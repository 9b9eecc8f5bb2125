/// The program's commands, in the order in which help lists them: that of a migration.
enum CommandName: String, Sendable, CaseIterable {
  case inspect, check, plan, `import`, resume, status, results, verify, export, activate, deactivate,
    delete, rotate, retire, undo, sandbox
}
