import Engine
import Foundation
import NgrokAPI
import Testing

@testable import Ledger

@Suite struct FileTests {
  let folder: ScratchFolder
  let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("a.muster")
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  private func write(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: path)) }

  @Test("the ledger and all files beside it are for their owner alone")
  func modes() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(1))
    #expect(try mode(path) == 0o600)
    #expect(try mode(path + "-wal") == 0o600)
    #expect(try mode(path + "-shm") == 0o600)
    let session = try ledger.beginStaging(.example(digest: "d2"))
    #expect(try mode(path + "-incoming") == 0o600)
    withExtendedLifetime(session) {}
  }

  @Test("a ledger that became readable for others, as a copy does, is its owner's alone again when it is opened")
  func wideMode() throws {
    try RunLedger.staged(1, at: path).close()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let ledger = try RunLedger.open(at: path)
    try ledger.commit(CommitTests.finished(1))
    #expect(try mode(path) == 0o600)
    #expect(try mode(path + "-wal") == 0o600)
  }

  @Test("a ledger that is open is locked, and free again when it is closed")
  func lock() throws {
    let ledger = try RunLedger.staged(1, at: path)
    #expect(code { _ = try RunLedger.open(at: path) } == .locked)
    #expect(code { _ = try RunLedger.create(at: path, header: .example()) } == .locked)
    #expect(code { _ = try RunLedger.open(at: "\(folder.path)/./a.muster") } == .locked)
    ledger.close()
    try RunLedger.open(at: path).close()
  }

  @Test("a ledger that another process has locked is refused")
  func lockOfAnother() throws {
    try RunLedger.staged(1, at: path).close()
    // A descriptor of its own is to flock what another process is.
    let other = open(path, O_RDWR)
    defer { close(other) }
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
    #expect(code { _ = try RunLedger.open(at: path) } == .locked)
    #expect(flock(other, LOCK_UN) == 0)
    try RunLedger.open(at: path).close()
  }

  @Test("a ledger that is being worked on can be read")
  func readingAlongside() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(1))
    let reader = try RunLedger.openForReading(at: path)
    #expect(try reader.tally()[.created] == 1)
    try ledger.commit(CommitTests.finished(2))
    #expect(try reader.tally()[.created] == 2)
    #expect(code { try reader.commit(CommitTests.finished(3)) } == .unwritable)
    reader.close()
    try ledger.commit(CommitTests.finished(3))
    ledger.close()
    #expect(try RunLedger.openForReading(at: path).tally()[.created] == 3)
  }

  @Test("what is no ledger is refused and left as it is")
  func foreign() throws {
    #expect(code { _ = try RunLedger.open(at: path) } == .missing)
    #expect(code { _ = try RunLedger.openForReading(at: path) } == .missing)
    #expect(code { _ = try RunLedger.open(at: folder.path) } == .foreign)
    let text = Data("id,name\n1,Acme\n".utf8)
    try write(text)
    #expect(code { _ = try RunLedger.open(at: path) } == .foreign)
    #expect(code { _ = try RunLedger.openForReading(at: path) } == .foreign)
    #expect(code { _ = try RunLedger.create(at: path, header: .example()) } == .exists)
    #expect(try bytes() == text)
    try write(Data())
    #expect(code { _ = try RunLedger.open(at: path) } == .foreign)
  }

  @Test("another program's database is refused")
  func foreignDatabase() throws {
    try write(Data())
    let database = try Database(path: path, access: .writing)
    try database.execute("CREATE TABLE customer (id INTEGER)")
    database.close()
    #expect(code { _ = try RunLedger.open(at: path) } == .foreign)
    #expect(code { _ = try RunLedger.openForReading(at: path) } == .foreign)
    #expect(code { _ = try RunLedger.create(at: path, header: .example()) } == .exists)
  }

  @Test("a file cut off anywhere is refused as damaged", arguments: [40, 99, 5000, 20_000])
  func truncated(size: Int) throws {
    try RunLedger.staged(300, at: path).close()
    try write(bytes().prefix(size))
    #expect(code { _ = try RunLedger.open(at: path) } == .damaged)
  }

  @Test("a page overwritten with other bytes is found when the ledger is opened", arguments: 1...8)
  func damaged(page: Int) throws {
    try RunLedger.staged(300, at: path).close()
    var content = try bytes()
    content.replaceSubrange(page * 4096..<page * 4096 + 200, with: Data(repeating: 0x5A, count: 200))
    try write(content)
    #expect(code { _ = try RunLedger.open(at: path) } == .damaged)
  }

  @Test("a ledger of a later version is refused and left as it is")
  func newer() throws {
    let ledger = try RunLedger.staged(1, at: path)
    try ledger.database.execute("PRAGMA user_version = \(Schema.version + 1)")
    ledger.close()
    let before = try bytes()
    #expect(code { _ = try RunLedger.open(at: path) } == .newer)
    #expect(code { _ = try RunLedger.openForReading(at: path) } == .newer)
    #expect(try bytes() == before)
  }

  @Test("a place where no file can be made is refused with the place in the message")
  func unwritable() {
    for place in ["/proc/a.muster", "\(folder.path)/missing/a.muster"] {
      let refusal = #expect(throws: LedgerError.self) { _ = try RunLedger.create(at: place, header: .example()) }
      #expect(refusal?.code == .unwritable)
      #expect(refusal?.message.hasPrefix(place) == true)
    }
  }

  @Test("a crash in the middle of staging leaves a file that is staged anew")
  func crashWhileStaging() throws {
    let ledger = try RunLedger.create(at: path, header: .example())
    let session = try ledger.beginStaging()
    for number in 1...2000 {
      try session.add(.example(number), row: [], at: SourcePosition(record: number, line: number + 1))
    }
    // What SQLite has written by now is all that a crash leaves.
    let remains = folder.file("b.muster")
    try FileManager.default.copyItem(atPath: path, toPath: remains)
    #expect(code { _ = try RunLedger.open(at: remains) } == .unstaged)
    let anew = try RunLedger.create(at: remains, header: .example())
    try anew.beginStaging().finish()
    #expect(try anew.tally() == Tally())
    anew.close()
    try RunLedger.open(at: remains).close()
    withExtendedLifetime(session) {}
  }

  @Test("a ledger with a list in it is never made anew")
  func staysWhenThere() throws {
    try RunLedger.staged(2, at: path).close()
    #expect(code { _ = try RunLedger.create(at: path, header: .example()) } == .exists)
    #expect(try RunLedger.open(at: path).tally()[.pending] == 2)
  }

  @Test("a process that ends without closing leaves its commits behind")
  func crashWhileRunning() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(1))
    let remains = folder.file("b.muster")
    for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + suffix, toPath: remains + suffix) }
    let reopened = try RunLedger.open(at: remains)
    #expect(try reopened.tally()[.created] == 1)
    #expect(try reopened.tally()[.pending] == 2)
    withExtendedLifetime(ledger) {}
  }

  @Test(
    "a log left behind by a ledger that was moved away is not destroyed by a new one", arguments: ["-wal", "-spill"])
  func orphanedLog(suffix: String) throws {
    let records = Data("records".utf8)
    try records.write(to: URL(fileURLWithPath: path + suffix))
    #expect(code { _ = try RunLedger.create(at: path, header: .example()) } == .orphaned)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + suffix)) == records)
    #expect(!FileManager.default.fileExists(atPath: path), "an empty ledger beside it would make SQLite delete it")
  }

  @Test("a ledger that was left open is refused without its log, and one that was closed is whole")
  func missingLog() throws {
    try RunLedger.staged(3, at: path).close()
    let whole = folder.file("whole.muster")
    try FileManager.default.copyItem(atPath: path, toPath: whole)
    let ledger = try RunLedger.open(at: path)
    try ledger.commit(CommitTests.finished(1))
    let part = folder.file("part.muster")
    try FileManager.default.copyItem(atPath: path, toPath: part)
    #expect(code { _ = try RunLedger.open(at: part) } == .incomplete)
    #expect(try RunLedger.openForReading(at: part).isWithoutLog())
    #expect(try !RunLedger.openForReading(at: path).isWithoutLog())
    #expect(try !RunLedger.openForReading(at: whole).isWithoutLog())
    try RunLedger.open(at: whole).close()
    try FileManager.default.copyItem(atPath: path + "-wal", toPath: part + "-wal")
    #expect(try RunLedger.open(at: part).tally()[.created] == 1)
    withExtendedLifetime(ledger) {}
  }

  @Test("reading leaves no file behind, whatever the file's mode", arguments: [0o600, 0o400])
  func readingLeavesNothing(mode: Int) throws {
    try RunLedger.staged(3, at: path).close()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    let before = try bytes()
    let reader = try RunLedger.openForReading(at: path)
    #expect(try reader.tally()[.pending] == 3)
    #expect(code { try reader.commit(CommitTests.finished(3)) } == .unwritable)
    reader.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.muster"])
    #expect(try bytes() == before)
  }

  @Test("reading what a killed run left keeps its log as it is, with and without its index", arguments: [true, false])
  func readingAfterAKill(hasIndex: Bool) throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(1))
    let remains = folder.file("b.muster")
    for suffix in hasIndex ? ["", "-wal", "-shm"] : ["", "-wal"] {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: remains + suffix)
    }
    let reader = try RunLedger.openForReading(at: remains)
    #expect(try reader.tally()[.created] == 1)
    reader.close()
    for suffix in ["", "-wal"] {
      #expect(FileManager.default.contentsEqual(atPath: path + suffix, andPath: remains + suffix))
    }
    #expect(FileManager.default.fileExists(atPath: remains + "-shm") == hasIndex)
    withExtendedLifetime(ledger) {}
  }

  @Test("a copy of what a killed run left is whole, and the ledger that is set aside is, too")
  func copies() throws {
    let ledger = try RunLedger.staged(3, at: path)
    try ledger.commit(CommitTests.finished(1))
    let copy = folder.file("copy.muster")
    try RunLedger.openForReading(at: path).copy(to: copy)
    #expect(try RunLedger.open(at: copy).tally()[.created] == 1)
    try ledger.setAside(as: folder.file("kept.muster"))
    #expect(try RunLedger.open(at: folder.file("kept.muster")).tally()[.created] == 1)
    #expect(!FileManager.default.fileExists(atPath: path))
    let again = try RunLedger.staged(1, at: path)
    #expect(code { try again.setAside(as: copy) } == .exists)
  }

  @Test("a discarded ledger leaves no file behind")
  func discard() throws {
    try RunLedger.staged(3, at: path).discard()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("every kind of error has a code of its own")
  func codes() {
    #expect(Set(LedgerError.Code.allCases.map(\.rawValue)).count == LedgerError.Code.allCases.count)
  }
}
