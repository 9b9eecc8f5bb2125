import CPlatform
import RecordStreams
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Listens for SIGINT, SIGTERM, SIGHUP and SIGQUIT on a thread of its own.
///
/// The first one asks the run to stop, the second one, and any SIGQUIT (Ctrl-\), ends the process at once, which is safe
/// at any moment. While no run has begun nothing is under way that could be finished, so the first one ends the process.
final class StopSignals: Sendable {
  private struct State {
    var first: ContinuousClock.Instant?
    /// Ends the wait that the run is in; `nil` while there is no run.
    var wake: (@Sendable () -> Void)?
    /// What is written to standard error when the process ends at once; its last line is the command to go on.
    var farewell = ""
  }

  private let state = Mutex(State())

  /// Begins to listen. To be called before any other thread is started.
  static func listen(farewell: String) -> StopSignals {
    muster_block_stop_signals()
    let signals = StopSignals()
    signals.state.withLock { $0.farewell = farewell }
    let context = Unmanaged.passRetained(signals).toOpaque()
    if muster_start_thread(listenForStopSignals, context) != 0 {
      // Without the thread the signals stay blocked and cannot stop the run, but SIGKILL can, safely.
      Unmanaged<StopSignals>.fromOpaque(context).release()
    }
    return signals
  }

  /// Begins to listen for a command that can simply be given again as long as it has not sent anything.
  static func listen(beforeSendingFor arguments: CommandArguments) -> StopSignals {
    listen(farewell: "muster: ended before anything was sent. Once more:\n\(arguments.commandLine)")
  }

  /// Signals that come this soon after the first one are the same wish: timeout(1), for one, signals both the process
  /// and its group.
  private static let echo = Duration.milliseconds(300)

  /// Whether the run was asked to stop.
  var areReceived: Bool { state.withLock { $0.first != nil } }

  /// From here on the first signal is the run's to handle.
  func beginRun(farewell: String, wake: @escaping @Sendable () -> Void) {
    state.withLock {
      $0.farewell = farewell
      $0.wake = wake
    }
  }

  /// From here on a signal ends the process at once.
  func endRun() {
    state.withLock { $0.wake = nil }
  }

  /// All has been said: from here on a signal ends the process without a word.
  func fallSilent() {
    state.withLock {
      $0.wake = nil
      $0.farewell = ""
    }
  }

  fileprivate func listenForever() {
    while true {
      if muster_wait_for_stop_signal() == SIGQUIT { end(with: state.withLock { $0.farewell }) }
      let now = ContinuousClock.now
      let (wake, farewell, isEcho) = state.withLock { state in
        guard let first = state.first else {
          state.first = now
          return (state.wake, state.farewell, false)
        }
        return (nil, state.farewell, state.wake != nil && now - first < Self.echo)
      }
      if let wake {
        wake()
      } else if !isEcho {
        end(with: farewell)
      }
    }
  }

  private func end(with farewell: String) -> Never {
    var text = farewell.isEmpty ? "" : "\n\(farewell)\n"
    text.withUTF8 { bytes in
      try? FileByteSink(descriptor: STDERR_FILENO, name: "standard error").write(UnsafeRawBufferPointer(bytes))
    }
    // Not `exit`: what that cleans up may be in use by the thread that was working.
    _exit(ExitCode.stopped.rawValue)
  }
}

private func listenForStopSignals(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<StopSignals>.fromOpaque(context).takeUnretainedValue().listenForever() }
  return nil
}
