/// Everything that can be chosen about a sandbox.
public struct SandboxConfiguration: Sendable, Equatable {
  /// On 127.0.0.1; 0 takes any that is free.
  public var port: UInt16 = 0
  /// Decides ids, tokens and faults.
  public var seed: UInt64 = 1
  /// Its `epoch` is overwritten from the machine's clock.
  public var account = AccountConfiguration()
  /// Where the account is kept; `nil` keeps it in memory.
  public var accountFile: String?
  public var faults = FaultPlan()
  /// Seconds by which the server's clock, and so `Date` and `created_at`, is ahead of the machine's.
  public var clockOffset: Int64 = 0

  public init() {}
}
