/// Why the shared window could not be used.
public struct SlotError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// The folder or file for the window cannot be made, opened, read or written.
    case unwritable = "slots_unwritable"
    /// Neither the environment nor the system says where a user's state belongs.
    case noHome = "slots_no_home"
  }

  public var code: Code
  public var message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
