import Engine
import Foundation
import NgrokAPI
import Sandbox

/// Watches the order in which one job sends, hears and makes durable, across its processes.
///
/// The account at the end shows what a wrong order did; here the order itself is on trial, also where it did no harm.
final class Witness {
  private let settings: JobSettings
  /// Requests under way that create or delete a credential, with its owner.
  private var changes: [RequestID: String] = [:]
  /// Creations under way, with the name or the owner that they are about.
  private var creations: [RequestID: String] = [:]
  /// When a creation about a name or an owner ended without anybody knowing whether it was carried out.
  private var doubts: [String: Instant] = [:]
  /// The ids that definite answers have brought to the process and that are not durable yet.
  private var undurable: Set<String> = []
  private var attempts: [String: Attempt] = [:]
  /// The users that the job has seen itself create.
  private var createdUsers: Set<String> = []
  /// Credentials whose tokens were put beside the ledger, and have not been looked for in it yet.
  var kept: [IssuedCredential] = []
  /// Requests under way.
  private var underWay: Set<RequestID> = []
  /// `nil` where it is not watched.
  private var restraint: Restraint?
  private let watchesRestraint: Bool

  init(_ settings: JobSettings, watchesRestraint: Bool = false) {
    self.settings = settings
    self.watchesRestraint = watchesRestraint
    restraint = watchesRestraint ? Restraint(settings) : nil
  }

  /// Takes in what has become durable.
  func note(_ changes: [Change]) {
    for change in changes {
      switch change {
      case .user(_, let user):
        undurable.remove(user.id.rawValue)
        if user.origin == .created { createdUsers.insert(user.id.rawValue) }
      case .credential(let credential): undurable.remove(credential.id.rawValue)
      case .attempt(let attempt): attempts[marker(of: attempt, number: attempt.number)] = attempt
      default: break
      }
    }
  }

  /// Takes in what a process has put beside a ledger that could not be written: the next one is to take it in.
  func keep(_ changes: [Change]) {
    note(changes)
    for case .credential(let credential) in changes { kept.append(credential) }
  }

  /// Takes in that a request leaves; throws where it must not.
  func send(_ request: APIRequest, id: RequestID, account: Account, at now: Instant) throws {
    if let lost = undurable.first { throw Violation("\(request.target) was sent before \(lost) was durable") }
    underWay.insert(id)
    try restraint?.check(request, underWay: underWay.count, at: now)
    guard let subject = subject(of: request, in: account) else { return }
    try checkDoubt(about: subject, request, at: now)
    if request.method == .post { try checkAttempt(of: request) }
    if request.method == .delete, !isAboutUsers(request) { try checkRemoval(of: request, on: subject) }
    if request.method != .get, !isAboutUsers(request) {
      if changes.values.contains(subject) {
        throw Violation("two requests that change credentials of \(subject) were under way at once")
      }
      changes[id] = subject
    }
    if request.method == .post { creations[id] = subject }
  }

  /// Takes in how a request ended for the process that sent it.
  func end(_ id: RequestID, _ delivery: Delivery, at now: Instant) {
    changes[id] = nil
    underWay.remove(id)
    let body: [UInt8]? = if case .answered(let answer) = delivery { answer.body } else { nil }
    restraint?.hear(delivery, object: object(in: body), at: now)
    guard let subject = creations.removeValue(forKey: id) else { return }
    switch delivery {
    case .neverLeft: break
    case .answered(let answer) where (400..<500).contains(answer.status): break
    case .answered(let answer) where (200..<300).contains(answer.status):
      guard let id = object(in: answer.body)["id"] as? String else { fallthrough }
      undurable.insert(id)
    default: doubts[subject] = now
    }
  }

  /// Takes in that the process has died.
  func endProcess(at now: Instant) {
    for subject in creations.values { doubts[subject] = now }
    creations.removeAll()
    changes.removeAll()
    undurable.removeAll()
    underWay.removeAll()
    restraint = watchesRestraint ? Restraint(settings) : nil
  }

  // MARK: -

  /// Whatever settles a doubt, and whatever could make a second one of the thing, has to wait for the settling time.
  private func checkDoubt(about subject: String, _ request: APIRequest, at now: Instant) throws {
    guard let doubt = doubts[subject], now < doubt + settings.settle else { return }
    throw Violation(
      "\(request.method.rawValue) \(request.target) about \(subject) came \((now - doubt).inSeconds) s after a doubt, "
        + "the settling time being \(settings.settle.inSeconds) s")
  }

  /// An attempt is durably intended when it leaves, and those before it are durably settled.
  private func checkAttempt(of request: APIRequest) throws {
    guard settings.usesMarker, !isAboutUsers(request) else { return }
    let metadata = object(in: request.body)["metadata"] as? String ?? ""
    let marker = object(in: Array(metadata.utf8))["muster"] as? String ?? ""
    guard let attempt = attempts[marker], attempt.state == .intended else {
      throw Violation("the attempt \(marker) was sent, but is not durably intended")
    }
    for number in 1..<attempt.number {
      if attempts[self.marker(of: attempt, number: number)]?.state.needsReconciling ?? false {
        throw Violation("the attempt \(marker) was sent before the one with number \(number) was durably settled")
      }
    }
  }

  /// Without a marker, what is on a user that others use as well may be theirs: nobody may guess.
  private func checkRemoval(of request: APIRequest, on owner: String) throws {
    guard [.import, .rotate].contains(settings.kind), !settings.usesMarker, !createdUsers.contains(owner) else {
      return
    }
    throw Violation("\(request.target) was deleted on a guess: nothing tells whose it was")
  }

  private func marker(of attempt: Attempt, number: Int) -> String {
    "\(settings.run).\(attempt.customer.rawValue)-\(attempt.step.rawValue).\(number)"
  }

  private func isAboutUsers(_ request: APIRequest) -> Bool { request.target.hasPrefix(settings.userKind.path) }

  /// The name that a user is asked for by, or the owner whose credentials are listed, made or deleted.
  private func subject(of request: APIRequest, in account: Account) -> String? {
    switch request.method {
    case .post: object(in: request.body)[isAboutUsers(request) ? "name" : "owner_id"] as? String
    case .get: request.target.removingPercentEncoding.flatMap(owner(in:))
    case .delete where !isAboutUsers(request):
      account.resource(AccountText(request.target.split(separator: "/").last.map(String.init) ?? ""))?.ownerID?.string
    default: nil
    }
  }

  /// The owner in a list's filter `obj.owner_id == "…"`.
  private func owner(in target: String) -> String? {
    guard let range = target.range(of: "owner_id == \"") else { return nil }
    return target[range.upperBound...].split(separator: "\"").first.map(String.init)
  }

  private func object(in bytes: [UInt8]?) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(bytes ?? []))) as? [String: Any] ?? [:]
  }
}
