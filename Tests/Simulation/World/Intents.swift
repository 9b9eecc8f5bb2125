import Engine
import Foundation
import NgrokAPI

/// Which intents have been durable, and which of them have been used by a request.
final class Intents {
  /// The durable attempts of each step.
  private var attempts: [CustomerID: [StepNumber: Set<Int>]] = [:]
  private var markers: Set<String> = []
  private var removals: Set<String> = []
  /// Whose user the ledger knows, and with it what that was before it was changed.
  private var owners: [String: CustomerID] = [:]
  /// Whose credentials have been taken down.
  private var recordedOwners: Set<String> = []
  private var sentUsers: [CustomerID: Int] = [:]
  private var sentChanges: [CustomerID: Int] = [:]
  private var sentDeletions: [CustomerID: Int] = [:]
  private var sentMarkers: Set<String> = []
  private let run: String
  private let usesMarker: Bool

  init(_ settings: JobSettings) {
    run = settings.run
    usesMarker = settings.usesMarker
  }

  func note(_ changes: [Change]) {
    for change in changes {
      switch change {
      case .attempt(let attempt):
        attempts[attempt.customer, default: [:]][attempt.step, default: []].insert(attempt.number)
        markers.insert("\(run).\(attempt.customer.rawValue)-\(attempt.step.rawValue).\(attempt.number)")
      case .user(let customer, let user): owners[user.id.rawValue] = customer
      case .removal(let removal): removals.insert(removal.credential.rawValue)
      case .ownerBaseline(let owner, _): recordedOwners.insert(owner.rawValue)
      default: break
      }
    }
  }

  /// Throws where a request that changes the account has no durable intent of its own.
  func check(_ request: APIRequest, customer: (String) -> CustomerID?) throws {
    let isAboutUser = request.target.hasPrefix("/bot_users") || request.target.hasPrefix("/service_users")
    switch request.method {
    case .post where isAboutUser: try checkUserCreation(request, customer: customer)
    case .post: try checkCredentialCreation(request)
    case .patch: try checkChange(request)
    case .delete where isAboutUser: try checkUserDeletion(request)
    case .delete:
      guard removals.contains(id(in: request)) else {
        throw Violation("\(id(in: request)) was deleted without a durable intent")
      }
    case .get: break
    }
  }

  private func checkUserCreation(_ request: APIRequest, customer: (String) -> CustomerID?) throws {
    let name = try object(in: request.body)["name"] as? String ?? ""
    guard let id = customer(name) else { throw Violation("a user was asked for that no customer wants: \(name)") }
    sentUsers[id, default: 0] += 1
    guard sentUsers[id, default: 0] <= count(of: [.user], id) else {
      throw Violation("the user \(name) was asked for without a durable intent")
    }
  }

  private func checkCredentialCreation(_ request: APIRequest) throws {
    guard usesMarker else { return }
    let metadata = try object(in: request.body)["metadata"] as? String ?? ""
    let marker = try object(in: Array(metadata.utf8))["muster"] as? String ?? "no marker"
    guard markers.contains(marker) else {
      throw Violation("a credential was asked for without a durable intent: \(marker)")
    }
    guard sentMarkers.insert(marker).inserted else { throw Violation("the attempt \(marker) was sent twice") }
  }

  private func checkChange(_ request: APIRequest) throws {
    let user = id(in: request)
    guard let customer = owners[user] else { throw Violation("\(user) was changed before its state was durable") }
    sentChanges[customer, default: 0] += 1
    guard sentChanges[customer, default: 0] <= count(of: [.activity, .restoration], customer) else {
      throw Violation("\(user) was changed without a durable intent")
    }
  }

  private func checkUserDeletion(_ request: APIRequest) throws {
    let user = id(in: request)
    guard let customer = owners[user] else { throw Violation("\(user) was deleted before its state was durable") }
    guard recordedOwners.contains(user) else { throw Violation("\(user) was deleted before what it had was durable") }
    sentDeletions[customer, default: 0] += 1
    guard sentDeletions[customer, default: 0] <= count(of: [.deletion], customer) else {
      throw Violation("\(user) was deleted without a durable intent")
    }
  }

  private func count(of steps: [StepNumber], _ customer: CustomerID) -> Int {
    steps.reduce(0) { $0 + (attempts[customer]?[$1]?.count ?? 0) }
  }

  private func id(in request: APIRequest) -> String { request.target.split(separator: "/").last.map(String.init) ?? "" }

  private func object(in bytes: [UInt8]?) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(bytes ?? [])) as? [String: Any] ?? [:]
  }
}
