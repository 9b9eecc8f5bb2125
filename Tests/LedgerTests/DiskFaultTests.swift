import CFaultDisk
import Engine
import Foundation
import NgrokAPI
import Testing

@testable import Ledger

/// Ledgers on a disk that fills up, breaks, or loses power in the middle of a write.
///
/// In one after the other, as there is one such disk.
@Suite("A disk that fails", .serialized)
struct DiskFaultTests {
  private let folder: ScratchFolder
  private var path: String { folder.file("run.muster") }

  init() throws {
    folder = try ScratchFolder()
    fault_disk_mount(folder.path, DiskReserve.path(besideLedger: folder.file("run.muster")))
  }

  private func staged(_ count: Int) throws -> RunLedger {
    let ledger = try RunLedger.create(at: path, header: .example())
    let session = try ledger.beginStaging()
    for number in 1...count {
      try session.add(
        .example(number), row: Array("C\(number)\n".utf8), at: SourcePosition(record: number, line: number + 1))
    }
    try session.finish()
    return ledger
  }

  private func credential(_ customer: Int) -> IssuedCredential {
    IssuedCredential(
      customer: CustomerID(Int64(customer)), step: .credential(1), id: CredentialID("ak_\(customer)"),
      token: Secret("token_\(customer)"), createdAt: "2026-01-01T00:00:00Z")
  }

  /// The customers whose tokens are in the ledger.
  private func tokens(_ ledger: RunLedger) throws -> [Int: String] {
    let statement = try ledger.database.prepare("SELECT customer, token FROM credential")
    defer { statement.finalize() }
    var found: [Int: String] = [:]
    while try statement.step() { found[statement.integer(0)] = statement.text(1) }
    return found
  }

  @Test(
    "what a commit has returned for outlives a loss of power at any write", arguments: 1...40 as ClosedRange<UInt64>)
  func powerLoss(_ seed: UInt64) throws {
    var generator = Engine.SeededGenerator(seed: seed)
    let count = 60
    try staged(count).close()
    var recorded: Set<Int> = []
    var customer = 1
    // Three losses a ledger, so that recovery, too, is cut off.
    for _ in 0..<3 {
      fault_disk_schedule(fault_disk_off, Int64.random(in: 0..<120, using: &generator))
      if let ledger = try? RunLedger.open(at: path) {
        while customer <= count {
          let size = Int.random(in: 1...4, using: &generator)
          let batch = (customer..<min(customer + size, count + 1)).map { Change.credential(credential($0)) }
          guard (try? ledger.commit(batch)) != nil else { break }
          for number in customer..<min(customer + size, count + 1) { recorded.insert(number) }
          customer += size
        }
        ledger.close()
      }
      fault_disk_power_up(generator.next())
      let ledger = try RunLedger.open(at: path)
      let found = try tokens(ledger)
      #expect(recorded.isSubset(of: Set(found.keys)), "lost: \(recorded.subtracting(found.keys).sorted())")
      #expect(found.allSatisfy { $0.value == "token_\($0.key)" })
      #expect(try ledger.database.text("PRAGMA integrity_check") == "ok")
      // A batch is there whole or not at all, and one more that did not return may be there.
      #expect(found.keys.sorted() == Array(1..<(found.count + 1)))
      recorded = Set(found.keys)
      customer = found.count + 1
      ledger.close()
    }
  }

  @Test("on a full disk the room that was kept takes the last answers")
  func fullDisk() throws {
    let ledger = try staged(10)
    try ledger.reserveRoom()
    fault_disk_schedule(fault_disk_full, 0)
    let batch = (1...5).map { Change.credential(credential($0)) }
    #expect(code { try ledger.commit(batch) } == .diskFull)
    #expect(try tokens(ledger).isEmpty)
    #expect(ledger.releaseRoom())
    try ledger.commit(batch)
    #expect(try tokens(ledger).count == 5)
    #expect(!ledger.releaseRoom(), "there is no second room")
    ledger.close()
  }

  @Test("no room is left beside a ledger that has been closed")
  func reserveIsGone() throws {
    let ledger = try staged(1)
    try ledger.reserveRoom()
    let reserve = DiskReserve.path(besideLedger: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: reserve)
    #expect(attributes[.size] as? Int == DiskReserve.bytes)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    ledger.close()
    #expect(!FileManager.default.fileExists(atPath: reserve))
  }

  @Test("tokens that the device does not take are kept beside the ledger and taken in by the next opening")
  func spill() throws {
    let ledger = try staged(10)
    try ledger.commit([.credential(credential(1))])
    fault_disk_schedule(fault_disk_broken, 0)
    let attempt = Attempt(customer: CustomerID(2), step: .credential(1), number: 1, state: .succeeded)
    let intent = Attempt(customer: CustomerID(3), step: .credential(1), number: 1, state: .intended)
    let batch: [Change] = [.attempt(attempt), .credential(credential(2)), .attempt(intent)]
    #expect(code { try ledger.commit(batch) } == .inputOutput)
    ledger.spill(batch)
    let place = try #require(ledger.spilledTo)
    #expect(place == path + "-spill")
    #expect(try FileManager.default.attributesOfItem(atPath: place)[.posixPermissions] as? Int == 0o600)
    ledger.close()

    fault_disk_schedule(fault_disk_sound, -1)
    let reopened = try RunLedger.open(at: path)
    #expect(reopened.spillTakenIn == place)
    #expect(try tokens(reopened) == [1: "token_1", 2: "token_2"])
    // The intent was never durable, so its request has not left.
    #expect(try reopened.database.integer("SELECT count(*) FROM attempt") == 1)
    #expect(!FileManager.default.fileExists(atPath: place))
    reopened.close()
  }

  @Test("where the ledger's folder takes nothing, the next folder does")
  func otherFolder() throws {
    let ledger = try staged(2)
    let elsewhere = try ScratchFolder()
    ledger.spillFolders = ["/nowhere/at/all", elsewhere.path]
    // A folder in its place keeps the file beside the ledger from being made.
    try FileManager.default.createDirectory(atPath: path + "-spill/x", withIntermediateDirectories: true)
    ledger.spill([.credential(credential(2))])
    #expect(ledger.spilledTo == "\(elsewhere.path)/muster-r1-spill")
    ledger.close()
    let reopened = try RunLedger.open(at: path, spillFolders: [elsewhere.path])
    #expect(try tokens(reopened) == [2: "token_2"])
    reopened.close()
  }

  @Test("a spill file is not forgotten because the opening that was to take it in has failed")
  func openingThatFails() throws {
    let ledger = try staged(2)
    ledger.spill([.credential(credential(2))])
    ledger.close()
    fault_disk_schedule(fault_disk_broken, 0)
    #expect(code { _ = try RunLedger.open(at: path) } == .inputOutput)
    fault_disk_schedule(fault_disk_sound, -1)
    let reopened = try RunLedger.open(at: path)
    #expect(try tokens(reopened) == [2: "token_2"])
    reopened.close()
  }

  @Test("a spill file that cannot be read is not passed over", arguments: ["", "{\"muster_spill\":1,", "later"])
  func unreadableSpill(content: String) throws {
    let ledger = try staged(2)
    ledger.spill([.credential(credential(2))])
    ledger.close()
    let place = path + "-spill"
    let whole = try String(contentsOfFile: place, encoding: .utf8)
    let other = content == "later" ? whole.replacing("\"muster_spill\":1", with: "\"muster_spill\":2") : content
    #expect(other != whole)
    try other.write(toFile: place, atomically: false, encoding: .utf8)
    #expect(code { _ = try RunLedger.open(at: path) } == .damaged)
    try whole.write(toFile: place, atomically: false, encoding: .utf8)
    let reopened = try RunLedger.open(at: path)
    #expect(try tokens(reopened) == [2: "token_2"])
    reopened.close()
  }

  @Test("what contradicts the ledger takes nobody else's token along")
  func contradiction() throws {
    let ledger = try staged(3)
    try ledger.commit([.credential(credential(1))])
    var other = credential(1)
    other.token = Secret("another")
    let batch: [Change] = [.credential(credential(2)), .credential(other), .credential(credential(3))]
    #expect(code { try ledger.commit(batch) } == .contradiction)
    #expect(ledger.commitWithoutContradictions(batch).isEmpty)
    #expect(try tokens(ledger) == [1: "token_1", 2: "token_2", 3: "token_3"])
    ledger.close()
  }

  @Test("a spill file of an earlier opening is not taken in")
  func staleSpill() throws {
    let ledger = try staged(2)
    ledger.spill([.credential(credential(2))])
    ledger.close()
    let aside = folder.file("aside")
    try FileManager.default.moveItem(atPath: path + "-spill", toPath: aside)
    try RunLedger.open(at: path).close()
    try FileManager.default.moveItem(atPath: aside, toPath: path + "-spill")
    let reopened = try RunLedger.open(at: path)
    #expect(reopened.spillTakenIn == nil)
    #expect(try tokens(reopened).isEmpty)
    reopened.close()
  }
}
