import Engine
import Ledger
import NgrokAPI
import Runner

/// What one simulated migration came to.
public struct RunReport: Sendable {
  public var branches = BranchCounts()
  public var faults: [WorldFault: Int] = [:]
  /// Commits, sends and receipts of the whole migration: the places where it can crash.
  public var events = 0
  public var crashes = 0
  public var throttled = 0
  public var virtualSeconds = 0.0
  public var states: [CustomerState: Int] = [:]
  /// The codes of the customers that stayed unknown, each of them undecidable by the account's own log.
  public var unknowns: [String: Int] = [:]
}

/// One migration from the seed to the end: crashes, resumes, and the check of all invariants.
public final class SimulatedRun {
  /// Processes after which a migration that is not at its end never comes to one.
  static let mostProcesses = 40

  private let scenario: Scenario
  private let world: World
  private let intents: Intents
  private let folder: LedgerFolder
  private var report = RunReport()

  public init(_ scenario: Scenario, isTraced: Bool = false) throws {
    self.scenario = scenario
    world = World(scenario)
    world.isTraced = isTraced
    intents = Intents(scenario.settings)
    folder = try LedgerFolder(scenario)
  }

  public func run() throws -> RunReport {
    defer { folder.remove() }
    world.populate()
    try folder.stage(targets: world.targets)
    world.checkIntent = { [intents, scenario] request in
      try intents.check(request) { name in
        (0..<scenario.customerCount).first { Scenario.name($0) == name }.map { CustomerID(Int64($0 + 1)) }
      }
    }
    world.crashPoint = { [unowned self] in
      report.events += 1
      if scenario.crashes.contains(report.events) { throw Crash() }
    }
    try runToTheEnd()
    // What was left open because tries were used up is taken up again in a world without faults.
    world.faultsAreOn = false
    try folder.retryFailed()
    try runToTheEnd()
    world.pass(.seconds(600))
    let books = try folder.books()
    try Invariants(
      scenario: scenario, account: world.account, arrivals: world.arrivals, books: books, start: world.runStart
    ).check()
    for row in books.rows {
      report.states[row.state, default: 0] += 1
      if row.state == .unknown { report.unknowns[row.code, default: 0] += 1 }
    }
    if scenario.isAlone, report.throttled > 0 { throw Violation("\(report.throttled) answers 429, though alone") }
    report.faults = world.faultCounts
    report.virtualSeconds = (world.clock.now - Instant(nanoseconds: 1_000_000_000_000)).inSeconds
    return report
  }

  private func runToTheEnd() throws {
    for _ in 0..<Self.mostProcesses {
      if try runOneProcess() { return }
      world.violation = nil
      world.pass(world.draw(upTo: .seconds(2)))
    }
    throw Violation("the migration did not end in \(Self.mostProcesses) processes")
  }

  /// - Returns: whether all customers have ended.
  private func runOneProcess() throws -> Bool {
    let ledger = try folder.open()
    // A process that is killed and one that ends leave the same file behind: a commit is all or nothing.
    defer { ledger.close() }
    var settings = scenario.settings
    let witnesses = try ledger.witnesses(limit: 5)
    let listing = try ledger.beginListing()
    settings.baselinePages = listing.mostPages
    let engine = JobEngine(
      settings: settings, baseline: listing.progress, witnesses: witnesses,
      hasPending: try ledger.tally()[.pending] > 0, start: world.clock.now)
    let witnessed = WitnessedLedger(ledger, world: world, intents: intents)
    var loop = RunLoop(
      engine: engine, ledger: witnessed, slots: world.slots, carrier: world, clock: world.clock)
    defer {
      report.branches += loop.engine.branches
      report.throttled += loop.engine.tally.throttled
    }
    do {
      try loop.run { _, _ in nil }
    } catch is Crash {
      report.crashes += 1
      world.note("the process crashes")
      return false
    }
    if loop.engine.stopReason == .otherAccount, hasWitness(among: witnesses) {
      throw Violation("the account was taken for another one")
    }
    return loop.engine.stopReason == nil
  }

  private func hasWitness(among witnesses: [UserID]) -> Bool {
    witnesses.contains { world.account.resource(.init($0.rawValue)) != nil }
  }
}
