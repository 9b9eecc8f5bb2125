#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Surroundings {
  /// A path for a file that is thrown away in the end: another one each time, which nobody can foresee in a folder that
  /// others write to as well.
  func temporaryPath(_ purpose: String) -> String {
    let folder = variable("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(folder)/muster-\(purpose)-\(getpid())-\(suffix).muster"
  }
}
