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

  /// What a job would come to.
  final class Outlook {
    /// Customers with whom something would be done.
    fileprivate(set) var customers = 0
    fileprivate(set) var exitCode = ExitCode.success
    /// Whether everybody was looked at.
    fileprivate(set) var isComplete = true
    /// Users and credentials that would be deleted.
    fileprivate(set) var deletedUsers = 0
    fileprivate(set) var deletedCredentials: [CredentialKind: Int] = [:]

    fileprivate func note(_ planned: PlannedRequest) {
      guard planned.request.method == .delete else { return }
      if let kind = CredentialKind.allCases.first(where: { planned.request.target.hasPrefix($0.path + "/") }) {
        deletedCredentials[kind, default: 0] += 1
      } else {
        deletedUsers += 1
        for credential in planned.alongside { deletedCredentials[credential.kind, default: 0] += 1 }
      }
    }
  }

  func run(_ signals: StopSignals) throws -> Outlook {
    let ledger = try staging.takeIn(
      forADryRunAt: surroundings.temporaryPath("dry-run"), goingOnFrom: earlier)
    defer { ledger.discard() }
    var settings = JobSettings(ledger.header, arguments)
    settings.isDryRun = true
    let outlook = Outlook()
    var run = JobRun(
      ledger: ledger, account: account, arguments: arguments, surroundings: surroundings, signals: signals,
      resumeCommand: "")
    run.show = { [console] planned in
      outlook.note(planned)
      try? console.print(planned.line + "\n")
    }
    let reason = try run.run(settings)
    let report = TallyReport(tally: try ledger.tally())
    if let reason { console.show(Report(reason, settings: settings)) }
    for line in ReasonReport(try ledger.reasons()).lines(most: 10) { console.say(line, code: "reason") }
    console.say("It would be: \(report.law)", code: "tally")
    outlook.customers = report.tally[.done]
    outlook.isComplete = reason == nil
    outlook.exitCode = reason.map { Report($0, settings: settings).exitCode } ?? report.exitCode
    return outlook
  }
}

extension PlannedRequest {
  /// A line for a person: the request, and whom it is about.
  var line: String {
    let body = request.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
    let name = customer.name.isEmpty ? "" : "  \(customer.name)"
    let along = alongside.isEmpty ? "" : ", with \(counted(alongside.map(\.kind)))"
    return "\(request.method.rawValue) \(request.target)\(body)  # \(customer.key)\(name)\(along)"
  }
}

/// `2 API keys and 1 authtoken`
func counted(_ kinds: [CredentialKind]) -> String {
  CredentialKind.allCases.compactMap { kind in
    let number = kinds.count { $0 == kind }
    return number == 0 ? nil : count(number, kind.title)
  }.joined(separator: " and ")
}
