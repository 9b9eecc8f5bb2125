import Engine
import Ledger
import NgrokAPI

/// A job that follows from an earlier one: what `undo` and `retire` have in common.
struct SequelJob {
  let operation: JobKind
  let sequel: SequelIntake.Sequel
  /// The job that it follows from.
  let first: Checkpoint
  /// Where it is recorded.
  let path: String
  let arguments: CommandArguments
  let surroundings: Surroundings
  let signals: StopSignals

  private var console: Console { surroundings.console }

  /// The command line, with what the first job was told about the account and the pace.
  private var effective: CommandArguments {
    var effective = arguments
    effective.inherit(first.stored.given)
    effective.inherit([Options.sandboxAccount.declaration.name: [first.sandboxAccount]])
    return effective
  }

  /// - Parameter prepare: what has to be done before the job is recorded, once it is consented to.
  func run(prepare: (AccountAccess) throws -> Void = { _ in }) throws -> ExitCode {
    let effective = effective
    let account = try AccountAccess(
      effective, bound: first.ledger.header.baseURL, sandboxAccount: first.sandboxAccount,
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    var staging = ListStaging(
      intake: SequelIntake(first.ledger, sequel), operation: operation, arguments: effective,
      accountName: account.name, console: console)
    staging.first = first.ledger.header
    let dryRun = DryRun(staging: staging, account: account, arguments: effective, surroundings: surroundings)
    if arguments.has(Options.dryRun) {
      if try first.ledger.hasDoubts() {
        console.warn(
          "some requests of the first job were never answered; what became of them is found out first, and is not in this",
          code: "in-doubt")
      }
      let outlook = try dryRun.run(signals)
      console.say("A dry run: nothing was changed.", code: "dry-run")
      return outlook.exitCode
    }
    let consent = Consent(arguments: arguments, account: account, surroundings: surroundings)
    try consent.require(for: arguments.command)
    let earlier = try Checkpoint.ofEarlierCall(at: path, of: arguments.command, surroundings)
    defer { earlier?.ledger.close() }
    if earlier == nil, consent.isAskedFor, try !consent.isGiven(to: dryRun.run(signals), by: arguments.command) {
      throw Report("declined", "nothing was changed", exit: .stopped)
    }
    try prepare(account)
    let ledger = try earlier?.ledger ?? staging.takeIn(checkpointPath: path, earlier: nil)
    defer { ledger.close() }
    let resumeCommand = ResumeCommand(checkpoint: path, arguments: arguments).text
    let settings = JobSettings(ledger.header, effective)
    let run = JobRun(
      ledger: ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    return try run.carryOut(settings, reportingAs: arguments, announcement: nil)
  }
}
