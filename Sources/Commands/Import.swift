import Engine
import Ledger
import NgrokAPI

/// Turns a list into bot users and credentials: stages it, asks, runs, and says what came of it.
struct Import: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    if arguments.has(Options.dryRun) { return try Check(arguments: arguments, surroundings: surroundings).run() }
    let isSandbox = arguments.has(Options.sandbox)
    let path =
      try arguments[Options.checkpoint] ?? CheckpointPath.of(.import, on: arguments.operands[0], isSandbox: isSandbox)
    let resumeCommand = ResumeCommand(checkpoint: path, arguments: arguments).text
    let signals = StopSignals.listen(beforeSendingFor: arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [arguments.operands[0], path], console: console)

    let earlier = try Checkpoint.ofEarlierCall(at: path, of: .import, surroundings)
    defer { earlier?.ledger.close() }
    let effective = try earlier?.goingOn(with: arguments, console) ?? arguments
    let intake = try ListIntake(effective)
    let account = try AccountAccess(
      effective, bound: earlier?.ledger.header.baseURL,
      sandboxAccount: SandboxHost.accountPath(besideCheckpoint: path), variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    try account.probeSlots(effective, variable: surroundings.variable)

    let staging = ListStaging(
      intake: intake, arguments: effective, accountName: account.name, console: console)
    let ledger = try account.keptIfUsed { try staging.takeIn(checkpointPath: path, earlier: earlier?.ledger) }
    defer { ledger.close() }
    let settings = JobSettings(ledger.header, effective)
    let run = JobRun(
      ledger: ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    let credentials = try ledger.demand(of: ledger.tally()).spokenCredentials
    return try run.carryOut(settings, reportingAs: arguments) {
      announcement($0, $1, at: $2, of: credentials)
    }
  }

  private func announcement(
    _ price: RunPrice, _ settings: JobSettings, at account: AccountAccess, of credentials: String
  ) -> String {
    let kind = settings.userKind == .bot ? "bot user" : "service user"
    return "\(count(price.customers, kind)) with \(credentials) will be created at "
      + "\(account.name), \(price.spokenTime)."
  }
}
