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

/// One migration from the seed to the end: crashes, resumes, perhaps a second job that follows from the first, and the
/// check of all invariants.
public final class SimulatedRun {
  private let scenario: Scenario
  private let world: World
  private var report = RunReport()
  /// What the account held before the first job.
  private var before: Inventory

  public init(_ scenario: Scenario, isTraced: Bool = false) throws {
    self.scenario = scenario
    world = World(scenario)
    world.isTraced = isTraced
    before = Inventory(world.account)
  }

  public func run() throws -> RunReport {
    defer { world.removeFiles() }
    world.populate()
    try world.startNeighbour()
    before = Inventory(world.account)
    world.crashPoint = { [unowned self] in
      report.events += 1
      if scenario.interruptions.contains(report.events) { world.isInterrupted = true }
      if scenario.crashes.contains(report.events) { throw Crash() }
    }
    let first = SimulatedJob(scenario.settings, in: try LedgerFolder(scenario.settings), world: world)
    defer { first.folder.remove() }
    try first.folder.stage(scenario, targets: world.targets)
    guard let sequel = scenario.sequel else {
      try finish(first)
      return try conclude(first, after: nil)
    }
    try first.runToTheEnd(isAbandoned: scenario.abandonsFirst)
    let second = SimulatedJob(
      scenario.settings(of: sequel), in: try LedgerFolder(scenario.settings(of: sequel)), world: world)
    defer { second.folder.remove() }
    if sequel == .undo { try first.settle() }
    world.comeBetween()
    try second.folder.stage(sequel, to: first.folder, includesInferred: scenario.includesInferred)
    world.runStart = world.account.log.count
    try finish(second)
    take(first)
    return try conclude(second, after: first)
  }

  private func finish(_ job: SimulatedJob) throws {
    try job.runToTheEnd()
    try Invariants.checkCharges(job.folder.books())
    // What was left open because tries were used up is taken up again in a world without faults.
    world.faultsAreOn = false
    try job.folder.retryFailed()
    try job.runToTheEnd()
    world.pass(.seconds(600))
  }

  private func take(_ job: SimulatedJob) {
    report.branches += job.branches
    report.crashes += job.crashes
    report.throttled += job.throttled
  }

  private func conclude(_ job: SimulatedJob, after first: SimulatedJob?) throws -> RunReport {
    take(job)
    let books = try job.folder.books()
    let invariants = Invariants(
      scenario: scenario, kind: job.settings.kind, account: world.account, arrivals: world.arrivals, books: books,
      earlier: try first?.folder.books(), start: world.runStart)
    try invariants.check()
    try invariants.checkUndone(before: before)
    for row in books.rows {
      report.states[row.state, default: 0] += 1
      if row.state == .unknown { report.unknowns[row.code, default: 0] += 1 }
    }
    if scenario.isAlone, report.throttled > 0 { throw Violation("\(report.throttled) answers 429, though alone") }
    report.faults = world.faultCounts
    report.virtualSeconds = (world.clock.now - Instant(nanoseconds: 1_000_000_000_000)).inSeconds
    return report
  }
}
