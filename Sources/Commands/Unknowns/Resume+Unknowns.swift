import Engine
import Ledger

extension Resume {
  /// Whether the person wants to look at what is unknown, and nothing more.
  var onlyLooks: Bool { arguments.has(Options.reconcile) && !settlesUnknowns }

  var settlesUnknowns: Bool {
    [Options.adoptUnknown, Options.deleteUnknown, Options.keepUnknown].contains { arguments.isGiven($0) }
  }

  /// Shows what is unknown; also while a run works on the checkpoint.
  func showUnknowns(_ signals: StopSignals) throws -> ExitCode {
    let checkpoint = try Checkpoint(readAt: arguments.operands[0])
    let effective = checkpoint.arguments(besides: arguments)
    let account = try AccountAccess(
      effective, bound: checkpoint.ledger.header.baseURL, sandboxAccount: checkpoint.sandboxAccount,
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    let cases = try search(checkpoint.ledger, account, effective, signals)
    if cases.isEmpty {
      surroundings.console.say("No customer's end is unknown.", code: "unknowns")
      return .success
    }
    let shape = checkpoint.ledger.listShape
    try surroundings.console.print(UnknownListing(cases: cases, shape: { shape.place(of: $0) }).text)
    surroundings.console.say(
      "\(count(cases.count, "customer")). Nothing is settled by guess: --adopt-unknown, --delete-unknown or "
        + "--keep-unknown ID says whose a candidate is; where there is none, --retry-failed asks the account once more.",
      code: "unknowns")
    return .incomplete
  }

  /// Records what the person has decided.
  func settleUnknowns(
    _ checkpoint: Checkpoint, _ account: AccountAccess, _ effective: CommandArguments, _ signals: StopSignals,
    _ settings: inout JobSettings
  ) throws {
    guard settlesUnknowns else { return }
    let settlement = try UnknownSettlement(
      arguments, of: search(checkpoint.ledger, account, effective, signals))
    try checkpoint.ledger.settleUnknowns(
      settlement.customers, by: settlement.changes, leavingAlone: settlement.strangers)
    settings.disposableCredentials = settlement.disposable
    surroundings.console.say(
      "\(count(settlement.customers.count, "customer")) settled as you say, and taken up once more.", code: "unknowns")
  }

  private func search(
    _ ledger: RunLedger, _ account: AccountAccess, _ effective: CommandArguments, _ signals: StopSignals
  ) throws -> [UnknownCase] {
    var search = try UnknownSearch(ledger)
    guard !search.lists.isEmpty else { return search.cases }
    let loop = AccountLoop(
      account: account, arguments: effective, surroundings: surroundings, signals: signals,
      farewell: "muster: ended; nothing was changed")
    try loop.read(search.lists, JobSettings(ledger.header, effective)) { try search.take($0) }
    return search.cases
  }
}
