import Engine
import NgrokAPI

/// A change as a line of a spill file: only what answers brought, since what was still to be sent has never left.
struct SpilledChange: Codable, Equatable {
  private struct SpilledAttempt: Codable, Equatable {
    var customer: Int64
    var step: Int
    var number: Int
    var state: Int
    var anchor: String?
    var operationID: String
  }

  private struct SpilledUser: Codable, Equatable {
    var customer: Int64
    var id: String
    var origin: Int
    var createdAt: String
    var name: String
    var wasActive: Bool
  }

  private struct SpilledCredential: Codable, Equatable {
    var customer: Int64
    var step: Int
    var kind: CredentialKind
    var id: String
    var token: String?
    var createdAt: String
  }

  private var attempt: SpilledAttempt?
  private var user: SpilledUser?
  private var credential: SpilledCredential?

  /// - Returns: `nil` for what the account or a look into the ledger tells again: lists, outcomes, intents.
  init?(_ change: Change) {
    switch change {
    case .attempt(let attempt) where attempt.state != .intended:
      self.attempt = SpilledAttempt(
        customer: attempt.customer.rawValue, step: attempt.step.rawValue, number: attempt.number,
        state: attempt.state.rawValue, anchor: attempt.anchor?.rawValue, operationID: attempt.operationID)
    case .user(let customer, let user):
      self.user = SpilledUser(
        customer: customer.rawValue, id: user.id.rawValue, origin: user.origin.rawValue, createdAt: user.createdAt,
        name: user.name, wasActive: user.wasActive)
    case .credential(let credential):
      self.credential = SpilledCredential(
        customer: credential.customer.rawValue, step: credential.step.rawValue, kind: credential.kind,
        id: credential.id.rawValue, token: credential.token?.exposed, createdAt: credential.createdAt)
    default: return nil
    }
  }

  /// `nil` if the line says nothing that this program knows.
  var change: Change? {
    if let attempt, let state = Attempt.State(rawValue: attempt.state) {
      return .attempt(
        Attempt(
          customer: CustomerID(attempt.customer), step: StepNumber(rawValue: attempt.step), number: attempt.number,
          state: state, anchor: attempt.anchor.map { UserID($0) }, operationID: attempt.operationID))
    }
    if let user, let origin = KnownUser.Origin(rawValue: user.origin) {
      return .user(
        CustomerID(user.customer),
        KnownUser(
          id: UserID(user.id), origin: origin, createdAt: user.createdAt, name: user.name, wasActive: user.wasActive))
    }
    if let credential {
      return .credential(
        IssuedCredential(
          customer: CustomerID(credential.customer), step: StepNumber(rawValue: credential.step),
          kind: credential.kind, id: CredentialID(credential.id), token: credential.token.map { Secret($0) },
          createdAt: credential.createdAt))
    }
    return nil
  }
}
