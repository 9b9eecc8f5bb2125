import Engine
import Ledger
import NgrokAPI

/// A customer whose end is unknown, with what in the account may have come of its unanswered requests.
struct UnknownCase {
  /// Something in the account of which it has to be decided whose it is.
  enum Candidate: Equatable {
    case user(User)
    case credential(Credential)

    var id: String {
      switch self {
      case .user(let user): user.id.rawValue
      case .credential(let credential): credential.id.rawValue
      }
    }

    var createdAt: String {
      switch self {
      case .user(let user): user.createdAt
      case .credential(let credential): credential.createdAt
      }
    }
  }

  let unknown: UnknownCustomer
  var candidates: [Candidate] = []

  init(_ unknown: UnknownCustomer) { self.unknown = unknown }

  /// The creation of which nobody knows whether it was carried out; `nil` where something else is in doubt. A customer
  /// has one such step at a time.
  var step: StepNumber? { unknown.openAttempts.map(\.step).first { $0 == .user || $0.isCredential } }

  /// Whether a user may be the one that an unanswered request has created.
  func mayBeOurs(_ user: User) -> Bool {
    step == .user && unknown.user == nil && user.hasName(unknown.customer.name)
  }

  /// Whether a credential may be one that an unanswered request has created: it says what ours say, whoever made it.
  func mayBeOurs(_ credential: Credential) -> Bool {
    guard let step, step.isCredential, let user = unknown.user, credential.ownerID == user else { return false }
    return CredentialWish(of: step, for: unknown.customer, unknown.replacements).isSaid(by: credential)
  }
}

/// Looks through the account's lists for what may belong to the customers whose end is unknown.
struct UnknownSearch {
  private let ledger: RunLedger
  private(set) var cases: [UnknownCase]
  private var casesOfUser: [UserID: Int] = [:]

  init(_ ledger: RunLedger) throws {
    self.ledger = ledger
    cases = try ledger.unknowns().map(UnknownCase.init)
    for (index, entry) in cases.enumerated() {
      if let user = entry.unknown.user { casesOfUser[user] = index }
    }
  }

  var lists: [AccountList] {
    let users: [AccountList] = cases.contains { $0.step == .user } ? [.users] : []
    let hasCredentials = cases.contains { $0.step?.isCredential == true }
    return users + (hasCredentials ? CredentialKind.allCases.map(AccountList.credentials) : [])
  }

  mutating func take(_ items: ListedItems) throws {
    switch items {
    case .users(let users):
      for index in cases.indices {
        for user in users where cases[index].mayBeOurs(user) {
          if try !isKnown(user) { add(.user(user), to: index) }
        }
      }
    case .credentials(_, let credentials):
      for credential in credentials {
        guard let owner = credential.ownerID, let index = casesOfUser[owner], cases[index].mayBeOurs(credential),
          try !isKnown(credential)
        else { continue }
        add(.credential(credential), to: index)
      }
    }
  }

  /// A page may come twice where a list had to be read anew.
  private mutating func add(_ candidate: UnknownCase.Candidate, to index: Int) {
    guard !cases[index].candidates.contains(where: { $0.id == candidate.id }) else { return }
    cases[index].candidates.append(candidate)
  }

  private func isKnown(_ user: User) throws -> Bool {
    let lookup = Lookup(customer: CustomerID(0), question: .users([user.id]))
    guard case .users(let baseline, let customers) = try ledger.answer(lookup) else { return false }
    return !baseline.isEmpty || !customers.isEmpty
  }

  private func isKnown(_ credential: Credential) throws -> Bool {
    let lookup = Lookup(customer: CustomerID(0), question: .credentials([credential.id]))
    guard case .credentials(let issued, let earlier) = try ledger.answer(lookup) else { return false }
    return !issued.isEmpty || !earlier.isEmpty
  }
}
