import Engine
import Ledger
import NgrokAPI

/// What a person has decided about candidates, as facts for the ledger; nothing is decided that was not said.
struct UnknownSettlement {
  enum Decision { case adopt, delete, keep }

  private(set) var customers: [CustomerID] = []
  private(set) var changes: [Change] = []
  private(set) var strangers: [Credential] = []
  private(set) var disposable: Set<CredentialID> = []

  /// - Throws: a `Report` where an id is nobody's candidate, or what was said cannot be done.
  init(_ arguments: CommandArguments, of cases: [UnknownCase]) throws(Report) {
    let decisions = try Self.decisions(arguments, of: cases)
    for entry in cases {
      let chosen = entry.candidates.compactMap { candidate in
        (decisions[candidate.id] ?? decisions["all"]).map { (candidate, $0) }
      }
      guard !chosen.isEmpty else { continue }
      customers.append(entry.unknown.customer.id)
      let adopted = chosen.filter { $0.1 == .adopt }.map(\.0)
      if adopted.count > 1 { throw Self.tooMany(adopted, of: entry) }
      if let adopted = adopted.first { adopt(adopted, for: entry) }
      for (candidate, decision) in chosen {
        switch (candidate, decision) {
        case (.credential(let credential), .delete): disposable.insert(credential.id)
        case (.credential(let credential), .keep): strangers.append(credential)
        case (.user(let user), .delete), (.user(let user), .keep): throw Self.notForUsers(user.id)
        case (_, .adopt): break
        }
      }
    }
  }

  private mutating func adopt(_ candidate: UnknownCase.Candidate, for entry: UnknownCase) {
    guard let step = entry.step else { return }
    let customer = entry.unknown.customer
    switch candidate {
    case .user(let user):
      changes.append(
        .user(
          customer.id,
          KnownUser(id: user.id, origin: .adopted, createdAt: user.createdAt, wasActive: user.isActive)))
    case .credential(let credential):
      changes.append(
        .credential(
          IssuedCredential(
            customer: customer.id, step: step, kind: credential.kind, id: credential.id, token: nil,
            createdAt: credential.createdAt)))
    }
    // Which of the attempts it was makes no difference; the latest stands for them.
    let attempts = entry.unknown.openAttempts.filter { $0.step == step }
    for (index, attempt) in attempts.enumerated() {
      var attempt = attempt
      attempt.state = index == attempts.count - 1 ? .succeeded : .void
      changes.append(.attempt(attempt))
    }
  }

  // MARK: What was said

  private static func decisions(
    _ arguments: CommandArguments, of cases: [UnknownCase]
  ) throws(Report) -> [String: Decision] {
    var decisions: [String: Decision] = [:]
    let said: [(CommandOption<UnknownChoice>, Decision)] = [
      (Options.adoptUnknown, .adopt), (Options.deleteUnknown, .delete), (Options.keepUnknown, .keep),
    ]
    let known = Set(cases.flatMap(\.candidates).map(\.id))
    for (option, decision) in said {
      for choice in arguments.all(option) {
        let id = if case .id(let id) = choice { id } else { "all" }
        guard id == "all" || known.contains(id) else { throw nobodys(id) }
        guard decisions[id] == nil || decisions[id] == decision else {
          throw Report(.contradiction("\(id) is to be treated in two ways at once: give one of them"))
        }
        decisions[id] = decision
      }
    }
    return decisions
  }

  private static func nobodys(_ id: String) -> Report {
    Report(
      "unknown-candidate", "\(id) is no candidate of a customer whose end is unknown; nothing was changed",
      advice: "muster resume CHECKPOINT --reconcile shows them", exit: .wrongUsage)
  }

  private static func tooMany(_ candidates: [UnknownCase.Candidate], of entry: UnknownCase) -> Report {
    Report(
      "unknown-candidate",
      "customer \(entry.unknown.customer.key) can adopt one of its candidates only: "
        + candidates.map(\.id).joined(separator: ", ") + "; nothing was changed",
      advice: "name the one to adopt, and delete or keep the others", exit: .wrongUsage)
  }

  private static func notForUsers(_ id: UserID) -> Report {
    Report(
      "unknown-candidate", "\(id) is a user, which can only be adopted here; nothing was changed",
      advice: "if it is somebody else's, give the customer another name; muster delete deletes users", exit: .wrongUsage
    )
  }
}
