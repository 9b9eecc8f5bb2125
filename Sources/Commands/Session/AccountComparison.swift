import Engine
import Ledger
import NgrokAPI

/// Holds what a checkpoint recorded against what the account has.
///
/// It keeps the recorded users and keys in memory, some 300 bytes each, until they are found.
struct AccountComparison {
  struct Difference: Equatable {
    var code: String
    var message: String
  }

  private struct Owner {
    var name: String
    var place: String
    /// Whether the user is to be active; `nil` while that has not been brought about.
    var wantsActive: Bool?
  }

  private let ledger: RunLedger
  private let markerPrefix: String
  private var users: [UserID: Owner] = [:]
  private var keys: [CredentialID: String] = [:]
  /// The kinds to look at: those of which any credential is recorded or wanted, as one whose answer was lost may be there.
  private(set) var kinds: [CredentialKind]
  private(set) var recordedUsers = 0
  private(set) var recordedKeys = 0

  init(_ ledger: RunLedger) throws {
    self.ledger = ledger
    markerPrefix = "\"muster\":\"\(ledger.header.run)."
    var users: [UserID: Owner] = [:]
    var keys: [CredentialID: String] = [:]
    var kinds: Set<CredentialKind> = [.apiKey]
    try ledger.forEachCustomer { customer, _ in kinds.formUnion(customer.credentialKinds) }
    let shape = ledger.listShape
    try ledger.forEachResult { row in
      let place = "\(shape.place(of: row.source)) (\(row.key))"
      if !row.userID.isEmpty {
        users[UserID(row.userID)] = Owner(
          name: row.name, place: place, wantsActive: Self.wantsActive(row, after: ledger.header.operation))
      }
      guard !row.credentialID.isEmpty else { return }
      let kind = CredentialKind(rawValue: row.credential) ?? .apiKey
      kinds.insert(kind)
      keys[CredentialID(row.credentialID)] = "\(place): \(kind.title) \(row.credentialID)"
    }
    self.kinds = CredentialKind.allCases.filter(kinds.contains)
    self.users = users
    self.keys = keys
    recordedUsers = users.count
    recordedKeys = keys.count
  }

  /// Whether a row's user is to be active now that the job is over; `nil` where the job has not brought that about.
  private static func wantsActive(_ row: ResultRow, after job: JobKind) -> Bool? {
    let hasEndedWell = row.state == .done || row.state == .unchanged
    return switch job {
    case .activate: hasEndedWell ? true : nil
    case .deactivate: hasEndedWell ? false : nil
    default: row.wantsActive ? true : row.state == .done ? false : nil
    }
  }

  /// Ticks off the users of a page.
  mutating func take(_ page: [User]) -> [Difference] {
    var differences: [Difference] = []
    for user in page {
      guard let owner = users.removeValue(forKey: user.id) else { continue }
      if !owner.name.isEmpty, !user.hasName(owner.name) {
        differences.append(
          Difference(
            code: "user-renamed",
            message: "\(owner.place): user \(user.id) is called \(Report.shown(user.name)), recorded is "
              + Report.shown(owner.name)))
      }
      if !user.isActive, owner.wantsActive == true {
        differences.append(
          Difference(
            code: "user-inactive", message: "\(owner.place): user \(user.id) is inactive, so its keys do not work"))
      }
      if user.isActive, owner.wantsActive == false {
        differences.append(
          Difference(
            code: "user-active",
            message: "\(owner.place): user \(user.id) is active, though it was to be inactive"))
      }
    }
    return differences
  }

  /// Ticks off the keys of a page.
  mutating func take(_ page: [Credential]) throws -> [Difference] {
    var differences: [Difference] = []
    for key in page where keys.removeValue(forKey: key.id) == nil {
      guard key.metadata.contains(markerPrefix), try !isRecorded(key.id) else { continue }
      let owner = key.ownerID.map { " of \($0)" } ?? ""
      differences.append(
        Difference(
          code: "key-unrecorded",
          message:
            "\(key.kind.title) \(key.id)\(owner) carries this run's mark and is not in the checkpoint: its token is lost; "
            + "if the run is over, delete it"))
    }
    return differences
  }

  /// Whether the key is that of a customer who is in the list no more.
  private func isRecorded(_ id: CredentialID) throws -> Bool {
    let lookup = Lookup(customer: CustomerID(0), question: .credentials([id]))
    guard case .credentials(let issued, _) = try ledger.answer(lookup) else { return false }
    return issued.contains(id)
  }

  /// What is recorded and was on no page.
  func missing() -> [Difference] {
    let lostUsers = users.map { id, owner in
      Difference(
        code: "user-missing", message: "\(owner.place): user \(id) (\(Report.shown(owner.name))) is not in the account")
    }
    let lostKeys = keys.values.map { Difference(code: "key-missing", message: "\($0) is not in the account") }
    return (lostUsers + lostKeys).sorted { $0.message < $1.message }
  }
}
