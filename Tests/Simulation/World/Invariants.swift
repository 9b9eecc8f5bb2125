import Engine
import NgrokAPI
import Sandbox

/// Holds the books against the account once the network is drained.
struct Invariants {
  let scenario: Scenario
  /// What the last job does.
  let kind: JobKind
  let account: Account
  /// When requests of ours arrived, in order.
  let arrivals: [Instant]
  let books: Books
  /// The books of the job that the last one follows from.
  let earlier: Books?
  /// How many changes of the account came before the run.
  let start: Int

  func check() throws {
    guard books.isBalanced else { throw Violation("the conservation law does not hold") }
    switch kind {
    case .import:
      try checkIdentity()
      try checkCustomers()
      try checkKeys()
      try checkForeigners()
    case .activate: try checkActivity(wanted: true)
    case .deactivate: try checkActivity(wanted: false)
    case .delete: try checkDeletion()
    case .withdraw: try checkWithdrawal()
    case .rotate:
      try checkRotation()
      try checkKeys()
    case .retire: try checkRetirement()
    }
    try checkWindow()
  }

  /// What concerns the whole account, such as a refused key or a full window, is charged to no customer.
  ///
  /// To be checked before failures are taken up again.
  static func checkCharges(_ books: Books) throws {
    let codes = ["ERR_NGROK_206", "ERR_NGROK_225", "ERR_NGROK_226", "ERR_NGROK_614"]
    for row in books.rows where [.failed, .unknown].contains(row.state) && codes.contains(row.code) {
      throw Violation("\(row.name) is \(row.state) for \(row.code), which concerns the whole account")
    }
  }

  var log: [AccountMutation] { account.log }

  /// All credentials that are in the account.
  var credentials: [AccountResource] {
    AccountResourceKind.allCases.filter { !$0.isUser }.flatMap { account.resources($0) }
  }

  var userKind: AccountResourceKind { scenario.settings.userKind == .bot ? .botUser : .serviceUser }

  /// Exactly one user and the right number of keys for each customer that is done.
  private func checkCustomers() throws {
    let deletedByOthers = Set(
      log.filter { $0.tag == World.othersTag && $0.change == .deleted }.map(\.resource.id.string))
    var created: [String: Int] = [:]
    for mutation in log where mutation.change == .created && mutation.tag == World.ourTag {
      if mutation.resource.kind.isUser { created[mutation.resource.name.string, default: 0] += 1 }
    }
    for row in books.rows {
      if created[row.name, default: 0] > 1 {
        throw Violation("\(row.name) was created \(created[row.name] ?? 0) times")
      }
      switch row.state {
      case .done, .unchanged:
        guard let id = row.userID else { throw Violation("\(row.name) is done without a user") }
        if deletedByOthers.contains(id) { continue }
        guard let user = account.resource(AccountText(id)), user.kind == userKind else {
          throw Violation("the user \(id) of \(row.name) is not in the account")
        }
        if row.origin != .adopted, !isOurs(id) { throw Violation("\(id) of \(row.name) is somebody else's") }
        let isUntouched = !log.contains { $0.tag == World.othersTag && $0.resource.id.string == id }
        if isUntouched, row.origin != .adopted, user.isActive != row.isActive {
          throw Violation("\(row.name) is \(user.isActive ? "active" : "inactive"), other than the list wants it")
        }
        for kind in CredentialKind.allCases {
          let count = row.credentials.count { $0.kind == kind.rawValue }
          guard count == row.counts[kind] else {
            throw Violation("\(row.name) has \(count) of the kind \(kind) instead of \(row.counts[kind] ?? 0)")
          }
        }
      case .pending:
        throw Violation("\(row.name) is still pending at the end")
      case .unknown:
        try checkUndecidable(row)
      case .failed:
        try checkFailure(row)
      case .skipped, .rejected, .filtered: break
      }
    }
  }

  /// Every live credential of ours has its token in the ledger, on the right customer; no orphan.
  private func checkKeys() throws {
    var owners: [String: Books.Row] = [:]
    for row in books.rows {
      for credential in row.credentials { owners[credential.id] = row }
    }
    let undecided = Set(books.rows.filter { $0.state == .unknown }.compactMap(\.userID))
    let ours = Set(
      log.filter { $0.tag == World.ourTag && $0.change == .created && !$0.resource.kind.isUser }.map(\.resource.id))
    for key in credentials where ours.contains(key.id) {
      guard let row = owners[key.id.string] else {
        if undecided.contains(key.ownerID?.string ?? "") { continue }
        throw Violation("\(key.id) of \(key.ownerID?.string ?? "nobody") is an orphan: no token in the ledger")
      }
      guard row.userID == key.ownerID?.string else { throw Violation("\(key.id) is booked on the wrong customer") }
      let booked = row.credentials.first { $0.id == key.id.string }
      guard booked?.token == key.token?.string ?? "", booked?.kind == word(for: key.kind) else {
        throw Violation("the token of \(key.id) is not the account's")
      }
    }
    for row in books.rows {
      for credential in row.credentials where account.resource(AccountText(credential.id)) == nil {
        let wasTakenAlong = log.contains {
          $0.change == .deleted && $0.resource.id.string == credential.id && $0.tag == World.othersTag
        }
        if !wasTakenAlong { throw Violation("\(credential.id) of \(row.name) is booked but not in the account") }
      }
    }
  }

  private func word(for kind: AccountResourceKind) -> String? {
    switch kind {
    case .apiKey: CredentialKind.apiKey.rawValue
    case .authtoken: CredentialKind.authtoken.rawValue
    case .sshCredential: CredentialKind.ssh.rawValue
    case .botUser, .serviceUser: nil
    }
  }

  /// Nothing of others was changed.
  private func checkForeigners() throws {
    for mutation in log where mutation.tag == World.ourTag {
      let resource = mutation.resource
      let isAdoptedUser = books.rows.contains {
        $0.userID == resource.id.string && $0.origin == .adopted && !$0.isActive
      }
      if mutation.change == .updated, isAdoptedUser, !resource.isActive { continue }
      if mutation.change != .created, !isOurs(resource.id.string) {
        throw Violation("\(resource.id) of others was \(mutation.change)")
      }
      guard mutation.change == .created, let owner = resource.ownerID, !isOurs(owner.string) else { continue }
      let isAdopted = books.rows.contains { $0.userID == owner.string && $0.origin == .adopted }
      if !isAdopted { throw Violation("\(resource.id) was issued to \(owner), which is somebody else's") }
    }
  }

  /// Never more requests in any window than allowed, wherever the window begins.
  private func checkWindow() throws {
    guard let rate = scenario.settings.rate else { return }
    for (first, last) in zip(arrivals, arrivals.dropFirst(rate.count)) where last < first + rate.window {
      throw Violation("more than \(rate.count) requests in \(rate.window.inSeconds) s")
    }
  }

  /// A customer may stay unknown only where the account's log shows that nobody could tell.
  private func checkUndecidable(_ row: Books.Row) throws {
    // Without a marker, on a user that this run has not seen itself create, there is, or was, a key that says the same and
    // whose token nobody has.
    if row.code == "credential_undecidable", !scenario.settings.usesMarker, row.origin != .created {
      let booked = Set(row.credentials.map(\.id))
      let isThere = log.contains {
        $0.change == .created && $0.resource.ownerID?.string == row.userID && !booked.contains($0.resource.id.string)
          && saysWhatIsAsked($0.resource, for: row)
      }
      if isThere { return }
    }
    throw Violation("\(row.name) is unknown (\(row.code)), but could have been decided")
  }

  /// A customer may fail only for a reason that the account's log knows.
  private func checkFailure(_ row: Books.Row) throws {
    let involvesOthers = log.contains {
      $0.tag == World.othersTag && ($0.resource.name.string == row.name || $0.resource.id.string == row.userID)
    }
    // A proxy that carried a creation out twice and answered for the second one: the name is taken, and nothing shows
    // by whom.
    let wasDuplicated = scenario.faults.contains(.duplicated) && row.code == "name_exists"
    let wasRefused = scenario.faults.contains(.namesRefused) && row.code == "ERR_NGROK_4110"
    if involvesOthers || wasDuplicated || wasRefused { return }
    throw Violation("\(row.name) failed (\(row.code)) without a reason in the account")
  }

  func isOurs(_ id: String) -> Bool {
    log.contains { $0.tag == World.ourTag && $0.change == .created && $0.resource.id.string == id }
  }
}
