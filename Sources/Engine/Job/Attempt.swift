import NgrokAPI

/// One sending of a step's request, durable before the request leaves.
public struct Attempt: Sendable, Equatable {
  public enum State: Int, Sendable, CaseIterable {
    /// Durable, and perhaps sent. Found after a crash it means: nobody knows whether it was carried out.
    case intended = 0
    /// The API carried it out and its outcome is in the ledger.
    case succeeded = 1
    /// The API refused it for what it asks.
    case refused = 2
    /// It was certainly not carried out: it never left, or the API was throttling or refusing everybody.
    case notExecuted = 3
    /// It got no definite answer and has not been reconciled yet.
    case ambiguous = 4
    /// It had been ambiguous; reconciling showed that it has no effect in the account (any more).
    case void = 5

    /// Whether the account has to be asked before the step may be tried again.
    public var needsReconciling: Bool { self == .intended || self == .ambiguous }
  }

  public var customer: CustomerID
  public var step: StepNumber
  /// Counts from 1 within the step; never reused, since it is part of the marker.
  public var number: Int
  public var state: State
  /// A user that is certainly older than what this attempt may have created: whoever looks for that in the account's
  /// list, newest first, need not read on behind it. `nil` where none was known.
  public var anchor: UserID?
  /// ngrok's operation id of the answer, empty where none came.
  public var operationID: String

  public init(
    customer: CustomerID, step: StepNumber, number: Int, state: State, anchor: UserID? = nil, operationID: String = ""
  ) {
    self.customer = customer
    self.step = step
    self.number = number
    self.state = state
    self.anchor = anchor
    self.operationID = operationID
  }
}

/// The number of a step that changes the account, among those of a customer: 0 creates the user, 1… create its
/// credentials; what is done to a user that is there counts downwards from -1.
public struct StepNumber: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let user = StepNumber(rawValue: 0)
  /// Lets the user's credentials work or not.
  public static let activity = StepNumber(rawValue: -1)
  /// Deletes the user.
  public static let deletion = StepNumber(rawValue: -2)
  /// Makes a user active again that was not to be deleted after all.
  public static let restoration = StepNumber(rawValue: -3)
  /// Deletes credentials that the job is about.
  public static let removal = StepNumber(rawValue: -4)
  public static func credential(_ number: Int) -> StepNumber { StepNumber(rawValue: number) }
  public static func < (left: StepNumber, right: StepNumber) -> Bool { left.rawValue < right.rawValue }

  /// Whether the step creates a credential.
  public var isCredential: Bool { rawValue > 0 }
}

/// The deletion of a credential: one that the job is about, or one that an ambiguous attempt left behind without anybody
/// knowing its token.
public struct Removal: Sendable, Equatable {
  public var credential: CredentialID
  public var customer: CustomerID
  public var step: StepNumber
  public var isDone: Bool

  public init(credential: CredentialID, customer: CustomerID, step: StepNumber, isDone: Bool) {
    self.credential = credential
    self.customer = customer
    self.step = step
    self.isDone = isDone
  }
}
