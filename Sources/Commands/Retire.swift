import Engine
import Ledger

/// Deletes the credentials whose places a run has given to new ones.
struct Retire: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  func run() throws -> ExitCode {
    let source = arguments.operands[0]
    let path = try arguments[Options.checkpoint] ?? CheckpointPath.of(.retire, on: source, isSandbox: false)
    let signals = StopSignals.listen(beforeSendingFor: arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [source, path], console: surroundings.console)
    // Held as long as this goes on, so that nobody issues or takes back anything meanwhile.
    let first = try Checkpoint(openedAt: source, surroundings)
    defer { first.ledger.close() }
    try first.refuseIfUndone()
    guard [.rotate, .import].contains(first.ledger.header.operation), try first.ledger.hasReplacements() else {
      throw Report(
        "retire-impossible", at: source, "muster \(first.ledger.header.kind) has put nothing in the place of anything",
        advice: "name the checkpoint of muster rotate, or of muster import --replaces", exit: .wrongUsage)
    }
    let job = SequelJob(
      operation: .retire, sequel: .retire(grace: arguments[Options.grace] ?? .zero), first: first, path: path,
      arguments: arguments, surroundings: surroundings, signals: signals)
    return try job.run { _ in try first.ledger.noteRetirement(by: path) }
  }
}
