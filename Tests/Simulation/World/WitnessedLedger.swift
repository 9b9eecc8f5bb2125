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

/// Which intents have been durable, and which of them have been used by a request.
final class Intents {
  private var users: [CustomerID: Set<Int>] = [:]
  private var keys: Set<String> = []
  private var removals: Set<String> = []
  private var activities: [CustomerID: Set<Int>] = [:]
  private var sentActivities: [CustomerID: Int] = [:]
  /// Whose user the ledger knows, and with it what that was before it was changed.
  private var owners: [String: CustomerID] = [:]
  private var sentUsers: [CustomerID: Int] = [:]
  private var sentKeys: [String: Int] = [:]
  private let run: String
  private let usesMarker: Bool

  init(_ settings: JobSettings) {
    run = settings.run
    usesMarker = settings.usesMarker
  }

  func note(_ changes: [Change]) {
    for change in changes {
      switch change {
      case .attempt(let attempt) where attempt.step == .user:
        users[attempt.customer, default: []].insert(attempt.number)
      case .attempt(let attempt) where attempt.step == .activity:
        activities[attempt.customer, default: []].insert(attempt.number)
      case .user(let customer, let user):
        owners[user.id.rawValue] = customer
      case .attempt(let attempt):
        keys.insert("\(run).\(attempt.customer.rawValue)-\(attempt.step.rawValue).\(attempt.number)")
      case .removal(let removal):
        removals.insert(removal.credential.rawValue)
      default: break
      }
    }
  }

  /// Throws where a request that changes the account has no durable intent of its own.
  func check(_ request: APIRequest, customer: (String) -> CustomerID?) throws {
    switch (request.method, request.target) {
    case (.post, "/api_keys"):
      guard usesMarker else { return }
      let metadata = try object(in: request.body)["metadata"] as? String ?? ""
      let marker = try object(in: Array(metadata.utf8))["muster"] as? String ?? "no marker"
      guard keys.contains(marker) else { throw Violation("a key was asked for without a durable intent: \(marker)") }
      sentKeys[marker, default: 0] += 1
      guard sentKeys[marker] == 1 else { throw Violation("the attempt \(marker) was sent twice") }
    case (.post, _):
      let name = try object(in: request.body)["name"] as? String ?? ""
      guard let id = customer(name) else { throw Violation("a user was asked for that no customer wants: \(name)") }
      sentUsers[id, default: 0] += 1
      guard sentUsers[id, default: 0] <= users[id, default: []].count else {
        throw Violation("the user \(name) was asked for without a durable intent")
      }
    case (.delete, let target):
      let id = target.split(separator: "/").last.map(String.init) ?? ""
      guard removals.contains(id) else { throw Violation("\(id) was deleted without a durable intent") }
    case (.patch, let target):
      let id = target.split(separator: "/").last.map(String.init) ?? ""
      guard let customer = owners[id] else { throw Violation("\(id) was changed before its state was durable") }
      sentActivities[customer, default: 0] += 1
      guard sentActivities[customer, default: 0] <= activities[customer, default: []].count else {
        throw Violation("\(id) was changed without a durable intent")
      }
    default:
      throw Violation("a job never sends \(request.method.rawValue) \(request.target)")
    }
  }

  private func object(in bytes: [UInt8]?) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(bytes ?? [])) as? [String: Any] ?? [:]
  }
}
