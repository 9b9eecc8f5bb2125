/// Why there can be no transport at all; what happens to a single request is a `Delivery` instead.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is the matter; stable, for scripts and tests.
  public enum Code: String, Sendable {
    case libraryUnusable, libraryTooOld, noTLS, unusableKey, unusableSetting, outOfResources, waitingFailed
  }

  /// What is the matter.
  public let code: Code
  /// What happened and what to do, in words for a person; without secrets.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The same as `message`.
  public var description: String { message }
}
