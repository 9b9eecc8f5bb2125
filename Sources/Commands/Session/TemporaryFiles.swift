#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Surroundings {
  /// A path for a file that this process throws away at its end.
  func temporaryPath(_ purpose: String) -> String {
    let folder = variable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    return "\(folder)/muster-\(purpose)-\(getpid()).muster"
  }
}
