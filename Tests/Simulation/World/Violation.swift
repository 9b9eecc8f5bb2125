/// A promise that was broken.
public struct Violation: Error, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}

/// The ledger cannot be written just now.
struct CommitFailure: Error {}

/// The client's process ends here, as by SIGKILL.
struct Crash: Error {}
