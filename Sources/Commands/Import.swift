import Engine
import Ledger
import NgrokAPI

/// Turns a list into bot users and API keys: stages it, asks, runs, and says what came of it.
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
    let effective = try earlier?.goingOn(with: arguments) ?? arguments
    let intake = try ListIntake(effective)
    let account = try AccountAccess(
      effective, bound: earlier?.ledger.header.baseURL,
      sandboxAccount: SandboxHost.accountPath(besideCheckpoint: path), variable: surroundings.variable)
    defer { account.sandbox?.stop() }

    let staging = ListStaging(
      intake: intake, arguments: effective, accountName: account.name, console: console)
    let ledger = try staging.takeIn(checkpointPath: path, earlier: earlier?.ledger)
    defer { ledger.close() }
    let settings = JobSettings(ledger.header, effective)
    guard try confirms(account: account, ledger: ledger, settings: settings) else {
      throw Report.declined(resumeCommand)
    }
    let run = JobRun(
      ledger: ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    let reason = try run.run(settings)
    return try RunEnding(ledger: ledger, arguments: arguments, console: console, resumeCommand: resumeCommand)
      .conclude(reason, settings: settings)
  }

  private func confirms(account: AccountAccess, ledger: RunLedger, settings: JobSettings) throws -> Bool {
    let tally = try ledger.tally()
    guard tally[.pending] > 0 else { return true }
    let price = try RunPrice(of: ledger, tally, settings)
    let kind = settings.userKind == .bot ? "bot user" : "service user"
    let title = try ledger.carriesCredentials() ? "credential" : "API key"
    return Consent(arguments: arguments, account: account, surroundings: surroundings).isGiven(
      to: "\(count(price.customers, kind)) with \(count(price.credentials, title)) will be created at "
        + "\(account.name), \(price.spokenTime).")
  }
}
