import Engine
import Ledger
import NgrokAPI
import Roster
import Runner
import Transport

/// Runs a checkpoint's job against its account until it ends or is stopped, with progress and signals.
struct JobRun {
  let ledger: RunLedger
  let account: AccountAccess
  /// The command line as of `import`, with what the checkpoint remembers.
  let arguments: CommandArguments
  let surroundings: Surroundings
  let signals: StopSignals
  /// The command to go on.
  let resumeCommand: String
  /// Takes the requests that a dry run does not send.
  var show: (PlannedRequest) -> Void = { _ in }

  /// Asks whoever is to be asked, runs, and says what came of it.
  ///
  /// - Parameters:
  ///   - given: the command line as it was given, which says where results go.
  ///   - announcement: what is to be agreed to; `nil` if it has been.
  func carryOut(
    _ settings: JobSettings, reportingAs given: CommandArguments,
    announcement: ((RunPrice, JobSettings, AccountAccess) -> String)?
  ) throws -> ExitCode {
    let tally = try ledger.tally()
    if let announcement, tally[.pending] > 0 {
      let consent = Consent(arguments: given, account: account, surroundings: surroundings)
      let price = try RunPrice(of: ledger, tally, settings)
      guard consent.isGiven(to: announcement(price, settings, account)) else { throw Report.declined(resumeCommand) }
    }
    let reason = try run(settings)
    defer { signals.fallSilent() }
    return try RunEnding(ledger: ledger, arguments: given, console: surroundings.console, resumeCommand: resumeCommand)
      .conclude(reason, settings: settings)
  }

  /// - Returns: why the run ended before all customers had; `nil` if they all have.
  func run(_ settings: JobSettings) throws -> StopReason? {
    let before = try ledger.tally()
    guard before[.pending] > 0 else { return nil }
    let start = SystemClock().now
    let witnesses = try ledger.witnesses()
    var settings = settings
    settings.deletionLimit = arguments[Options.maxDelete].map { DeletionLimit($0, pending: before[.pending]) }
    var needsAllUsers = false
    if case .percent? = settings.deletionLimit?.most { needsAllUsers = true }
    let listing = try ledger.beginListing(ofAllUsers: needsAllUsers)
    settings.baselinePages = listing.mostPages
    let demand = try ledger.demand(of: before)
    if !arguments.isGiven(Options.onQuota), demand.hasSeveralKinds { settings.onQuota = .skip }
    // The address is right: the API has answered there before.
    if !witnesses.isEmpty { settings.maximumFirstOutage = settings.maximumOutage }
    let engine = JobEngine(
      settings: settings, baseline: listing.progress, witnesses: witnesses,
      hasPending: true, start: start, slotHolder: SlotHolder.base)
    let progress = JobProgress(before: before, price: RunPrice(of: ledger, before, demand, settings), start: start)
    var loop = AccountLoop(
      account: account, arguments: arguments, surroundings: surroundings, signals: signals, farewell: farewell)
    loop.show = show
    ledger.spillFolders = SpillFolders.paths(surroundings.variable)
    do {
      if !settings.isDryRun { try ledger.reserveRoom() }
      return try loop.run(engine, ledger: ledger) { engine, now, isStopping in
        progress.view(of: engine, at: now, isStopping: isStopping)
      }
    } catch {
      sayWhatWasSpilled()
      throw Report(unforeseen: error, goingOnWith: resumeCommand)
    }
  }

  private func sayWhatWasSpilled() {
    guard let place = ledger.spilledTo else { return }
    surroundings.console.warn(
      "the last answers could not be recorded. They are kept in \(place), tokens included, and going on takes them in",
      code: "spilled")
  }

  private var farewell: String {
    "muster: ended at once; what was under way will be looked for when the run goes on\n\(resumeCommand)"
  }
}

extension RunPrice {
  /// The price of what a ledger's pending customers still need.
  init(of ledger: RunLedger, _ tally: Tally, _ settings: JobSettings) throws {
    self.init(of: ledger, tally, try ledger.demand(of: tally), settings)
  }

  init(of ledger: RunLedger, _ tally: Tally, _ demand: Demand, _ settings: JobSettings) {
    self.init(
      customers: tally[.pending], credentials: demand.credentials, deactivations: demand.deactivations,
      rate: settings.rate,
      share: settings.share)
    requestsForCustomer = ledger.header.operation.requestsForCustomer
  }
}

extension RunLedger {
  /// What the pending customers are to have in all.
  func demand(of tally: Tally) throws -> Demand {
    let mapping = CustomerMapping(canonicalForm: header.mapping)
    let perCustomer = [
      mapping?.keys, mapping?.authtokens, mapping?.publicKey, mapping?.active, mapping?.credentials,
      mapping?.replaces,
    ]
    if perCustomer.contains(where: { $0 != nil }) { return try pendingDemand() }
    // Where the list does not say otherwise every customer gets the same, so the first one speaks for all.
    guard let first = try pending(after: nil, limit: 1).first?.customer else { return Demand() }
    return Demand(apiKeys: tally[.pending] * first.keyCount, authtokens: tally[.pending] * first.authtokenCount)
  }
}

extension JobKind {
  /// How many requests a customer takes apart from those for new credentials, where nothing goes wrong.
  fileprivate var requestsForCustomer: Int {
    switch self {
    case .import, .activate, .deactivate: 1
    // A look, a list of each kind of credential, the deletion; the undo makes the user inactive as well.
    case .delete, .withdraw: 5
    // A list of each kind, and a new credential at least.
    case .rotate: 4
    case .retire: 2
    }
  }
}
