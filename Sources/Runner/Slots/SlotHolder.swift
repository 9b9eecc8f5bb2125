#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The numbers under which a process holds slots: 24 bits process id, 8 bits drawn at its start, 32 bits for a serial.
///
/// The drawn bits tell a process from an earlier one of the same id: in containers ids are the same at each start.
public enum SlotHolder {
  /// This process, serial 0; add serials from 1 on to it.
  public static let base = UInt64(UInt32(bitPattern: getpid())) << 40 | UInt64(UInt8.random(in: .min ... .max)) << 32

  /// Whether the holder's process still runs, as far as this machine can tell.
  public static func isAlive(_ holder: UInt64) -> Bool {
    let process = holder >> 40
    if process == base >> 40 { return holder >> 32 == base >> 32 }
    guard process > 0, let number = pid_t(exactly: process) else { return false }
    return kill(number, 0) == 0 || errno == EPERM
  }
}
