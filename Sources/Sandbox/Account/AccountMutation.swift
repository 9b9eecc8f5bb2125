/// One executed change of the account, in the order of execution.
///
/// It is both the log that a simulation holds a client's books against, and what the journal keeps.
public struct AccountMutation: Sendable, Equatable {
  public enum Change: String, Sendable {
    case created, updated, deleted
  }

  /// Counts from 0, without gaps.
  public let sequence: Int
  public let time: AccountTime
  public let change: Change
  /// The resource after the change; for a deletion as it was before.
  public let resource: AccountResource
  /// The tag of the request that did it.
  public let tag: UInt64
  /// Whether this is a credential that went with its owner.
  public let isCascade: Bool
}
