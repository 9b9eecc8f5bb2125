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

  init(_ ledger: RunLedger, world: World, intents: Intents) {
    self.ledger = ledger
    self.world = world
    self.intents = intents
  }

  func pending(after cursor: CustomerID?, limit: Int) throws -> [PendingCustomer] {
    try ledger.pending(after: cursor, limit: limit)
  }

  func answer(_ lookup: Lookup) throws -> LookupAnswer { try ledger.answer(lookup) }

  func commit(_ changes: [Change]) throws {
    // A crash before the commit and one after it are two different worlds.
    try world.crashPoint()
    if world.faultsAreOn, world.scenario.faults.contains(.commitFails), world.draw(0.1) {
      world.faultCounts[.commitFails, default: 0] += 1
      throw Violation("a commit failed on purpose and the run gave up")
    }
    try ledger.commit(changes)
    intents.note(changes)
    if world.faultsAreOn, world.scenario.faults.contains(.commitFailsDurably), world.draw(0.1) {
      world.faultCounts[.commitFailsDurably, default: 0] += 1
      throw Violation("a commit failed on purpose, though durable, and the run gave up")
    }
    try world.crashPoint()
  }
}
