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
  private let witness: Witness
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
    witness = Witness(
      settings,
      watchesRestraint: !world.scenario.faults.contains {
        [.commitFails, .commitFailsDurably, .suspended].contains($0)
      })
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
    // A limit that a person sets may end every process after a few customers.
    let mostProcesses = Self.mostProcesses + customers
    world.witness = witness
    for _ in 0..<mostProcesses {
      if try runOneProcess() { return }
      world.violation = nil
      world.pass(world.draw(upTo: .seconds(2)))
      if world.scenario.reboots, world.draw(0.5) { try world.reboot() }
      if isAbandoned { return }
    }
    throw Violation("the job did not end in \(mostProcesses) processes")
  }

  /// Finds out what became of requests that were never heard of, as whoever takes a job back does first.
  func settle() throws {
    let ledger = try folder.open()
    let hasDoubts = try ledger.hasDoubts()
    try ledger.reopenDoubts()
    ledger.close()
    guard hasDoubts else { return }
    let asked = settings
    defer { settings = asked }
    settings.onlySettles = true
    // Customers without a doubt are left as they are: a pilot would meet the same ones again and again.
    settings.stopAfter = nil
    try runToTheEnd()
  }

  /// - Returns: whether all customers have ended.
  private func runOneProcess() throws -> Bool {
    let ledger = try folder.open()
    // A process that is killed and one that ends leave the same file behind: a commit is all or nothing.
    defer { ledger.close() }
    try checkKept(in: ledger)
    var settings = settings
    let witnesses = try ledger.witnesses(limit: 5)
    let listing = try ledger.beginListing()
    settings.baselinePages = listing.mostPages
    let process = try world.beginProcess()
    let engine = JobEngine(
      settings: settings, baseline: listing.progress, witnesses: witnesses,
      hasPending: try ledger.tally()[.pending] > 0, start: process.clock.now, slotHolder: process.slotHolder)
    defer { witness.endProcess(at: world.clock.now) }
    let witnessed = WitnessedLedger(ledger, world: world, intents: intents)
    var loop = RunLoop(
      engine: engine, ledger: witnessed, slots: process.slots, carrier: process.link, clock: process.clock)
    defer {
      branches += loop.engine.branches
      throttled += loop.engine.tally.throttled
    }
    do {
      world.isInterrupted = false
      try loop.run { [world] _, _ in world.isInterrupted ? .interrupted : nil }
    } catch is CommitFailure {
      world.note("the process gives up, as the ledger cannot be written")
      return false
    } catch is Crash {
      crashes += 1
      world.note("the process crashes")
      return false
    }
    if loop.engine.stopReason != nil { world.account.configuration.limits.quotas = [:] }
    if loop.engine.stopReason == .otherAccount, witnesses.contains(where: isInAccount) {
      throw Violation("the account was taken for another one")
    }
    return loop.engine.stopReason == nil
  }

  /// What the process before kept beside the ledger is in it now.
  private func checkKept(in ledger: RunLedger) throws {
    for credential in witness.kept {
      let answer = try ledger.answer(Lookup(customer: credential.customer, question: .credentials([credential.id])))
      guard case .credentials(let issued, _) = answer, issued.contains(credential.id) else {
        throw Violation("the token of \(credential.id) was kept beside the ledger and not taken in")
      }
    }
    witness.kept.removeAll()
  }

  private func isInAccount(_ user: UserID) -> Bool { world.account.resource(.init(user.rawValue)) != nil }
}
