import Engine

/// Keeps an account's window of slots between two looks at it.
public protocol SlotBook: AnyObject {
  /// Lets `body` look at the window and change it, with nobody else doing so meanwhile.
  ///
  /// - Throws: what `body` throws (nothing is kept then), or a `SlotError` if the window cannot be read or written.
  func update<Value>(at now: Instant, _ body: (inout SlotWindow) throws -> Value) throws -> Value
}

/// A window of this process alone: for simulations, and for runs against an account that has no other.
public final class MemorySlots: SlotBook {
  private var window: SlotWindow

  public init(count: Int) { window = SlotWindow(count: count) }

  public func update<Value>(at now: Instant, _ body: (inout SlotWindow) throws -> Value) throws -> Value {
    var changed = window
    let value = try body(&changed)
    window = changed
    return value
  }
}

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
