import Engine
import Ledger
import NgrokAPI

/// Shows which requests a job would send: reads what it would read, and changes nothing.
///
/// It works in a ledger of its own, which is thrown away.
struct DryRun {
  let staging: ListStaging
  let account: AccountAccess
  let arguments: CommandArguments
  let surroundings: Surroundings
  /// The checkpoint with which the job would go on.
  var earlier: RunLedger?

  private var console: Console { surroundings.console }

  func run(_ signals: StopSignals) throws -> ExitCode {
    let ledger = try staging.takeIn(
      forADryRunAt: surroundings.temporaryPath("dry-run"), goingOnFrom: earlier)
    defer { ledger.discard() }
    var settings = JobSettings(ledger.header, arguments)
    settings.isDryRun = true
    let run = JobRun(
      ledger: ledger, account: account, arguments: arguments, surroundings: surroundings, signals: signals,
      resumeCommand: "")
    let reason = try run.run(settings)
    let report = TallyReport(tally: try ledger.tally())
    if let reason { console.show(Report(reason, settings: settings)) }
    for line in ReasonReport(try ledger.reasons()).lines(most: 10) { console.say(line, code: "reason") }
    console.say("It would be: \(report.law)", code: "tally")
    console.say("A dry run: nothing was changed.", code: "dry-run")
    return reason.map { Report($0, settings: settings).exitCode } ?? report.exitCode
  }
}

extension PlannedRequest {
  /// A line for a person: the request, and whom it is about.
  var line: String {
    let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
    let name = customer.name.isEmpty ? "" : "  \(customer.name)"
    return "\(request.method.rawValue) \(request.target)\(body)  # \(customer.key)\(name)"
  }
}
