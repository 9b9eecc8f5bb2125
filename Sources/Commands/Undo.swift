import Engine
import Ledger
import NgrokAPI

/// Takes back exactly what a run did, and closes its checkpoint.
struct Undo: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let source = arguments.operands[0]
    let path =
      try arguments[Options.checkpoint] ?? CheckpointPath.of(.undo, on: source, isSandbox: false)
    let signals = StopSignals.listen(beforeSendingFor: arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [source, path], console: console)
    let first = try Checkpoint(openedAt: source, surroundings)
    defer { first.ledger.close() }
    try first.refuseIfUndone(by: path)
    guard let operation = first.ledger.undoOperation else {
      throw Report(
        "undo-impossible", at: source, "what muster \(first.ledger.header.kind) did cannot be taken back",
        advice: "muster results shows what it was", exit: .wrongUsage)
    }
    if let retirement = try first.ledger.retiredBy(), !Self.hasDoneNothing(retirement) {
      throw Report(
        "undo-too-late", at: source,
        "the old credentials have been deleted by the run recorded in \(retirement), so nothing would be left without "
          + "the new ones", exit: .wrongUsage)
    }
    let job = SequelJob(
      operation: operation, sequel: .undo(includesInferred: arguments.has(Options.takesBackInferred)), first: first,
      path: path, arguments: arguments, surroundings: surroundings, signals: signals)
    return try job.run { account in
      if try first.ledger.undoneBy() == nil { try settle(first, account, signals) }
      // From here on the first job goes on no more, so that nothing is made anew behind the undo's back.
      try first.ledger.close(undoneBy: path)
    }
  }

  /// Whether a retirement has left everything where it was. If it goes on it looks for the new credentials first, and
  /// leaves the old ones where it finds none.
  private static func hasDoneNothing(_ retirement: String) -> Bool {
    guard let checkpoint = try? Checkpoint(readAt: retirement) else { return false }
    return (try? checkpoint.ledger.hasBegunChanges()) == false
  }

  /// Finds out what became of requests of the first job that were never answered.
  private func settle(_ first: Checkpoint, _ account: AccountAccess, _ signals: StopSignals) throws {
    guard try first.ledger.hasDoubts() else { return }
    console.say(
      "Some requests of the first job were never answered; finding out what became of them.", code: "settling")
    try first.ledger.reopenDoubts()
    let effective = first.arguments(besides: arguments)
    var settings = JobSettings(first.ledger.header, effective)
    settings.onlySettles = true
    let run = JobRun(
      ledger: first.ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: arguments.commandLine)
    guard let reason = try run.run(settings) else { return }
    var report = Report(reason, settings: settings)
    if report.exitCode == .stopped { report.command = arguments.commandLine }
    throw report
  }
}
