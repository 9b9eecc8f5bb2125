import Engine
import Foundation
import NgrokAPI
import Sandbox

/// Other people, who use the account at the same time.
///
/// What they do leaves every question of ours decidable: a user that they create under the name of a customer has a
/// credential from the first moment on, and they touch neither our users before these have keys, nor our keys.
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
    for number in 0..<scenario.earlierUsers {
      let name =
        number < scenario.earlierNamesakes ? Scenario.name(number * 2 % scenario.customerCount) : "Earlier \(number)"
      guard let id = createUser(name) else { continue }
      if draw(0.3) { createKey(on: id, description: draw(0.5) ? "muster" : "by hand") }
    }
    // Long ago, so that none of it counts in a window of ours.
    clock.now = clock.now + .seconds(3600)
    if scenario.faults.contains(.others) { scheduleMeddling() }
  }

  func meddle() {
    guard scenario.faults.contains(.others) else { return }
    switch Int.random(in: 0..<7, using: &generator) {
    case 6:
      // More than a page at once, so that who looks for a name has to turn one.
      if draw(0.3) { for _ in 0..<120 { _ = createUser("Somebody \(generator.next())") } }
    case 0:
      _ = createUser("Somebody \(generator.next())")
    case 1:
      let customer = Int.random(in: 0..<scenario.customerCount, using: &generator)
      if let id = createUser(Scenario.name(customer)) { createKey(on: id, description: "by hand") }
    case 2:
      if let user = foreignUsers.randomElement(using: &generator) { createKey(on: user, description: "by hand") }
    case 3:
      if let user = foreignUsers.randomElement(using: &generator) {
        ask("PATCH", "\(userPath)/\(user)", ["name": "Renamed \(generator.next())"])
      }
    case 4:
      if let user = foreignUsers.randomElement(using: &generator) { ask("DELETE", "\(userPath)/\(user)") }
    default:
      let ours = Set(account.log.filter { $0.tag == Self.ourTag && !$0.resource.kind.isUser }.map(\.resource.id))
      let withKeys = account.resources(.apiKey).filter { ours.contains($0.id) }.compactMap(\.ownerID?.string)
      if let user = withKeys.sorted().randomElement(using: &generator) { createKey(on: user, description: "by hand") }
    }
  }

  private var userPath: String { scenario.settings.userKind.path }

  private var userResource: AccountResourceKind { scenario.settings.userKind == .bot ? .botUser : .serviceUser }

  private var foreignUsers: [String] {
    let ours = Set(account.log.filter { $0.tag == Self.ourTag && $0.resource.kind.isUser }.map(\.resource.id))
    return account.resources(userResource).filter { !ours.contains($0.id) }.map(\.id.string).sorted()
  }

  private func createUser(_ name: String) -> String? {
    guard let answer = ask("POST", userPath, ["name": name]) else { return nil }
    return answer["id"] as? String
  }

  private func createKey(on owner: String, description: String) {
    ask("POST", "/api_keys", ["owner_id": owner, "description": description, "metadata": ""])
  }

  @discardableResult
  private func ask(_ method: String, _ target: String, _ body: [String: String]? = nil) -> [String: Any]? {
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
