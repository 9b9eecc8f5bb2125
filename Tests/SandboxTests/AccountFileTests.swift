import Foundation
import Testing

@testable import Sandbox

@Suite("The account's file")
struct AccountFileTests {
  let folder: TemporaryFolder
  var path: String { folder.path("account") }

  init() throws { folder = try TemporaryFolder() }

  /// An account in its file, driven as the server does it: the journal first, then the answer.
  private final class Kept {
    let file: AccountFile
    let client: AccountClient

    init(_ path: String, seed: UInt64 = 1) throws {
      var configuration = AccountConfiguration()
      configuration.limits = .unlimited
      configuration.keepsLog = false
      let (file, account) = try AccountFile.open(path, seed: seed, configuration: configuration)
      (self.file, client) = (file, AccountClient(account: account))
    }

    @discardableResult
    func send(_ method: String, _ target: String, _ body: [String: Any]? = nil) throws -> Answer {
      let answer = client.send(method, target, body)
      try file.append(client.account.takeLog())
      return answer
    }

    var state: [AccountResource] { AccountResourceKind.allCases.flatMap(client.account.resources) }
  }

  @Test("a reopened account is the one that was left, tokens and names included")
  func reopening() throws {
    var left: [AccountResource] = []
    var token = ""
    do {
      let kept = try Kept(path)
      let bot = try kept.send("POST", "/bot_users", ["name": "Müller \"&\" Söhne\n😀"]).id
      let gone = try kept.send("POST", "/bot_users", ["name": "gone"]).id
      token = try kept.send("POST", "/api_keys", ["owner_id": bot, "metadata": "{}"])["token"] as? String ?? ""
      try kept.send("POST", "/api_keys", ["owner_id": gone])
      try kept.send("POST", "/credentials", ["owner_id": bot, "acl": ["bind:*.a.com", "*"]])
      try kept.send("POST", "/ssh_credentials", ["owner_id": bot, "public_key": "ssh-rsa AAAA a"])
      try kept.send("POST", "/ssh_credentials", ["owner_id": gone, "public_key": "ssh-rsa BBBB"])
      try kept.send("POST", "/service_users", ["name": "service", "active": false])
      try kept.send("PATCH", "/bot_users/\(bot)", ["name": "Müller"])
      try kept.send("DELETE", "/bot_users/\(gone)")
      left = kept.state
    }
    let kept = try Kept(path)
    #expect(kept.state == left)
    #expect(kept.client.acting(as: token).send("GET", "/api_keys").ids.count == 1)
    #expect(try kept.send("POST", "/ssh_credentials", ["public_key": "ssh-rsa AAAA"]).refusal == "400 ERR_NGROK_609")
    #expect(try kept.send("POST", "/ssh_credentials", ["public_key": "ssh-rsa BBBB"]).status == 201)
    #expect(try kept.send("POST", "/bot_users", ["name": "Müller"]).refusal == "400 ERR_NGROK_4112")
    #expect(try kept.send("POST", "/bot_users", ["name": "gone"]).status == 201)
  }

  @Test("a reopened account with the same seed draws no id twice, and new ones come first in lists")
  func newIDs() throws {
    var seen: [String] = []
    for life in 0..<5 {
      let kept = try Kept(path)
      for number in 0..<3 { seen.append(try kept.send("POST", "/bot_users", ["name": "\(life)-\(number)"]).id) }
    }
    #expect(Set(seen).count == 15)
    #expect(try Kept(path).send("GET", "/bot_users").ids == seen.reversed())
  }

  @Test("a reopened account with the same seed repeats no secret and no operation id")
  func newSecrets() throws {
    var secrets: Set<String> = []
    var operations: Set<String> = []
    for _ in 0..<4 {
      let created = try Kept(path).send("POST", "/api_keys", [:])
      secrets.insert(String((created["token"] as? String ?? "").split(separator: "_").last ?? ""))
      operations.insert(created.response.operationID)
    }
    #expect(secrets.count == 4)
    #expect(operations.count == 4)
  }

  @Test("cut at any byte, the file opens as it was after the last whole line")
  func tornTail() throws {
    var states: [(length: Int, state: [AccountResource])] = []
    do {
      let kept = try Kept(path)
      func note() throws { states.append((try Data(contentsOf: URL(fileURLWithPath: path)).count, kept.state)) }
      try note()
      let bot = try kept.send("POST", "/bot_users", ["name": "acme"]).id
      try note()
      for _ in 0..<2 {
        try kept.send("POST", "/api_keys", ["owner_id": bot])
        try note()
      }
      try kept.send("DELETE", "/bot_users/\(bot)")
      try note()
    }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(states.map(\.state.count) == [0, 1, 2, 3, 0])
    for length in states[0].length...whole.count {
      let torn = folder.path("torn")
      try whole.prefix(length).write(to: URL(fileURLWithPath: torn))
      let expected = states.last { $0.length <= length }?.state
      #expect(try Kept(torn).state == expected, "cut at byte \(length)")
      if length % 16 == 0 { #expect(try Kept(torn).state == expected, "cut at byte \(length), opened twice") }
    }
  }

  @Test("a file cut in its first line begins anew")
  func tornHeader() throws {
    try Data(#"{"muster_sandbox_acc"#.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try Kept(path).send("POST", "/bot_users", ["name": "acme"]).status == 201)
    #expect(try Kept(path).state.count == 1)
  }

  @Test("a damaged line in the middle is refused with its number, and the file stays as it is")
  func damage() throws {
    do {
      let kept = try Kept(path)
      for number in 0..<3 { try kept.send("POST", "/bot_users", ["name": "\(number)"]) }
    }
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacingOccurrences(of: "\"name\":\"1\"", with: "\"name\":1")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: SandboxError.self) { try Kept(path) }
    #expect(error?.code == .accountDamaged)
    #expect(error?.message.hasPrefix("account file \(path):3: ") == true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test("a file that is something else is refused, and stays as it is")
  func foreignFile() throws {
    try Data("id,name\n1,acme\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: SandboxError.self) { try Kept(path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("id,name\n1,acme\n".utf8))
    #expect(throws: SandboxError.self) { try Kept(folder.url.path) }
    #expect(throws: SandboxError.self) { try Kept(folder.path("absent/account")) }
  }

  @Test("the file can be read by its owner only, and used by one at a time")
  func lockAndMode() throws {
    let kept = try Kept(path)
    let error = #expect(throws: SandboxError.self) { try Kept(path) }
    #expect(error?.code == .accountLocked)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    withExtendedLifetime(kept) {}
  }

  @Test("a file that is mostly past is rewritten on opening, with the same account and still locked")
  func compaction() throws {
    var left: [AccountResource] = []
    do {
      let kept = try Kept(path)
      let bot = try kept.send("POST", "/bot_users", ["name": "acme"]).id
      try kept.send("POST", "/api_keys", ["owner_id": bot])
      for number in 0..<1_200 { try kept.send("PATCH", "/bot_users/\(bot)", ["name": "acme \(number)"]) }
      left = kept.state
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path)).count
    let kept = try Kept(path)
    #expect(kept.state == left)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count < before / 100)
    #expect(throws: SandboxError.self) { try Kept(path) }
    try kept.send("POST", "/bot_users", ["name": "later"])
    #expect(FileManager.default.fileExists(atPath: path + ".new") == false)
  }
}
