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
      let outlook = try look(dryRun)
      console.say("A dry run: nothing was changed.", code: "dry-run")
      return outlook.exitCode
    }
    let consent = Consent(arguments: arguments, account: account, surroundings: surroundings)
    let isDeletion = operation == .withdraw || operation == .retire
    try consent.require(
      for: arguments.command,
      what: isDeletion ? "deletes what nobody can bring back" : "takes back what a run did")
    let earlier = try Checkpoint.ofEarlierCall(at: path, of: arguments.command, surroundings)
    defer { earlier?.ledger.close() }
    if let earlier, earlier.ledger.header.earlierRun != first.ledger.header.run {
      throw Report(
        "other-job", at: path, "this is the \(arguments.command.rawValue) of another run than \(first.ledger.path)",
        advice: "name another one with --checkpoint", exit: .checkpointRefused)
    }
    let isAgreedTo = try earlier?.ledger.hasBegunChanges() ?? false
    if !isAgreedTo, consent.isAskedFor, try !consent.isGiven(to: look(dryRun), by: arguments.command) {
      throw Report("declined", "nothing was changed", exit: .stopped)
    }
    try prepare(account)
    try earlier?.ledger.takeUpPutOff()
    let ledger = try staging.takeIn(checkpointPath: path, earlier: earlier?.ledger)
    defer { ledger.close() }
    let resumeCommand = ResumeCommand(checkpoint: path, arguments: arguments).text
    let settings = JobSettings(ledger.header, effective)
    let run = JobRun(
      ledger: ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    return try run.carryOut(settings, reportingAs: arguments, announcement: nil)
  }

  /// Shows what would be done.
  private func look(_ dryRun: DryRun) throws -> DryRun.Outlook {
    if arguments.command == .undo, try first.ledger.hasDoubts() {
      console.warn(
        "some requests of the first job were never answered; what became of them is found out first, and what they have "
          + "made is taken back, too, without being in this", code: "in-doubt")
    }
    return try dryRun.run(signals)
  }
}
