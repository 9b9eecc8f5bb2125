import Ledger

/// Writes what a run came to, or the rows of its list that are to be mended and imported again.
struct Results: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  func run() throws -> ExitCode {
    let chosen = [Options.failed, Options.rejected, Options.unprocessed].filter { arguments.has($0) }
    guard chosen.count <= 1 else {
      throw UsageError.contradiction("--failed, --rejected and --unprocessed are three lists: ask for one at a time")
    }
    try OutputDestination.probe(
      arguments[Options.output], sparing: [arguments.operands[0]], console: surroundings.console)
    let checkpoint = try Checkpoint(readAt: arguments.operands[0])
    try checkpoint.warnOfMissingRecords(on: surroundings.console)
    try OutputDestination.probe(
      arguments[Options.output], sparing: checkpoint.lists, console: surroundings.console)
    let writing = ResultWriting(arguments, console: surroundings.console)
    if let selection {
      try writing.writeRows(selection, of: checkpoint.ledger, written: checkpoint.stored.shape)
    } else {
      try writing.writeResults(of: checkpoint.ledger)
    }
    try DoubtReport(checkpoint.ledger).say(on: surroundings.console)
    return .success
  }

  private var selection: RowSelection? {
    if arguments.has(Options.failed) { return .failed }
    if arguments.has(Options.rejected) { return .rejected }
    if arguments.has(Options.unprocessed) { return .unprocessed }
    return nil
  }
}
