import CCurl
import Synchronization

/// Ends a transport's wait from another thread; the only part of a transport that may leave the loop's thread.
public final class TransportWaker: Sendable {
  /// libcurl allows one call on a multi handle from other threads, `curl_multi_wakeup`, as long as the handle lives.
  private struct Handle: @unchecked Sendable {
    var multi: UnsafeMutableRawPointer
  }

  private let handle: Mutex<Handle?>
  private let isAwake = Atomic(false)

  init(multi: UnsafeMutableRawPointer) { handle = Mutex(Handle(multi: multi)) }

  /// Makes the wait under way, or else the next one, return at once. Not for use inside a signal handler.
  public func wake() {
    isAwake.store(true, ordering: .releasing)
    handle.withLock { if let handle = $0 { _ = curl_multi_wakeup(handle.multi) } }
  }

  /// Whether somebody has called since the last look.
  func takeCall() -> Bool {
    isAwake.exchange(false, ordering: .acquiring)
  }

  func close() {
    handle.withLock { $0 = nil }
  }
}
