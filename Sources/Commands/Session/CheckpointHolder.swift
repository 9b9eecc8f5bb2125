#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the process that holds a checkpoint's lock, without taking the lock: whoever only looks must not be in the way.
enum CheckpointHolder {
  /// - Returns: the process's id; `nil` if nobody holds it, or the system does not tell (only Linux does).
  static func find(of path: String) -> Int? {
    var information = stat()
    guard stat(path, &information) == 0, let table = contents(of: "/proc/locks") else { return nil }
    for line in table.split(separator: "\n") {
      // 1: FLOCK  ADVISORY  WRITE 4711 fd:01:1234567 0 EOF
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", let process = Int(words[4]), process > 0 else { continue }
      if words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == UInt64(information.st_ino) { return process }
    }
    return nil
  }

  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    // A machine with more locks than this is not told apart from one without.
    while bytes.count < 1 << 20 {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
