import Engine
import Foundation
import Testing

@testable import Runner

@Suite final class SlotFileTests {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("slots-\(UUID().uuidString)").path
  let limit = RateLimit(count: 3, window: .seconds(60))
  let start = Instant(nanoseconds: 1_000_000_000_000)

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func open(
    boot: String = "boot-1", account: String = "a", count: Int = 3, alive: @escaping (UInt64) -> Bool = { _ in true }
  ) throws -> SlotFile {
    try SlotFile(
      folder: folder, account: account, limit: RateLimit(count: count, window: limit.window), settle: .seconds(30),
      boot: Array(boot.utf8), isAlive: alive)
  }

  @Test("a second run sees the slots that the first has taken")
  func isShared() throws {
    let first = try open()
    let second = try open()
    let taken = try first.update(at: start) {
      $0.reserve(at: self.start, latest: self.start + .seconds(120), holder: 7)
    }
    #expect(taken != nil)
    #expect(try second.update(at: start) { $0.occupied(at: self.start) } == 1)
    #expect(try second.update(at: start + .seconds(121)) { $0.occupied(at: self.start + .seconds(121)) } == 0)
  }

  @Test("another account has a window of its own")
  func isPerAccount() throws {
    let first = try open()
    _ = try first.update(at: start) { $0.reserve(at: self.start, latest: self.start + .seconds(120), holder: 7) }
    #expect(try open(account: "b").update(at: start) { $0.occupied(at: self.start) } == 0)
  }

  @Test("a run with a higher or a lower limit sees the same slots", arguments: [1, 2, 4, 200])
  func isSharedAcrossLimits(count: Int) throws {
    func reserve(in book: SlotFile) throws {
      _ = try book.update(at: start) { $0.reserve(at: self.start, latest: self.start + .seconds(120), holder: 7) }
    }
    let usual = try open()
    try reserve(in: usual)
    let other = try open(count: count)
    #expect(try other.update(at: start) { $0.occupied(at: self.start) } == 1)
    try reserve(in: other)
    #expect(try usual.update(at: start) { $0.occupied(at: self.start) } == 2)
  }

  @Test("what the body changed before it threw is not kept")
  func keepsNothingOnError() throws {
    struct Stop: Error {}
    let book = try open()
    #expect(throws: Stop.self) {
      try book.update(at: self.start) { window in
        _ = window.reserve(at: self.start, latest: .distantFuture, holder: 7)
        throw Stop()
      }
    }
    #expect(try book.update(at: start) { $0.occupied(at: self.start) } == 0)
  }

  @Test("after a reboot, slots used before count from now, those never used are free")
  func reboot() throws {
    _ = try open().update(at: start) { window in
      let answered = window.reserve(at: self.start, latest: .distantFuture, holder: 7)!
      window.release(answered, freeAt: self.start + .seconds(1))
      _ = window.reserve(at: self.start, latest: .distantFuture, holder: 7)
    }
    let early = Instant(nanoseconds: 5)
    let window = try open(boot: "boot-2").update(at: early) { $0 }
    #expect(window.slots.map(\.freeAt) == [early + .seconds(90), early + .seconds(90), Instant(nanoseconds: .min)])
    #expect(window.slots.allSatisfy { $0.holder == 0 })
  }

  @Test("the slots of a process that is gone are free one settling time and one window later")
  func abandoned() throws {
    _ = try open().update(at: start) { $0.reserve(at: self.start, latest: .distantFuture, holder: 7) }
    let window = try open(alive: { $0 != 7 }).update(at: start) { $0 }
    #expect(window.slots[0].freeAt == start + .seconds(90))
  }

  @Test("a damaged file counts as a window full just now", arguments: [0, 8, 40, 90, -1])
  func damaged(offset: Int) throws {
    let book = try open()
    _ = try book.update(at: start) { $0.reserve(at: self.start, latest: self.start + .seconds(120), holder: 7) }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: book.path))
    if offset < 0 { bytes.removeLast(5) } else { bytes[offset] ^= 0x10 }
    try bytes.write(to: URL(fileURLWithPath: book.path))
    let reopened = try open()
    let window = try reopened.update(at: start) { $0 }
    #expect(window.slots.map(\.freeAt) == Array(repeating: start + .seconds(90), count: 3))
    #expect(try reopened.update(at: start + .seconds(90)) { $0.occupied(at: self.start + .seconds(90)) } == 0)
  }

  @Test("file and folder are for their owner alone")
  func modes() throws {
    let book = try open(account: "https://api.ngrok.com key-0815")
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(book.path) == 0o600)
    #expect(try mode(folder) == 0o700)
    #expect(!book.path.contains("0815"))
  }

  @Test("a folder that cannot be made is an error with a code")
  func unwritable() {
    #expect(throws: SlotError.self) {
      _ = try SlotFile(folder: "/proc/muster/x", account: "a", limit: self.limit, settle: .zero)
    }
  }

  @Test("this process is alive, an earlier one of the same id and one that never was are not")
  func liveness() {
    #expect(SlotHolder.isAlive(SlotHolder.base + 17))
    #expect(!SlotHolder.isAlive(SlotHolder.base ^ (1 << 33)))
    #expect(!SlotHolder.isAlive(UInt64(0xFF_FFFE) << 40))
    #expect(SlotHolder.isAlive(UInt64(1) << 40))
  }

  @Test("the state folder follows XDG_STATE_HOME, then HOME, and relative paths are ignored")
  func stateFolder() throws {
    #expect(try StateFolder.path(environment: ["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/muster")
    let home = try StateFolder.path(environment: ["XDG_STATE_HOME": "s", "HOME": "/h"])
    #expect(home == "/h/.local/state/muster" || home == "/h/Library/Application Support/muster")
    #expect(throws: SlotError.self) { try StateFolder.path(environment: [:]) }
  }
}
