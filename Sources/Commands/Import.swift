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
    let path = try checkpointPath()
    let resumeCommand = ResumeCommand(checkpoint: path, arguments: arguments).text
    let sameCommand = (["muster"] + arguments.words).map(shellQuoted).joined(separator: " ")
    let signals = StopSignals.listen(
      farewell: "muster: ended before anything was sent. Once more:\n\(sameCommand)")
    try OutputDestination.probe(arguments[Options.output], sparing: [arguments.operands[0], path], console: console)

    let earlier = Checkpoint.exists(at: path) ? try openEarlier(at: path) : nil
    defer { earlier?.ledger.close() }
    let effective = try earlier.map(arguments(goingOnWith:)) ?? arguments
    let intake = try ListIntake(effective)
    let account = try AccountAccess(
      effective, bound: earlier?.ledger.header.baseURL,
      sandboxAccount: SandboxHost.accountPath(besideCheckpoint: path), variable: surroundings.variable)
    defer { account.sandbox?.stop() }

    let staging = ListStaging(
      intake: intake, arguments: effective, accountName: account.name, console: console)
    let ledger: RunLedger
    do {
      ledger = try staging.takeIn(checkpointPath: path, earlier: earlier?.ledger)
    } catch {
      throw Report(unforeseen: error, goingOnWith: sameCommand)
    }
    defer { ledger.close() }
    let settings = JobSettings(run: ledger.header.run, effective)
    guard try confirms(account: account, ledger: ledger, settings: settings) else {
      let declined = Report("declined", "nothing was sent; the list is in the checkpoint", exit: .stopped)
      throw Report(unforeseen: declined, goingOnWith: resumeCommand)
    }
    let run = JobRun(
      ledger: ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    let reason = try run.run(settings)
    return try RunEnding(ledger: ledger, arguments: arguments, console: console, resumeCommand: resumeCommand)
      .conclude(reason, settings: settings)
  }

  private func checkpointPath() throws(UsageError) -> String {
    if let path = arguments[Options.checkpoint] { return path }
    let list = arguments.operands[0]
    guard list != "-" else {
      throw .contradiction(
        "a list from standard input has no name to derive the checkpoint's from: add --checkpoint FILE")
    }
    return arguments.has(Options.sandbox) ? "\(list).sandbox.muster" : "\(list).muster"
  }

  /// - Returns: `nil` for a checkpoint of an import of which nothing has come yet. Whoever has seen what it would do, and
  ///   said no, may say it differently now.
  private func openEarlier(at path: String) throws -> Checkpoint? {
    do {
      let earlier = try Checkpoint(openedAt: path)
      guard earlier.ledger.header.kind == ListStaging.jobKind, try earlier.ledger.isUntouched() else { return earlier }
      earlier.ledger.discard()
      return nil
    } catch let report as Report where report.code == LedgerError.Code.unstaged.rawValue {
      return nil
    }
  }

  /// Options that are not given now hold as they were given for the checkpoint.
  private func arguments(goingOnWith earlier: Checkpoint) throws(Report) -> CommandArguments {
    for option in [Options.serviceUsers, Options.noMarker] where arguments.has(option) {
      let name = option.declaration.name
      guard earlier.stored.given[name] == nil else { continue }
      throw Report(
        "other-options", at: earlier.ledger.path, "the checkpoint was begun without --\(name)",
        advice: "leave it out, or name another checkpoint with --checkpoint", exit: .checkpointRefused)
    }
    var arguments = arguments
    let mapping = [Options.map, Options.name, Options.idColumn, Options.description, Options.metadata]
      .map(\.declaration.name)
    // One of them given anew means that the mapping is given anew.
    let isMapped = mapping.contains { arguments.given[$0] != nil }
    // Whether it is the sandbox is said by the checkpoint's name, or has to be said; and a pilot with the first rows is
    // followed by the whole list.
    let own =
      [Options.sandbox.declaration.name, Options.baseURL.declaration.name, Options.maxRows.declaration.name]
      + (isMapped ? mapping : [])
    arguments.inherit(earlier.stored.given.filter { !own.contains($0.key) })
    return arguments
  }

  private func confirms(account: AccountAccess, ledger: RunLedger, settings: JobSettings) throws -> Bool {
    guard !arguments.has(Options.yes), !account.isLoopback, surroundings.isInputTerminal, console.isErrorTerminal else {
      return true
    }
    let tally = try ledger.tally()
    guard tally[.pending] > 0 else { return true }
    let price = try RunPrice(of: ledger, tally, settings)
    let kind = settings.userKind == .bot ? "bot user" : "service user"
    console.writeRaw(
      "\(count(price.customers, kind)) with \(count(price.credentials, "API key")) will be created at "
        + "\(account.name), \(price.spokenTime).\nGo ahead? [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }
}
