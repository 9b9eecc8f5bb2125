import Engine
import Ledger

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Shows how far a run is; reads only, also while the run is going on.
struct Status: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  func run() throws -> ExitCode {
    let path = arguments.operands[0]
    let holder = CheckpointHolder.find(of: path)
    let checkpoint = try Checkpoint(readAt: path)
    try checkpoint.warnOfMissingRecords(on: surroundings.console)
    let settings = JobSettings(checkpoint.ledger.header, checkpoint.arguments(besides: arguments))
    let tally = try checkpoint.ledger.tally()
    let status = StatusReport(
      header: checkpoint.ledger.header, path: path, tally: tally,
      reasons: try checkpoint.ledger.reasons(), counts: try checkpoint.ledger.counts(),
      price: try RunPrice(of: checkpoint.ledger, tally, settings), holder: holder,
      undoneBy: try checkpoint.ledger.undoneBy())
    let console = surroundings.console
    try console.print(arguments.has(Options.json) ? status.json : status.text(fit: console.fitted))
    try DoubtReport(checkpoint.ledger).say(on: console)
    return .success
  }
}
