import Engine
import NgrokAPI
import Runner

/// What one process of the client has of the world.
struct ClientProcess {
  let clock: ClientClock
  let link: World
  let slots: SharedSlots
  let slotHolder: UInt64
}

/// The clock of the client's machine, which begins anew with each boot, and stands still while the machine sleeps.
struct ClientClock: LoopClock {
  let world: World

  var now: Instant { world.clientNow }
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
