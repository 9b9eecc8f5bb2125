import Foundation

/// A value that several threads take turns with.
///
/// Stands in for `Mutex` where threads are meant to be watched: on Linux that is made of system calls which
/// ThreadSanitizer does not see, so that it reports races where there are none.
public final class Guarded<Value>: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that `value` is touched under `lock` only.
  private let lock = NSLock()
  private var value: Value

  public init(_ value: sending Value) { self.value = value }

  public func withLock<Result>(_ body: (inout Value) throws -> sending Result) rethrows -> sending Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
