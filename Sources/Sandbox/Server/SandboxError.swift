/// Why a sandbox cannot be started.
public struct SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    case invalidFault, portUnavailable, threadUnavailable
    case accountLocked, accountUnreadable, accountDamaged, accountUnwritable
  }

  public var code: Code
  /// What happened, where and what to do.
  public var message: String

  public var description: String { message }
}
