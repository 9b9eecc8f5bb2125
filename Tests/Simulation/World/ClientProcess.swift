import Engine
import NgrokAPI
import Runner

/// What one process of the client has of the world.
struct ClientProcess {
  let clock: ClientClock
  let link: ClientLink
  let slots: SharedSlots
  let slotHolder: UInt64
}

/// The clock of the client's machine, which begins anew with each boot.
struct ClientClock: LoopClock {
  let world: VirtualClock
  /// How much the machine's clock is behind the world's.
  let delay: Duration

  var now: Instant { world.now - delay }
}

/// The way to the account as one process sees it, by the clock of its machine.
struct ClientLink: RequestCarrier {
  let world: World
  let delay: Duration

  func send(_ request: APIRequest, id: RequestID) { world.send(request, id: id) }

  func cancel(_ id: RequestID) { world.cancel(id) }

  func wait(until instant: Instant) throws -> [Completion] { try world.wait(until: instant + delay) }
}

/// The shipped slot file, where there is a limit to keep.
final class SharedSlots: SlotBook {
  private let file: SlotFile?
  private let alone = PrivateSlots(count: 1)

  init(_ file: SlotFile?) { self.file = file }

  func update(at now: Instant, _ body: (inout SlotWindow) throws -> Void) throws {
    if let file { try file.update(at: now, body) } else { try alone.update(at: now, body) }
  }
}
