import Engine
import Foundation
import NgrokAPI
import Sandbox

/// Other people, who use the account at the same time.
///
/// What they do leaves every question of ours decidable: a user that they create under the name of a customer, or rename
/// to it, has a credential within the settling time, and keeps one; they touch neither our users before these have keys,
/// nor our keys.
extension World {
  func scheduleMeddling() {
    var instant = clock.now
    for _ in 0..<Int.random(in: 5...40, using: &generator) {
      instant = instant + draw(upTo: .seconds(6))
      events.insert(.meddling, at: instant)
    }
  }

  /// Fills the account with what was there before the run.
  func populate() {
    if scenario.settings.kind != .import { populateTargets() }
    for number in 0..<scenario.earlierUsers {
      let name =
        number < scenario.earlierNamesakes ? Scenario.name(number * 2 % scenario.customerCount) : "Earlier \(number)"
      guard let id = createUser(name) else { continue }
      if draw(0.3) { createKey(on: id, description: draw(0.5) ? "muster" : "by hand") }
    }
    // Long ago, so that none of it counts in a window of ours.
    clock.now = clock.now + .seconds(3600)
    runStart = account.log.count
    if scenario.faults.contains(.others) { scheduleMeddling() }
  }

  func meddle() {
    guard scenario.faults.contains(.others) else { return }
    noteFault(.others)
    if scenario.settings.kind != .import, draw(0.7) { return meddleWithTargets() }
    switch Int.random(in: 0..<9, using: &generator) {
    case 7:
      deleteOwnKey()
    case 8:
      if let user = foreignUsers.randomElement(using: &generator) { setActive(user, draw(0.7)) }
    case 6:
      // More than a page at once, so that who looks for a name has to turn one.
      if draw(0.3) { for _ in 0..<120 { _ = createUser("Somebody \(generator.next())") } }
    case 0:
      _ = createUser("Somebody \(generator.next())")
    case 1:
      let customer = Int.random(in: 0..<scenario.customerCount, using: &generator)
      claim(Scenario.name(customer))
    case 2:
      if let user = foreignUsers.randomElement(using: &generator) { giveKey(to: user) }
    case 3:
      if let user = foreignUsers.randomElement(using: &generator) {
        if draw(0.5) { rename(user, to: "Renamed \(generator.next())") } else { renameToCustomer(user) }
      }
    case 4:
      if let user = foreignUsers.randomElement(using: &generator), !lastingUsers.contains(user) {
        ask("DELETE", "\(userPath)/\(user)")
      }
    default:
      let ours = Set(account.log.filter { $0.tag == Self.ourTag && !$0.resource.kind.isUser }.map(\.resource.id))
      let withKeys = account.resources(.apiKey).filter { ours.contains($0.id) }.compactMap(\.ownerID?.string)
      guard let user = withKeys.sorted().randomElement(using: &generator) else { return }
      if draw(0.3) { giveKey(to: user) } else { renameToCustomer(user) }
    }
  }

  /// Gives a user a key, perhaps one that says what ours say. Without a marker that cannot be told from ours on a user that
  /// this run has created, so there nobody does it.
  private func giveKey(to user: String) {
    guard draw(0.5), scenario.settings.usesMarker || foreignUsers.contains(user) else {
      return createKey(on: user, description: "by hand")
    }
    createKey(on: user, description: Scenario.description, metadata: Scenario.metadata(draw(0.5) ? 0 : 1))
  }

  /// Deletes a key that somebody else has made, if its owner keeps another such.
  private func deleteOwnKey() {
    let theirs = Set(
      account.log.filter { $0.tag == Self.othersTag && $0.change == .created && !$0.resource.kind.isUser }
        .map(\.resource.id))
    let keys = account.resources(.apiKey).filter { theirs.contains($0.id) }
    let owners = keys.reduce(into: [:]) { $0[$1.ownerID, default: 0] += 1 }
    let spare = keys.filter { owners[$0.ownerID, default: 0] > 1 }.map(\.id.string).sorted()
    if let key = spare.randomElement(using: &generator) { ask("DELETE", "/api_keys/\(key)") }
  }

  /// Takes a name: by a new user, which gets a credential at once or, as a program does that goes about it step by step,
  /// later; or by one that has been there. It may soon be given up again.
  func claim(_ name: String) {
    let settle = scenario.settings.settle
    let users = foreignUsers
    // The oldest is on the last page of the account's list, where nobody looks for what has just been created.
    if draw(0.5), let user = draw(0.5) ? users.first : users.randomElement(using: &generator) {
      createKey(on: user, description: "by hand")
      rename(user, to: name)
      return
    }
    guard let id = createUser(name) else { return }
    if draw(0.5) {
      createKey(on: id, description: "by hand")
    } else {
      events.insert(.foreignKey(owner: id), at: clock.now + draw(upTo: settle * 8 / 10))
    }
    if draw(0.5) { events.insert(.farewell(user: id), at: clock.now + draw(upTo: settle * 2)) }
  }

  /// Lets somebody else make the very key that a request of ours asks for, above all while it is in doubt. Without a
  /// marker that cannot be told from ours on a user that this run has created, so there nobody does it.
  func scheduleTwin(of transit: Transit) {
    let leavesDoubt: [WorldFault?] = [.lostBefore, .errorBefore, .late, .hang, .lostAfter, .errorAfter]
    guard scenario.faults.contains(.others), draw(leavesDoubt.contains(transit.fault) ? 0.5 : 0.05),
      transit.request.method == .post, transit.request.target == "/api_keys",
      let body = try? JSONSerialization.jsonObject(with: Data(transit.request.body ?? [])) as? [String: Any],
      let owner = body["owner_id"] as? String, scenario.settings.usesMarker || foreignUsers.contains(owner)
    else { return }
    events.insert(
      .twin(
        owner: owner, description: body["description"] as? String ?? "",
        metadata: Marker.stripped(body["metadata"] as? String ?? "")),
      at: clock.now + draw(upTo: scenario.settings.settle))
  }

  /// Lets somebody else claim the very name that a request of ours asks for, above all while it is in doubt.
  func scheduleClaim(while transit: Transit) {
    let leavesDoubt: [WorldFault?] = [.lostBefore, .errorBefore, .late, .hang]
    guard scenario.faults.contains(.others), draw(leavesDoubt.contains(transit.fault) ? 0.9 : 0.1),
      let name = wantedName(of: transit.request)
    else { return }
    events.insert(.claim(name: name), at: clock.now + draw(upTo: scenario.settings.settle))
  }

  /// Lets somebody else delete the user whose name one of ours was refused for, before that has been found.
  func scheduleFarewell(after request: APIRequest) {
    guard scenario.faults.contains(.others), draw(0.3), let name = wantedName(of: request),
      let holder = account.resources(userResource).first(where: { $0.name.string == name })?.id.string,
      foreignUsers.contains(holder), !lastingUsers.contains(holder)
    else { return }
    events.insert(.farewell(user: holder), at: clock.now + draw(upTo: scenario.latency))
  }

  /// The name that a request of ours asks a user by.
  private func wantedName(of request: APIRequest) -> String? {
    guard request.method == .post, request.target == userPath,
      let body = try? JSONSerialization.jsonObject(with: Data(request.body ?? [])) as? [String: Any]
    else { return nil }
    return body["name"] as? String
  }

  private func rename(_ user: String, to name: String) { ask("PATCH", "\(userPath)/\(user)", ["name": name]) }

  private func renameToCustomer(_ user: String) {
    createKey(on: user, description: "by hand")
    rename(user, to: Scenario.name(Int.random(in: 0..<scenario.customerCount, using: &generator)))
  }

  var userPath: String { scenario.settings.userKind.path }

  var userResource: AccountResourceKind { scenario.settings.userKind == .bot ? .botUser : .serviceUser }

  private var foreignUsers: [String] {
    let ours = Set(account.log.filter { $0.tag == Self.ourTag && $0.resource.kind.isUser }.map(\.resource.id))
    return account.resources(userResource).filter { !ours.contains($0.id) }.map(\.id.string).sorted()
  }

  func deleteForeignUser(_ id: String) { ask("DELETE", "\(userPath)/\(id)") }

  func createUser(_ name: String) -> String? {
    guard let answer = ask("POST", userPath, ["name": name]) else { return nil }
    return answer["id"] as? String
  }

  func createKey(on owner: String, description: String, metadata: String = "") {
    ask("POST", "/api_keys", ["owner_id": owner, "description": description, "metadata": metadata])
  }

  @discardableResult
  func ask(_ method: String, _ target: String, _ body: [String: Any]? = nil) -> [String: Any]? {
    let limits = account.configuration.limits
    account.configuration.limits = .unlimited
    defer { account.configuration.limits = limits }
    let bytes = body.flatMap { try? JSONSerialization.data(withJSONObject: $0) }.map(Array.init) ?? []
    let request = AccountRequest(method, target, apiKey: Self.adminKey, body: bytes, tag: Self.othersTag)
    let response = account.respond(to: request, at: serverTime)
    guard response.status < 300 else { return nil }
    return try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
  }
}
