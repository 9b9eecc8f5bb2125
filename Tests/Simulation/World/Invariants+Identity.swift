import Engine
import Sandbox

/// That what an import made is what the list asks for, customer by customer.
extension Invariants {
  func checkIdentity() throws {
    guard books.rows.count == scenario.customerCount else { throw Violation("customers have got lost") }
    let booked = Set(books.rows.compactMap(\.userID))
    if booked.count < books.rows.count(where: { $0.userID != nil }) { throw Violation("two customers have one user") }
    for row in books.rows {
      try checkUser(of: row)
      try checkAdoption(of: row)
    }
    try checkNoUserIsForgotten(booked)
  }

  /// A user that this run made was made under the customer's name, and its keys say what the list asks for.
  private func checkUser(of row: Books.Row) throws {
    guard let id = row.userID else { return }
    guard let creation = log.first(where: { $0.change == .created && $0.resource.id.string == id }) else {
      throw Violation("\(id) of \(row.name) never was in the account")
    }
    if row.origin == .adopted {
      guard scenario.settings.existing == .adopt else { throw Violation("\(row.name) was adopted, which nobody wants") }
      guard creation.tag == World.othersTag || isUndecidable(row) else {
        throw Violation("\(id) of \(row.name) is ours and was adopted")
      }
    } else {
      guard creation.tag == World.ourTag else { throw Violation("\(id) of \(row.name) was created by somebody else") }
      guard creation.resource.name.string == row.name else {
        throw Violation("\(id) of \(row.name) was created as \(creation.resource.name.string)")
      }
    }
    for credential in row.credentials {
      guard let key = log.first(where: { $0.change == .created && $0.resource.id.string == credential.id }) else {
        throw Violation("\(credential.id) of \(row.name) never was in the account")
      }
      guard key.tag == World.ourTag, saysWhatIsAsked(key.resource, for: row) else {
        throw Violation("\(credential.id) of \(row.name) says something else than the list asks for")
      }
      let isMarked = key.resource.metadata.string.contains("\"muster\"")
      guard isMarked == scenario.settings.usesMarker else { throw Violation("\(credential.id) has no marker, or one") }
    }
  }

  /// A proxy that carried a creation out twice and answered for the second one leaves a user that nobody knows to be ours.
  private func isUndecidable(_ row: Books.Row) -> Bool { scenario.faults.contains(.duplicated) }

  /// Nothing is issued to a user from before that has an equal credential already: nobody could tell them apart.
  private func checkAdoption(of row: Books.Row) throws {
    guard row.origin == .adopted, let first = row.credentials.first(where: { $0.kind == "api_key" }),
      let id = row.userID,
      let issued = log.first(where: { $0.change == .created && $0.resource.id.string == first.id })
    else { return }
    let deleted = Set(
      log.prefix(issued.sequence).filter { $0.change == .deleted }.map(\.resource.id))
    let equal = log.prefix(start).first {
      $0.change == .created && $0.resource.ownerID?.string == id && $0.tag == World.othersTag
        && !deleted.contains($0.resource.id) && saysWhatIsAsked($0.resource, for: row)
    }
    if let equal { throw Violation("\(row.name) was issued a key although \(equal.resource.id) is equal") }
  }

  func saysWhatIsAsked(_ key: AccountResource, for row: Books.Row) -> Bool {
    let number = Int(row.customer.rawValue) - 1
    if key.kind == .sshCredential, key.publicKey.string != scenario.publicKey(number) { return false }
    let rules = key.kind == .apiKey ? [] : Scenario.acl(number)
    return key.description.string == Scenario.description && key.acl.map(\.string) == rules
      && Marker.stripped(key.metadata.string) == Scenario.metadata(number)
  }

  /// Every user that this run made is some customer's, unless that customer's end says why it cannot be known.
  private func checkNoUserIsForgotten(_ booked: Set<String>) throws {
    for user in account.resources(userKind) where isOurs(user.id.string) && !booked.contains(user.id.string) {
      if scenario.faults.contains(.duplicated) { continue }
      throw Violation("\(user.id) was created by this run and is in no customer's record")
    }
  }
}
