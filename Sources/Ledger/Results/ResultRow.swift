import Engine
import NgrokAPI

/// One line of the results: a customer with one of its credentials, a customer without any, or a rejected row.
public struct ResultRow: Sendable, Equatable {
  /// The columns' names, in their order.
  public static let columns = [
    "key", "name", "state", "user_id", "credential", "credential_id", "token", "replaces_id", "created_at", "code",
    "message", "operation_id", "source",
  ]

  public var key: String
  public var name: String
  public var state: CustomerState
  /// What was done; set exactly where `state` is `done`.
  public var verb: Verb?
  /// Empty where the customer has no user yet, as are the following where there is no credential.
  public var userID = ""
  /// `api_key`, `authtoken` or `ssh`.
  public var credential = ""
  public var credentialID = ""
  public var token: Secret?
  /// The credential that this one takes the place of.
  public var replacesID = ""
  /// When the credential was made, else the user; as the API told it.
  public var createdAt = ""
  public var code = ""
  public var message = ""
  public var operationID = ""
  public var source: SourcePosition
  /// Whether the user is to be active in the end; no column of the results.
  public var wantsActive = true

  /// The word of the conservation law, or, for what is done, its verb.
  public var stateWord: String { verb?.word ?? state.word }
}

extension CustomerState {
  /// The word in results and tallies.
  public var word: String {
    switch self {
    case .pending: "pending"
    case .done: "done"
    case .unchanged: "unchanged"
    case .skipped: "skipped"
    case .rejected: "rejected"
    case .failed: "failed"
    case .unknown: "unknown"
    case .filtered: "filtered"
    }
  }
}
