/// Where a customer stands; the words of the conservation law.
///
/// `read = filtered + done + unchanged + skipped + rejected + failed + unknown + pending`
public enum CustomerState: Int, Sendable, CaseIterable {
  case pending = 0
  case done = 1
  case unchanged = 2
  case skipped = 3
  case rejected = 4
  case failed = 5
  case unknown = 6
  case filtered = 7
}

/// What was done to a customer that is `done`.
public enum Verb: Int, Sendable, CaseIterable {
  case created = 0
  case adopted = 1
  case activated = 2
  case deactivated = 3
  case deleted = 4
  /// It was to be deleted, and was not there.
  case absent = 5
  /// New credentials were issued beside the old ones.
  case rotated = 6
  /// Credentials were deleted, and the user stays.
  case retired = 7

  /// The word in results and tallies.
  public var word: String {
    switch self {
    case .created: "created"
    case .adopted: "adopted"
    case .activated: "activated"
    case .deactivated: "deactivated"
    case .deleted: "deleted"
    case .absent: "absent"
    case .rotated: "rotated"
    case .retired: "retired"
    }
  }
}

/// How a customer ended, with the reason where it is not a success.
public struct Outcome: Sendable, Equatable {
  public var state: CustomerState
  /// Set exactly where `state` is `done`.
  public var verb: Verb?
  /// A stable code, `ERR_NGROK_…` or one of muster's own such as `name_exists`; empty on success.
  public var code: String
  /// The reason in words for a person; empty on success.
  public var message: String
  /// ngrok's operation id of the deciding answer; empty where there is none.
  public var operationID: String

  public init(
    _ state: CustomerState, verb: Verb? = nil, code: String = "", message: String = "", operationID: String = ""
  ) {
    self.state = state
    self.verb = verb
    self.code = code
    self.message = message
    self.operationID = operationID
  }
}
