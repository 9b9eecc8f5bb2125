import Engine
import Foundation
import NgrokAPI
import Testing

@testable import Ledger

@Suite("Inventories")
struct InventoryTests {
  private let folder: ScratchFolder
  private var path: String { folder.file("inventory") }

  init() throws { folder = try ScratchFolder() }

  private func open(baseURL: String = "https://api.ngrok.com") throws -> InventoryFile {
    try InventoryFile.open(
      at: path,
      header: InventoryHeader(
        baseURL: baseURL, userKind: .bot, begunAt: "2026-01-01T00:00:00Z", programVersion: "0.1.0"))
  }

  private func user(_ number: Int, name: String? = nil, isActive: Bool = true) -> User {
    User(
      id: UserID("bot_\(number)"), name: name ?? "User \(number)", isActive: isActive, createdAt: "2026-01-0\(number)",
      otherMembers: #""x":\#(number)"#)
  }

  private func key(_ number: Int, of owner: String?, _ kind: CredentialKind = .apiKey) -> Credential {
    Credential(
      kind, id: CredentialID("c_\(number)"), description: "d\(number)", metadata: "m", acl: ["bind:\"\(number)"],
      publicKey: "k", createdAt: "t", ownerID: owner.map { UserID($0) }, otherMembers: #""y":1"#)
  }

  /// `bot_2 c_1` for an owner with a credential, the owner alone where it has none.
  private func entries(_ inventory: InventoryFile, _ sorting: [InventorySort] = []) throws -> [String] {
    var found: [String] = []
    try inventory.forEachEntry(sortedBy: sorting) { entry in
      found.append(
        (entry.user == nil ? "(\(entry.ownerID?.rawValue ?? "-"))" : entry.ownerID?.rawValue ?? "")
          + (entry.credential.map { " \($0.id.rawValue)" } ?? ""))
    }
    return found
  }

  private func filled() throws -> InventoryFile {
    let inventory = try open()
    let keys = [key(1, of: "bot_1"), key(2, of: "usr_1"), key(3, of: "bot_3"), key(4, of: "bot_1"), key(5, of: nil)]
    try inventory.commit([
      .listed(ListedPage(.users([user(3, name: "A"), user(2, name: "C", isActive: false)]), next: "/p2")),
      .listed(ListedPage(.users([user(1, name: "B")]), target: "/p2", next: nil)),
      .listed(ListedPage(.credentials(.apiKey, keys), next: nil)),
      .listed(ListedPage(.credentials(.ssh, [key(6, of: "bot_3", .ssh), key(7, of: "usr_1", .ssh)]), next: nil)),
      .listed(ListedPage(.credentials(.authtoken, [key(8, of: "bot_9", .authtoken)]), next: nil)),
    ])
    return inventory
  }

  @Test("users come as they were listed, each with its credentials, and those of others last")
  func order() throws {
    #expect(
      try entries(filled()) == [
        "bot_3 c_3", "bot_3 c_6", "bot_2", "bot_1 c_1", "bot_1 c_4", "(-) c_5", "(bot_9) c_8", "(usr_1) c_2",
        "(usr_1) c_7",
      ])
  }

  @Test("entries hold all that was listed")
  func values() throws {
    var found: [InventoryEntry] = []
    try filled().forEachEntry { found.append($0) }
    #expect(found[0].user == user(3, name: "A"))
    #expect(
      found[1].credential
        == InventoryCredential(
          kind: .ssh, id: CredentialID("c_6"), description: "d6", metadata: "m", acl: #"["bind:\"6"]"#, publicKey: "k",
          createdAt: "t", otherMembers: #""y":1"#))
    #expect(found[2].user?.isActive == false && found[2].credential == nil)
  }

  @Test("sorting keeps an owner's credentials together, and what has no value comes last")
  func sorting() throws {
    let inventory = try filled()
    let strays = ["(-) c_5", "(bot_9) c_8", "(usr_1) c_2", "(usr_1) c_7"]
    #expect(
      try entries(inventory, [InventorySort(.name)])
        == ["bot_3 c_3", "bot_3 c_6", "bot_1 c_1", "bot_1 c_4", "bot_2"] + strays)
    #expect(
      try entries(inventory, [InventorySort(.active), InventorySort(.createdAt, isDescending: true)])
        == ["bot_2", "bot_3 c_3", "bot_3 c_6", "bot_1 c_1", "bot_1 c_4"] + strays)
    #expect(
      try entries(inventory, [InventorySort(.credentialID, isDescending: true)])
        == [
          "(bot_9) c_8", "(usr_1) c_7", "bot_3 c_6", "(-) c_5", "bot_1 c_4", "bot_3 c_3", "(usr_1) c_2", "bot_1 c_1",
          "bot_2",
        ])
    #expect(try entries(inventory, [InventorySort(.id, isDescending: true)]).first == "(usr_1) c_2")
  }

  @Test("a batch that is committed twice counts once")
  func idempotence() throws {
    let inventory = try open()
    let batches: [[Change]] = [
      [.listed(ListedPage(.users([user(3)]), next: "/p2"))],
      [.listed(ListedPage(.users([user(2)]), target: "/p2", next: nil))],
      [.listRestarted(.users), .listed(ListedPage(.users([user(3)]), next: nil))],
    ]
    for batch in batches {
      try inventory.commit(batch)
      try inventory.commit(batch)
    }
    #expect(try entries(inventory) == ["bot_3"])
    #expect(try inventory.progress(of: .users) == .complete)
  }

  @Test("a list that is read anew forgets what was listed of it, and the other lists do not")
  func restart() throws {
    let inventory = try filled()
    try inventory.commit([.listRestarted(.credentials(.apiKey))])
    #expect(try inventory.progress(of: .credentials(.apiKey)) == .notBegun)
    #expect(try inventory.progress(of: .credentials(.ssh)) == .complete)
    #expect(try entries(inventory) == ["bot_3 c_6", "bot_2", "bot_1", "(bot_9) c_8", "(usr_1) c_7"])
  }

  @Test("an inventory goes on where it was left")
  func resumption() throws {
    do {
      let inventory = try open()
      #expect(!inventory.isContinued)
      #expect(try inventory.progress(of: .users) == .notBegun)
      try inventory.commit([.listed(ListedPage(.users([user(3), user(2)]), next: "/p2"))])
      #expect(code { _ = try open() } == .locked)
      inventory.close()
    }
    let again = try open(baseURL: "https://other.example")
    #expect(again.isContinued && again.header.baseURL == "https://api.ngrok.com")
    #expect(try again.progress(of: .users) == .partial(next: "/p2"))
    #expect(try again.witnesses() == [UserID("bot_2"), UserID("bot_3")])
    try again.commit([.listed(ListedPage(.users([user(1)]), target: "/p2", next: nil))])
    #expect(try entries(again) == ["bot_3", "bot_2", "bot_1"])
  }

  @Test("what a crash has left before the tables were there is begun anew")
  func unfinishedBeginning() throws {
    let database = try Database.made(at: path)
    try database.execute("PRAGMA application_id = \(InventorySchema.applicationID); CREATE TABLE job (id)")
    database.close()
    #expect(try open().isContinued == false)
  }

  @Test("other files are left alone, and an inventory is no ledger of a job")
  func otherFiles() throws {
    let job = folder.file("job")
    try RunLedger.staged(1, at: job).close()
    let header = InventoryHeader(baseURL: "", userKind: .bot, begunAt: "", programVersion: "")
    #expect(code { _ = try InventoryFile.open(at: job, header: header) } == .exists)
    try "some text".write(toFile: folder.file("text"), atomically: true, encoding: .utf8)
    #expect(code { _ = try InventoryFile.open(at: folder.file("text"), header: header) } == .exists)
    try open().close()
    #expect(code { _ = try RunLedger.open(at: path) } == .foreign)
    #expect(code { _ = try RunLedger.openForReading(at: path) } == .foreign)
    #expect(code { _ = try RunLedger.create(at: path, header: .example()) } == .exists)
  }

  @Test("the file is for its owner's eyes, and gone when it is discarded")
  func modeAndEnd() throws {
    let inventory = try filled()
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    inventory.discard()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("anything but pages is refused, with its whole batch")
  func otherChanges() throws {
    let inventory = try open()
    let batch: [Change] = [
      .listed(ListedPage(.users([user(1)]), next: nil)), .outcome(CustomerID(1), Outcome(.done, verb: .created)),
    ]
    #expect(code { try inventory.commit(batch) } == .contradiction)
    #expect(try inventory.progress(of: .users) == .notBegun)
  }
}

extension Database {
  /// A database in a file that is not there yet.
  fileprivate static func made(at path: String) throws -> Database {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try Database(path: path, access: .writing)
  }
}
