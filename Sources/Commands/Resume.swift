import Engine
import Ledger

/// Goes on with a run from its checkpoint alone.
struct Resume: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  func run() throws -> ExitCode {
    let console = surroundings.console
    let path = arguments.operands[0]
    let resumeCommand = ResumeCommand(checkpoint: path, arguments: arguments).text
    let signals = StopSignals.listen(farewell: resumeCommand)
    if onlyLooks { return try showUnknowns(signals) }
    let checkpoint = try Checkpoint(openedAt: path, surroundings)
    defer { checkpoint.ledger.close() }
    try checkpoint.refuseIfUndone()
    let effective = checkpoint.arguments(besides: arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [path] + checkpoint.lists, console: console)
    let account = try AccountAccess(
      effective, bound: checkpoint.ledger.header.baseURL, sandboxAccount: checkpoint.sandboxAccount,
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    var settings = JobSettings(checkpoint.ledger.header, effective)
    try settleUnknowns(checkpoint, account, effective, signals, &settings)
    if arguments.has(Options.retryFailed) {
      let count = try checkpoint.ledger.retryFailed()
      console.say(count == 0 ? "No customer has failed." : "\(grouped(count)) customers are taken up once more.")
    }
    let tally = try checkpoint.ledger.tally()
    console.say(
      tally[.pending] == 0
        ? "\(path): nothing is left to do."
        : "\(path): going on, \(grouped(tally[.pending])) of \(grouped(tally.read)) records are left.", code: "resume")
    let run = JobRun(
      ledger: checkpoint.ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    let reason = try run.run(settings)
    defer { signals.fallSilent() }
    return try RunEnding(
      ledger: checkpoint.ledger, arguments: arguments, console: console, resumeCommand: resumeCommand
    ).conclude(reason, settings: settings)
  }
}
