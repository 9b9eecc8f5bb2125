import Engine
import Foundation
import Ledger
import NgrokAPI
import Runner

/// The shipped ledger, with commits that fail as the scenario says, and a memory of which intents were ever durable.
final class WitnessedLedger: LedgerAccess {
  let ledger: RunLedger
  private let world: World
  private let intents: Intents
  private var hasRoomKept: Bool

  init(_ ledger: RunLedger, world: World, intents: Intents) {
    self.ledger = ledger
    self.world = world
    self.intents = intents
    hasRoomKept = world.scenario.seed % 3 == 0
  }

  func pending(after cursor: CustomerID?, limit: Int) throws -> [PendingCustomer] {
    try ledger.pending(after: cursor, limit: limit)
  }

  func answer(_ lookup: Lookup) throws -> LookupAnswer { try ledger.answer(lookup) }

  func commit(_ changes: [Change]) throws {
    // A crash before the commit and one after it are two different worlds.
    try world.crashPoint()
    if fails() {
      world.noteFault(.commitFails)
      throw CommitFailure()
    }
    try ledger.commit(changes)
    intents.note(changes)
    world.witness.note(changes)
    if world.faultsAreOn, world.scenario.faults.contains(.commitFailsDurably), world.draw(0.1) {
      world.noteFault(.commitFailsDurably)
      throw CommitFailure()
    }
    try world.crashPoint()
  }

  /// Commits fail once, or for longer than a process tries.
  private func fails() -> Bool {
    guard world.faultsAreOn, world.scenario.faults.contains(.commitFails) else { return false }
    if world.draw(0.01) { world.diskEnd = world.clock.now + world.draw(upTo: .seconds(60)) }
    return world.clock.now < world.diskEnd || world.draw(0.1)
  }

  /// What answers brought goes into a file of its own where the disk takes at least that.
  func keep(_ changes: [Change], after error: any Error) {
    guard error is CommitFailure, world.scenario.seed % 5 > 0 else { return }
    ledger.keep(changes, after: error)
    guard ledger.spilledTo != nil else { return }
    let kept = changes.filter { change in
      switch change {
      case .attempt(let attempt): attempt.state != .intended
      case .user, .credential: true
      default: false
      }
    }
    intents.note(kept)
    world.witness.keep(kept)
  }

  /// Some disks have room kept back, once for each process.
  func makeRoom(after error: any Error) -> Bool {
    guard hasRoomKept else { return false }
    hasRoomKept = false
    world.diskEnd = world.clock.now
    return true
  }
}
