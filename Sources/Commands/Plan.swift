import Engine
import Ledger
import NgrokAPI
import Roster

/// Says what would have to be done so that the account has what the list asks for; reads the account, and changes nothing.
struct Plan: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let farewell = "muster: plan was ended; it has changed nothing"
    let signals = StopSignals.listen(farewell: farewell)
    let intake = try ListIntake(arguments)
    let list = try TemporaryLedger.make(for: intake, path: surroundings.temporaryPath("plan-list"))
    defer { list.discard() }
    let review = try TemporaryLedger.stage(intake, into: list)
    sayRejected(review, intake)

    let checkpoint = try openCheckpoint()
    defer { checkpoint?.close() }
    let account = try AccountAccess(
      arguments, bound: checkpoint?.header.baseURL, sandboxAccount: SandboxHost.accountPath(besideCheckpoint: path),
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    // API keys also where none is asked for: they tell whose a user is.
    let kinds = Set(try list.pendingDemand().kinds).union([.apiKey])
    let reading = InventoryReading(
      loop: AccountLoop(
        account: account, arguments: arguments, surroundings: surroundings, signals: signals, farewell: farewell),
      settings: JobSettings(reading: arguments), kinds: CredentialKind.allCases.filter(kinds.contains))
    let inventory = try reading.open(at: surroundings.temporaryPath("plan-account"))
    defer { inventory.discard() }
    if let reason = try reading.read(into: inventory) {
      throw Report(reason, reading: reading.settings, goingOnWith: arguments.commandLine)
    }
    try inventory.prepareForLookups(keyMember: intake.proposal.mapping.keyMember)

    let comparison = PlanComparison(
      list: list, inventory: inventory, checkpoint: checkpoint, existing: arguments[Options.existing] ?? .fail)
    return try show(comparison, rejected: review.rejected, of: intake, account: account.title)
  }

  private func show(
    _ comparison: PlanComparison, rejected: Int, of intake: ListIntake, account: String
  ) throws -> ExitCode {
    var report: any PlanReport =
      arguments.has(Options.json)
      ? try PlanJSON(console: console, list: intake.name, intake.shape, account: account)
      : try PlanTable(
        console: console, list: intake.name, intake.shape, account: account, showsAll: arguments.has(Options.verbose))
    var tally = PlanTally()
    tally.users = try comparison.inventory.userCount()
    try comparison.forEachCustomer { change in
      tally.take(change)
      try report.take(change)
    }
    try comparison.inventory.forEachUnmatchedUser { user in
      tally.unmatchedUsers += 1
      try report.takeUnmatched(user)
    }
    let price = RunPrice(
      customers: tally.requestsInAll, credentials: 0, rate: JobSettings.rate(arguments),
      share: (arguments[Options.maxShare] ?? 100) / 100)
    try report.finish(tally, price)
    if arguments.has(Options.detailedExitCode), !tally.isNothingToDo { return .somethingToDo }
    return rejected + tally.conflicts == 0 ? .success : .incomplete
  }

  private func sayRejected(_ review: StagingReview, _ intake: ListIntake) {
    guard review.rejected > 0 else { return }
    console.warn(
      "\(count(review.rejected, "row is rejected", "rows are rejected")) and left out of the plan; muster check "
        + "\(shellQuoted(intake.list.path)) shows them", code: "rejected")
  }

  /// The checkpoint of an import of this list.
  private var path: String {
    arguments[Options.planCheckpoint]
      ?? "\(arguments.operands[0])\(arguments.has(Options.sandbox) ? ".sandbox" : "").muster"
  }

  private func openCheckpoint() throws -> RunLedger? {
    guard arguments.isGiven(Options.planCheckpoint) || RunLedger.isLedger(at: path) else { return nil }
    let checkpoint = try Checkpoint(readAt: path)
    console.say("\(path): what this import recorded is taken into account.", code: "checkpoint")
    return checkpoint.ledger
  }
}

extension CustomerMapping {
  /// The member of the metadata object that holds the customer's key, if one does.
  var keyMember: String? {
    metadata.first { $0.value == key }?.name
  }
}
