import Engine
import NgrokAPI
import Testing

@testable import Ledger

@Suite("Jobs that follow from another one")
struct SequelTests {
  let folder: ScratchFolder
  let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("retire.muster")
  }

  private func header() -> JobHeader {
    var header = JobHeader.example()
    header.operation = .retire
    header.earlierRun = "earlier"
    return header
  }

  private func add(_ number: Int, noSoonerThan second: Int = 0, to session: StagingSession) throws {
    let customer = Customer(id: CustomerID(0), key: "C\(number)", name: "Customer \(number)", keyCount: 0)
    try session.add(
      customer, targets: [CredentialTarget(.apiKey, CredentialID("ak_\(number)"))], noSoonerThan: second,
      at: SourcePosition(record: number, line: number + 1))
  }

  @Test("more of the earlier job's customers are taken up later on, with what is to be deleted of them")
  func grows() throws {
    let ledger = try RunLedger.create(at: path, header: header())
    defer { ledger.close() }
    let first = try ledger.beginStaging()
    try first.addWitnesses([UserID("bot_1")])
    try add(1, to: first)
    try first.finish()
    let second = try ledger.beginStaging(header())
    try second.addWitnesses([UserID("bot_1")])
    try add(2, to: second)
    try add(1, to: second)
    #expect(try second.finish().difference?.added.count == 1)
    let pending = try ledger.pending(after: nil, limit: 10)
    #expect(pending.map(\.targets) == [1, 2].map { [CredentialTarget(.apiKey, CredentialID("ak_\($0)"))] })
  }

  @Test("what came too early is taken up again at the time that is asked for then")
  func puttingOff() throws {
    let ledger = try RunLedger.create(at: path, header: header())
    defer { ledger.close() }
    let first = try ledger.beginStaging()
    try add(1, noSoonerThan: 4_000_000_000, to: first)
    try first.finish()
    #expect(try ledger.pending(after: nil, limit: 1).first?.graceEnd == "2096-10-02 07:06 UTC")
    try ledger.commit([.outcome(CustomerID(1), Outcome(.failed, code: "too_recent", message: "…"))])
    #expect(try !ledger.hasBegunChanges())

    try ledger.takeUpPutOff()
    let second = try ledger.beginStaging(header())
    try add(1, to: second)
    #expect(try second.finish().difference?.isEmpty == true)
    let pending = try ledger.pending(after: nil, limit: 1)
    #expect(pending.count == 1 && pending.first?.graceEnd == nil)
  }

  @Test("other failures stay what they are")
  func otherFailures() throws {
    let ledger = try RunLedger.create(at: path, header: header())
    defer { ledger.close() }
    let staging = try ledger.beginStaging()
    try add(1, to: staging)
    try staging.finish()
    try ledger.commit([.outcome(CustomerID(1), Outcome(.failed, code: "successor_missing", message: "…"))])
    try ledger.takeUpPutOff()
    #expect(try ledger.tally()[.failed] == 1)
  }
}
