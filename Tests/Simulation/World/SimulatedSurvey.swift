import Engine
import Foundation
import Ledger
import NgrokAPI
import Runner
import Sandbox

/// One simulated inventory from its seed to the end: the account changes meanwhile, answers get lost, commits fail and
/// processes crash, and in the end everybody who was there the whole time is in it once.
public final class SimulatedSurvey {
  public struct Report: Sendable {
    /// Commits, sends and receipts: the places where it can crash.
    public var events = 0
    public var crashes = 0
    public var restarts = 0
    public var requests = 0
  }

  /// Processes after which a reading that is not at its end never comes to one.
  private static let mostProcesses = 40
  private static let kinds = CredentialKind.allCases

  private let scenario: Scenario
  private let world: World
  private let folder: SurveyFolder
  private var crashes: Set<Int>
  private var report = Report()

  /// - Parameter crashes: at these events; `nil` as the seed has it.
  public init(seed: UInt64, crashes: [Int]? = nil) throws {
    var generator = SeededGenerator(seed: seed)
    var scenario = Scenario(seed: seed)
    scenario.settings.kind = .import
    scenario.earlierUsers = Int.random(in: 0...350, using: &generator)
    scenario.earlierNamesakes = 0
    // An account that nobody else uses is the lesser trial.
    if !scenario.faults.contains(.others), Bool.random(using: &generator) { scenario.faults.append(.others) }
    self.scenario = scenario
    self.crashes = Set(crashes ?? scenario.crashes)
    world = World(scenario)
    var quirks: [AccountQuirk] = []
    if Bool.random(using: &generator) { quirks.append(.trailingPage) }
    quirks += [[], [.lostAnchorNotFound], [.lostAnchorInvalid]].randomElement(using: &generator) ?? []
    world.account.configuration.adopt(quirks)
    folder = try SurveyFolder()
  }

  public func run() throws -> Report {
    defer {
      folder.remove()
      world.removeFiles()
    }
    populate()
    world.crashPoint = { [unowned self] in
      report.events += 1
      if crashes.contains(report.events) { throw Crash() }
    }
    let start = world.account.log.count
    for _ in 0..<Self.mostProcesses {
      if try runOneProcess() {
        try check(against: world.account.log, from: start)
        return report
      }
      world.violation = nil
      world.pass(world.draw(upTo: .seconds(2)))
    }
    throw Violation("the inventory is not complete after \(Self.mostProcesses) processes")
  }

  /// What was there before: users, some with credentials of each kind.
  private func populate() {
    world.populate()
    for user in world.account.resources(world.userResource) {
      if world.draw(0.2) { world.ask("POST", "/credentials", ["owner_id": user.id.string, "acl": ["bind:*"]]) }
      if world.draw(0.1) {
        let key = "ssh-ed25519 AAAA\(world.account.log.count)"
        world.ask("POST", "/ssh_credentials", ["owner_id": user.id.string, "public_key": key])
      }
    }
    world.clock.now = world.clock.now + .seconds(3600)
  }

  /// - Returns: whether all lists are complete.
  private func runOneProcess() throws -> Bool {
    let inventory = try folder.open()
    defer { inventory.close() }
    let lists = try ([AccountList.users] + Self.kinds.map(AccountList.credentials)).map {
      ListToRead($0, try inventory.progress(of: $0))
    }
    let witnesses = try inventory.witnesses()
    let process = try world.beginProcess()
    let engine = JobEngine(
      reading: lists, settings: scenario.settings, witnesses: witnesses, start: process.clock.now,
      slotHolder: process.slotHolder)
    var loop = RunLoop(
      engine: engine, ledger: FailingInventory(inventory, world: world), slots: process.slots, carrier: process.link,
      clock: process.clock)
    defer { report.requests += loop.engine.tally.requestsSent }
    do {
      try loop.run { _, _ in nil }
    } catch is Crash {
      report.crashes += 1
      return false
    }
    switch loop.engine.stopReason {
    case nil: return true
    case .otherAccount where !witnesses.contains(where: { world.account.resource(.init($0.rawValue)) != nil }):
      // All who could tell have been deleted: a person would begin anew.
      inventory.discard()
      return false
    case .otherAccount?: throw Violation("the account was taken for another one")
    case .outage?, .fatal?: return false
    case .some(let reason): throw Violation("reading stopped: \(reason)")
    }
  }
}

// MARK: - What has to be in it

extension SimulatedSurvey {
  private func check(against log: [AccountMutation], from start: Int) throws {
    let inventory = try folder.open()
    defer { inventory.close() }
    var names: [String: Set<String>] = [:]
    var deleted: Set<String> = []
    var existing: Set<String> = []
    for mutation in log
    where mutation.resource.kind != .serviceUser && mutation.resource.kind != .botUser
      || mutation.resource.kind == world.userResource
    {
      let id = mutation.resource.id.string
      names[id, default: []].insert(mutation.resource.name.string)
      if mutation.change == .deleted { deleted.insert(id) }
      if mutation.change == .created, mutation.sequence < start { existing.insert(id) }
    }
    var seen: Set<String> = []
    var lastUser: String?
    try inventory.forEachEntry { entry in
      if let user = entry.user, user.id.rawValue != lastUser {
        lastUser = user.id.rawValue
        try note(user.id.rawValue, &seen, known: names)
        guard names[user.id.rawValue]?.contains(user.name) == true else {
          throw Violation("\(user.id) never had the name \(user.name)")
        }
      }
      if let credential = entry.credential { try note(credential.id.rawValue, &seen, known: names) }
    }
    let missing = existing.subtracting(deleted).subtracting(seen)
    guard missing.isEmpty else { throw Violation("missing, though there all the time: \(missing.sorted().prefix(3))") }
  }

  private func note(_ id: String, _ seen: inout Set<String>, known: [String: Set<String>]) throws {
    guard known[id] != nil else { throw Violation("\(id) was never in the account") }
    guard seen.insert(id).inserted else { throw Violation("\(id) is in the inventory twice") }
  }
}

/// The shipped inventory, with commits that fail as the scenario says.
private struct FailingInventory: LedgerAccess {
  let inventory: InventoryFile
  let world: World

  init(_ inventory: InventoryFile, world: World) {
    self.inventory = inventory
    self.world = world
  }

  func pending(after cursor: CustomerID?, limit: Int) -> [PendingCustomer] { [] }
  func answer(_ lookup: Lookup) -> LookupAnswer { inventory.answer(lookup) }

  func commit(_ changes: [Change]) throws {
    try world.crashPoint()
    if world.scenario.faults.contains(.commitFails), world.draw(0.1) { throw Violation("a commit failed on purpose") }
    try inventory.commit(changes)
    for case .listed(let page) in changes { loseAnchor(of: page) }
    if world.scenario.faults.contains(.commitFailsDurably), world.draw(0.1) {
      throw Violation("a commit failed on purpose, though durable")
    }
    try world.crashPoint()
  }
}

extension FailingInventory {
  /// Lets somebody delete the very item that the next page goes on from.
  private func loseAnchor(of page: ListedPage) {
    guard world.scenario.faults.contains(.others), world.draw(0.15), let next = page.next,
      let anchor = next.split(separator: "before_id=").last?.prefix(while: { $0 != "&" })
    else { return }
    world.ask("DELETE", "\(next.prefix { $0 != "?" })/\(anchor)")
  }
}

/// Where the inventory of one simulated reading is kept.
private final class SurveyFolder {
  private let folder: String

  init() throws {
    let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    folder = "\(base)/muster-survey-\(getpid())-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func open() throws -> InventoryFile {
    try InventoryFile.open(
      at: folder + "/inventory",
      header: InventoryHeader(baseURL: "", userKind: .bot, begunAt: "", programVersion: "simulation"))
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
