import NgrokAPI

/// A request that a dry run does not send.
public struct PlannedRequest: Sendable, Equatable {
  public var customer: Customer
  public var request: APIRequest
  /// The credentials that go along where a user is deleted.
  public var alongside: [Credential] = []
}

extension JobEngine {
  /// The requests that would have been sent since the last call, in a dry run; each is returned once.
  public mutating func takePlannedRequests() -> [PlannedRequest] {
    defer { plannedRequests.removeAll(keepingCapacity: true) }
    return plannedRequests
  }

  /// Takes the requests that would change the account for carried out, so that the steps behind them are shown as well.
  mutating func pretendChanges() {
    while let id = pretended.popFirst() {
      guard var subject = subjects[id] else { continue }
      let step = subject.makeRequest(anchor: nil, &turn)
      var planned = PlannedRequest(customer: subject.customer, request: step.request)
      if subject.activity == .deleteUser { planned.alongside = subject.recordedCredentials }
      plannedRequests.append(planned)
      subjects[id] = subject
      bring(.done(pretendedAnswer(to: step, of: subject)), to: id)
    }
  }

  private func pretendedAnswer(to step: StepRequest, of subject: Subject) -> Payload {
    switch step.expectation {
    case .user:
      let isActive = if case .setActive(let change) = subject.activity { change.wanted } else { true }
      return .user(
        User(
          id: subject.user?.id ?? UserID("bot_dry_run_\(subject.customer.id.rawValue)"), name: subject.customer.name,
          isActive: isActive, createdAt: ""))
    case .credential(let kind), .newCredential(let kind):
      let number = "\(subject.customer.id.rawValue)_\(subject.issuedSteps.count + 1)"
      return .credential(
        Credential(kind, id: CredentialID("dry_run_\(number)"), ownerID: subject.user?.id, token: Secret("dry-run")))
    case .nothing, .users, .credentials: return .nothing
    }
  }
}
