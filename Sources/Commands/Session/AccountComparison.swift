import Engine
import Ledger
import NgrokAPI

/// Holds what a checkpoint recorded against what the account has.
///
/// It keeps the recorded users and credentials in memory, some 300 bytes each, until they are found.
struct AccountComparison {
  typealias Presence = RecordedPresence.Presence

  struct Difference: Equatable {
    var code: String
    var message: String
  }

  private struct UserRecord {
    var name: String
    var place: String
    var presence: Presence
    var isActive: Bool?
  }

  private struct CredentialRecord {
    /// `line 7 (C-7): API key ak_…`
    var title: String
    /// `nil` where it is neither to be there nor to be gone.
    var presence: Presence?
  }

  private let ledger: RunLedger
  private let markerPrefix: String
  private var users: [UserID: UserRecord] = [:]
  private var credentials: [CredentialID: CredentialRecord] = [:]
  /// Of which kinds any credential is recorded or wanted, as one whose answer was lost may be there.
  private(set) var kinds: [CredentialKind] = []
  var hasUsers: Bool { !users.isEmpty }

  init(_ ledger: RunLedger) throws {
    self.ledger = ledger
    markerPrefix = "\"muster\":\"\(ledger.header.run)."
    let job = ledger.header.operation
    let shape = ledger.listShape
    let keepsReplaced = try job == .rotate && ledger.retiredBy() == nil
    var users: [UserID: UserRecord] = [:]
    var credentials: [CredentialID: CredentialRecord] = [:]
    var kinds: Set<CredentialKind> = job == .import || job == .rotate ? [.apiKey] : []
    if job == .import { try ledger.forEachCustomer { customer, _ in kinds.formUnion(customer.credentialKinds) } }
    func note(_ id: String, _ place: String, _ presence: Presence?) {
      let id = CredentialID(id)
      let kind = CredentialKind(id: id) ?? .apiKey
      kinds.insert(kind)
      credentials[id] = CredentialRecord(title: "\(place): \(kind.title) \(id)", presence: presence)
    }
    try ledger.forEachResult { row in
      let recorded = RecordedPresence(row, after: job)
      let place = "\(shape.place(of: row.source)) (\(row.key))"
      if !row.userID.isEmpty, let presence = recorded.user {
        users[UserID(row.userID)] = UserRecord(
          name: row.name, place: place, presence: presence, isActive: recorded.isActive)
      }
      if !row.credentialID.isEmpty { note(row.credentialID, place, recorded.credential) }
      if keepsReplaced, !row.replacesID.isEmpty { note(row.replacesID, place, .there) }
    }
    try ledger.forEachSuccessor { key, source, id in
      note(id.rawValue, "\(shape.place(of: source)) (\(key))", .there)
    }
    self.users = users
    self.credentials = credentials
    self.kinds = CredentialKind.allCases.filter(kinds.contains)
  }

  /// `3 users and 4 API keys`
  func counted(_ presence: Presence) -> String? {
    let userCount = users.values.count { $0.presence == presence }
    let credentialCount = credentials.values.count { $0.presence == presence }
    let title = kinds == [.apiKey] ? "API key" : "credential"
    guard userCount + credentialCount > 0 || presence == .there else { return nil }
    return hasUsers
      ? "\(count(userCount, "user")) and \(count(credentialCount, title))" : count(credentialCount, title)
  }

  /// Ticks off the users of a page.
  mutating func take(_ page: [User]) -> [Difference] {
    page.flatMap { user in
      users.removeValue(forKey: user.id).map { Self.differences(of: user, from: $0) } ?? []
    }
  }

  private static func differences(of user: User, from record: UserRecord) -> [Difference] {
    guard record.presence == .there else {
      return [
        Difference(
          code: "user-present", message: "\(record.place): user \(user.id) is in the account, though it was deleted")
      ]
    }
    var differences: [Difference] = []
    if !record.name.isEmpty, !user.hasName(record.name) {
      differences.append(
        Difference(
          code: "user-renamed",
          message: "\(record.place): user \(user.id) is called \(Report.shown(user.name)), recorded is "
            + Report.shown(record.name)))
    }
    if !user.isActive, record.isActive == true {
      differences.append(
        Difference(
          code: "user-inactive", message: "\(record.place): user \(user.id) is inactive, so its keys do not work"))
    }
    if user.isActive, record.isActive == false {
      differences.append(
        Difference(
          code: "user-active", message: "\(record.place): user \(user.id) is active, though it was to be inactive"))
    }
    return differences
  }

  /// Ticks off the credentials of a page.
  mutating func take(_ page: [Credential]) throws -> [Difference] {
    var differences: [Difference] = []
    for credential in page {
      if let record = credentials.removeValue(forKey: credential.id) {
        guard record.presence == .gone else { continue }
        differences.append(
          Difference(code: "key-present", message: "\(record.title) is in the account, though it was deleted"))
      } else if credential.metadata.contains(markerPrefix), try !isRecorded(credential.id) {
        let owner = credential.ownerID.map { " of \($0)" } ?? ""
        differences.append(
          Difference(
            code: "key-unrecorded",
            message: "\(credential.kind.title) \(credential.id)\(owner) carries this run's mark and is not in the "
              + "checkpoint: its token is lost; if the run is over, delete it"))
      }
    }
    return differences
  }

  /// Whether the credential is that of a customer who is in the list no more.
  private func isRecorded(_ id: CredentialID) throws -> Bool {
    let lookup = Lookup(customer: CustomerID(0), question: .credentials([id]))
    guard case .credentials(let issued, _) = try ledger.answer(lookup) else { return false }
    return issued.contains(id)
  }

  /// What is to be there and was on no page.
  func missing() -> [Difference] {
    let lostUsers = users.filter { $0.value.presence == .there }.map { id, record in
      Difference(
        code: "user-missing",
        message: "\(record.place): user \(id) (\(Report.shown(record.name))) is not in the account")
    }
    let lostCredentials = credentials.values.filter { $0.presence == .there }.map {
      Difference(code: "key-missing", message: "\($0.title) is not in the account")
    }
    return (lostUsers + lostCredentials).sorted { $0.message < $1.message }
  }
}
