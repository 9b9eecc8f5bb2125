import Engine
import Ledger
import NgrokAPI
import Runner

/// One job of a migration: its ledger, and what its processes do until all customers have ended.
final class SimulatedJob {
  /// Processes after which a job that is not at its end never comes to one.
  static let mostProcesses = 40

  var settings: JobSettings
  let folder: LedgerFolder
  private let world: World
  private let intents: Intents
  private let customers: Int
  /// How many processes were killed.
  private(set) var crashes = 0
  private(set) var branches = BranchCounts()
  private(set) var throttled = 0

  init(_ settings: JobSettings, in folder: LedgerFolder, world: World) {
    self.settings = settings
    self.folder = folder
    self.world = world
    intents = Intents(settings)
    customers = world.scenario.customerCount
  }

  /// Runs processes until all customers have ended.
  ///
  /// - Parameter isAbandoned: whether nobody goes on when a process has been killed.
  func runToTheEnd(isAbandoned: Bool = false) throws {
    world.checkIntent = { [intents, customers] request in
      try intents.check(request) { name in
        (0..<customers).first { Scenario.name($0) == name }.map { CustomerID(Int64($0 + 1)) }
      }
    }
    for _ in 0..<Self.mostProcesses {
      if try runOneProcess() { return }
      world.violation = nil
      world.pass(world.draw(upTo: .seconds(2)))
      if isAbandoned { return }
    }
    throw Violation("the job did not end in \(Self.mostProcesses) processes")
  }

  /// Finds out what became of requests that were never heard of, as whoever takes a job back does first.
  func settle() throws {
    let ledger = try folder.open()
    let hasDoubts = try ledger.hasDoubts()
    try ledger.reopenDoubts()
    ledger.close()
    guard hasDoubts else { return }
    settings.onlySettles = true
    defer { settings.onlySettles = false }
    try runToTheEnd()
  }

  /// - Returns: whether all customers have ended.
  private func runOneProcess() throws -> Bool {
    let ledger = try folder.open()
    // A process that is killed and one that ends leave the same file behind: a commit is all or nothing.
    defer { ledger.close() }
    var settings = settings
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
      branches += loop.engine.branches
      throttled += loop.engine.tally.throttled
    }
    do {
      try loop.run { _, _ in nil }
    } catch is Crash {
      crashes += 1
      world.note("the process crashes")
      return false
    }
    if loop.engine.stopReason == .otherAccount, witnesses.contains(where: isInAccount) {
      throw Violation("the account was taken for another one")
    }
    return loop.engine.stopReason == nil
  }

  private func isInAccount(_ user: UserID) -> Bool { world.account.resource(.init(user.rawValue)) != nil }
}
