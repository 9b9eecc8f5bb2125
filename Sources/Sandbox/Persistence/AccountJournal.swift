/// The lines of an account's file: a header, and then what was changed, one JSON array for each request.
struct AccountJournal {
  private static let version: Int64 = 1

  let account: Account
  let seed: UInt64
  /// How often the file was opened: a part of the generator's seed, so that a second life draws other ids.
  var opened: UInt64
  private var mutations = 0

  /// Whether more than half of the lines tell of what is no more or was different since.
  var isMostlyPast: Bool { mutations > 1_000 && mutations > 2 * liveCount }

  private var liveCount: Int { AccountResourceKind.allCases.map(account.count).reduce(0, +) }

  /// Reads whole lines. A damaged line is refused, not skipped: what follows may build on it.
  init(
    reading bytes: ArraySlice<UInt8>, path: String, configuration: AccountConfiguration
  ) throws(SandboxError) {
    func damaged(_ line: Int, _ reason: String) -> SandboxError {
      SandboxError(
        code: .accountDamaged,
        message: "account file \(path):\(line): \(reason); move the file away to begin with an empty account")
    }
    var lines = bytes.split(separator: UInt8(ascii: "\n")).makeIterator()
    guard let first = lines.next(), let header = try? JSONValue(parsing: Array(first)),
      header["muster_sandbox_account"]?.integer == Self.version,
      let seed = header["seed"]?.string.flatMap({ UInt64($0.string) }),
      let adminID = header["admin_id"]?.string, let opened = header["opened"]?.integer
    else { throw damaged(1, "this is no sandbox account of version \(Self.version)") }
    self.seed = seed
    self.opened = UInt64(clamping: opened)

    let account = Account(
      adminID: adminID, generator: SeededGenerator(seed: seed), configuration: configuration)
    var number = 1
    while let line = lines.next() {
      number += 1
      guard let json = try? JSONValue(parsing: Array(line)) else { throw damaged(number, "this line is no JSON") }
      if let count = json["opened"]?.integer {
        self.opened = UInt64(clamping: count)
        continue
      }
      guard case .array(let changes) = json else { throw damaged(number, "this line is no list of changes") }
      for change in changes {
        guard let (kind, resource) = AccountResource.read(change) else {
          throw damaged(number, "a change cannot be understood")
        }
        account.replay(kind, resource)
        mutations += 1
      }
    }
    account.generator = SeededGenerator(seed: seed &+ (self.opened &+ 1) &* 0xD1B5_4A32_D192_ED03)
    self.account = account
  }

  static func snapshot(of account: Account, seed: UInt64, opened: UInt64) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("muster_sandbox_account", version)
    json.member("seed", String(seed))
    json.member("admin_id", account.adminID)
    json.member("opened", opened)
    json.endObject()
    var bytes = json.bytes + [UInt8(ascii: "\n")]
    for kind in AccountResourceKind.allCases {
      for resource in account.resources(kind).reversed() {
        var line = JSONWriter()
        line.beginArray()
        line.change(.created, resource)
        line.endArray()
        bytes += line.bytes
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return bytes
  }

  static func openingLine(_ opened: UInt64) -> [UInt8] { Array("{\"opened\":\(opened)}\n".utf8) }

  static func line(_ mutations: [AccountMutation]) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.beginArray()
    for mutation in mutations { json.change(mutation.change, mutation.resource) }
    json.endArray()
    return json.bytes + [UInt8(ascii: "\n")]
  }
}

extension Account {
  fileprivate func replay(_ change: AccountMutation.Change, _ resource: AccountResource) {
    perform(change, resource)
    noteID(resource.id)
    nextSequence += 1
  }
}

extension JSONWriter {
  fileprivate mutating func change(_ change: AccountMutation.Change, _ resource: AccountResource) {
    beginObject()
    member("change", change.rawValue)
    member("id", resource.id)
    member("created_at", resource.createdAt)
    if resource.kind.isUser {
      member("name", resource.name)
      member("active", resource.isActive)
    } else {
      member("description", resource.description)
      member("metadata", resource.metadata)
      member("owner_id", resource.ownerID)
      member("token", resource.token)
      if !resource.acl.isEmpty { member("acl", resource.acl) }
      if !resource.publicKey.isEmpty { member("public_key", resource.publicKey) }
    }
    endObject()
  }
}

extension AccountResource {
  fileprivate static func read(_ json: JSONValue) -> (AccountMutation.Change, AccountResource)? {
    guard let change = json["change"]?.string.flatMap({ AccountMutation.Change(rawValue: $0.string) }),
      let id = json["id"]?.string, let kind = AccountResourceKind(id: id),
      let createdAt = json["created_at"]?.integer
    else { return nil }
    var resource = AccountResource(kind: kind, id: id, createdAt: createdAt)
    if kind.isUser {
      guard let name = json["name"]?.string, let isActive = json["active"]?.bool else { return nil }
      resource.name = name
      resource.isActive = isActive
    } else {
      guard let description = json["description"]?.string, let metadata = json["metadata"]?.string,
        let ownerID = json["owner_id"]?.string
      else { return nil }
      resource.description = description
      resource.metadata = metadata
      resource.ownerID = ownerID
      resource.token = json["token"]?.string
      if case .array(let rules)? = json["acl"] { resource.acl = rules.compactMap(\.string) }
      resource.publicKey = json["public_key"]?.string ?? ""
    }
    return (change, resource)
  }
}
