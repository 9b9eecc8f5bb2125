/// A text that must not get into a message, a log or a dump: an API key or a token.
///
/// Its description hides it, so that it cannot be printed by accident; `exposed` is the one way to it.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public let exposed: String
  public init(_ exposed: String) { self.exposed = exposed }
  public var description: String { "<secret>" }
  public var debugDescription: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
