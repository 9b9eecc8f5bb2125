import Engine
import Ledger
import RecordStreams

/// What is said and written when a run has ended, for whatever reason: results, the law, the command to go on.
struct RunEnding {
  let ledger: RunLedger
  let arguments: CommandArguments
  let console: Console
  let resumeCommand: String

  /// - Parameter reason: why the run ended before all customers had; `nil` if they all have.
  func conclude(_ reason: StopReason?, settings: JobSettings) throws -> ExitCode {
    let report = TallyReport(tally: try ledger.tally())
    let unwritten = writeResults()
    if let reason { console.show(Report(reason, settings: settings)) }
    try sayReasons()
    console.say(report.law, code: "tally")
    guard report.tally.isBalanced else { throw Report.lawBroken(report.law, at: ledger.path) }
    let doubts = try DoubtReport(ledger)
    doubts.say(on: console)
    if unwritten == nil { try sayWhereResultsAre(report) }
    if let unwritten { throw unwritten }
    guard let reason else {
      let isNobodyThere = try sayIfNobodyWasThere(report.tally)
      return isNobodyThere || !doubts.isEmpty ? .incomplete : report.exitCode
    }
    let exitCode = Report(reason, settings: settings).exitCode
    if exitCode == .stopped { console.showCommand(resumeCommand) }
    return exitCode
  }

  /// - Returns: why the results could not be written; whatever the run came to is to be said all the same.
  private func writeResults() -> Report? {
    guard arguments.isGiven(Options.output) else { return nil }
    do {
      try ResultWriting(arguments, console: console).writeResults(of: ledger)
      return nil
    } catch let failure as WriteFailure where failure.isClosedPipe {
      return nil
    } catch {
      // It was tried before anything was sent, so the disk is full by now, or the folder is gone.
      var report = Report(unforeseen: error)
      report.exitCode = .stopped
      report.command = resumeCommand
      return report
    }
  }

  /// Whether the job has no list of its own, but follows from another one.
  private var isSequel: Bool { !ledger.header.earlierRun.isEmpty }

  private func sayReasons() throws {
    // Rejected rows of a list were spoken of when it was read, and are to be looked at one by one.
    let groups = try ledger.reasons().filter { $0.state != .rejected || isSequel }
    for line in ReasonReport(groups).lines(most: 10) { console.say(line, code: "reason") }
  }

  /// A list of which not a single user is there is more often that of another account than one that is done with.
  private func sayIfNobodyWasThere(_ tally: Tally) throws -> Bool {
    guard ledger.header.operation == .delete, tally[.absent] > 0, tally[.absent] == tally[.done],
      try !ledger.hasEarlierWitnesses()
    else { return false }
    let whose = tally[.absent] == 1 ? "The user is" : "None of these users is"
    console.warn(
      "\(whose) in the account. Is it the right one? The API key says which account that is", code: "nobody-there")
    return true
  }

  private func sayWhereResultsAre(_ report: TallyReport) throws {
    let checkpoint = shellQuoted(ledger.path)
    let results = try ledger.hasTokens() ? "Results with tokens" : "Results"
    if let path = arguments[Options.output], path != "-" {
      console.say("\(results): \(path)", code: "results")
    } else if report.tally[.done] > 0 {
      console.say("\(results): muster results \(checkpoint)", code: "results")
    }
    if report.tally[.rejected] > 0, !isSequel {
      console.say("Rejected rows, to look at and mend: muster results \(checkpoint) --rejected", code: "rejected")
    }
    if report.tally[.failed] + report.tally[.unknown] > 0 {
      console.say("Once more: muster resume \(checkpoint) --retry-failed", code: "failed")
    }
    if report.tally[.unknown] > 0 {
      console.say("What is unknown, with candidates: muster resume \(checkpoint) --reconcile", code: "unknown")
    }
  }
}

extension Report {
  static func lawBroken(_ law: String, at path: String) -> Report {
    Report(
      "law-broken", at: path, "the checkpoint's numbers do not add up: \(law)",
      advice: "this is a fault of muster; keep the checkpoint and report it", exit: .checkpointRefused)
  }
}
