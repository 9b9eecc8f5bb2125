import Engine
import Foundation
import NgrokAPI
import Runner

/// The machine on which the client runs: its processes, its boots, and another run beside it that uses the same account.
extension World {
  static let neighbour: UInt64 = 0xFFFF << 40

  var clientNow: Instant { clock.now - bootDelay }

  /// A new process of the client.
  func beginProcess() throws -> ClientProcess {
    processes += 1
    return ClientProcess(
      clock: ClientClock(world: self), link: self, slots: SharedSlots(try openSlots()), slotHolder: processes << 32)
  }

  /// The machine starts again: its clock begins anew, and only files are left.
  func reboot() throws {
    boots += 1
    bootDelay = clock.now - Instant(nanoseconds: 5_000_000_000)
    note("the machine starts again")
    if neighbourSlots != nil { neighbourSlots = try openSlots() }
  }

  /// Lets the process stand still where that is a fault of this world, and returns what has come in meanwhile.
  func suspend() -> [Completion] {
    guard faultsAreOn, scenario.faults.contains(.suspended), draw(0.02) else { return [] }
    noteFault(.suspended)
    let settings = scenario.settings
    let longest = [settings.timeout / 4, settings.timeout * 2, settings.settle * 2, .seconds(7200)]
    let duration = draw(upTo: longest.randomElement(using: &generator) ?? .seconds(1))
    note("the process stands still for \(duration.inSeconds) s")
    let end = clock.now + duration
    // Where its clock stands still, too, the process cannot tell that it has slept.
    let standstill = draw(0.5) ? clientNow : nil
    var completions: [Completion] = []
    while let next = events.next, next <= end {
      clock.now = max(clock.now, next)
      if let standstill { bootDelay = clock.now - standstill }
      while let event = events.popDue(at: clock.now) {
        if let completion = happen(event) { completions.append(completion) }
      }
    }
    clock.now = end
    if let standstill { bootDelay = clock.now - standstill }
    return completions
  }

  /// Sets the clock that the account stamps with. What counts in its windows is how much time has passed, as ever.
  func jumpClock() {
    guard faultsAreOn, scenario.faults.contains(.clockJumps), draw(0.05) else { return }
    noteFault(.clockJumps)
    account.configuration.epoch += draw(0.5) ? Int64.random(in: 0...86_400, using: &generator) : -1
  }

  func removeFiles() { try? FileManager.default.removeItem(atPath: stateFolder) }

  private func openSlots() throws -> SlotFile? {
    guard let limit = scenario.settings.rate else { return nil }
    return try SlotFile(
      folder: stateFolder, account: "account", limit: limit, settle: scenario.settings.settle,
      boot: Array("boot \(boots)".utf8),
      isAlive: { [unowned self] holder in holder >> 32 == processes || holder >> 32 == Self.neighbour >> 32 })
  }

  // MARK: - Another run

  func startNeighbour() throws {
    guard scenario.hasNeighbour else { return }
    neighbourSlots = try openSlots()
    if neighbourSlots != nil { scheduleNeighbour() }
  }

  private func scheduleNeighbour() {
    neighbourRequests += 1
    guard neighbourRequests < 200 else { return }
    events.insert(.neighbour, at: clock.now + draw(upTo: .seconds(2)))
  }

  /// The other run sends something if there is a slot for it.
  func turnNeighbour() {
    defer { scheduleNeighbour() }
    guard let neighbourSlots, let rate = scenario.settings.rate else { return }
    var ticket: SlotWindow.Ticket?
    let latest = clientNow + rate.window + scenario.settings.settle + scenario.settings.timeout
    let holder = Self.neighbour | UInt64(neighbourRequests)
    try? neighbourSlots.update(at: clientNow) { ticket = $0.reserve(at: clientNow, latest: latest, holder: holder) }
    if let ticket { events.insert(.neighbourArrival(ticket), at: clock.now + draw(upTo: scenario.latency)) }
  }

  func arriveForNeighbour(_ ticket: SlotWindow.Ticket) {
    noteArrival()
    let request = APIRequest.listUsers(scenario.settings.userKind, limit: 1)
    if account.respond(to: accountRequest(request), at: serverTime).status == 429 {
      violation = violation ?? neighbourViolation
    }
    events.insert(.neighbourAnswer(ticket), at: clock.now + draw(upTo: scenario.latency))
  }

  private var neighbourViolation: Violation? {
    scenario.isAlone ? Violation("a run beside this one got a 429") : nil
  }

  func answerNeighbour(_ ticket: SlotWindow.Ticket) {
    guard let neighbourSlots, let rate = scenario.settings.rate else { return }
    let freeAt = clientNow + rate.window + .milliseconds(50)
    try? neighbourSlots.update(at: clientNow) { $0.release(ticket, freeAt: freeAt) }
  }
}
