import NgrokAPI
import Sandbox

/// The users that a job on existing users is about, and what others do to them meanwhile.
extension World {
  /// Gives most customers a user, some of them inactive, some with keys.
  func populateTargets() {
    for number in 0..<scenario.customerCount {
      let id = draw(0.85) ? createUser(Scenario.name(number)) : nil
      if let id {
        if number % 2 == 0 { lastingUsers.insert(id) }
        for _ in 0..<Int.random(in: 0...2, using: &generator) { createKey(on: id, description: "by hand") }
        if draw(0.3) {
          ask(
            "POST", "/credentials",
            ["owner_id": id, "description": "tunnel", "metadata": #"{"a":"b"}"#, "acl": ["bind:*.example.com"]])
        }
        if draw(0.4) { setActive(id, false) }
      }
      let absent = UserID(
        "\(scenario.settings.userKind == .bot ? "bot" : "service")_\(String(repeating: "0", count: 27))")
      // Two customers that mean the same absent user would be one too many.
      targets.append(
        scenario.knowsIDs ? id.map { UserID($0) } ?? UserID("\(absent.rawValue.dropLast(3))\(100 + number)") : nil)
    }
  }

  func meddleWithTargets() {
    guard let user = targetUsers.randomElement(using: &generator) else { return }
    switch Int.random(in: 0..<6, using: &generator) {
    // Half of them are never deleted, so that the account can be known again.
    case 0: if !lastingUsers.contains(user) { ask("DELETE", "\(userPath)/\(user)") }
    case 1: ask("PATCH", "\(userPath)/\(user)", ["name": "Renamed \(generator.next())"])
    case 2: createKey(on: user, description: "by hand")
    default: setActive(user, draw(0.5))
    }
  }

  /// Between two jobs: somebody gives users that the first one made credentials, or deletes credentials that it made.
  func comeBetween() {
    guard scenario.othersComeBetween else { return }
    let ours = Set(account.log.filter { $0.tag == Self.ourTag && $0.change == .created }.map(\.resource.id))
    for user in account.resources(userResource) where ours.contains(user.id) && draw(0.5) {
      createKey(on: user.id.string, description: "by hand")
    }
    guard scenario.sequel == .retire else { return }
    for key in account.resources(.apiKey) where ours.contains(key.id) && draw(0.5) {
      ask("DELETE", "/api_keys/\(key.id)")
    }
  }

  private var targetUsers: [String] {
    let names = Set((0..<scenario.customerCount).map { Scenario.name($0) })
    let ids = Set(targets.compactMap { $0?.rawValue })
    return account.resources(userResource).filter { names.contains($0.name.string) || ids.contains($0.id.string) }
      .map(\.id.string).sorted()
  }

  func setActive(_ user: String, _ isActive: Bool) {
    ask("PATCH", "\(userPath)/\(user)", ["active": isActive])
  }
}
