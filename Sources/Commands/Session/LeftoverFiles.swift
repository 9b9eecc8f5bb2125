#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What processes that were killed have left beside a file that they were writing.
enum LeftoverFiles {
  /// The name under which a process writes a file until it is complete.
  static func partialPath(of path: String, process: pid_t = getpid()) -> String { "\(path).partial-\(process)" }

  /// Removes the beginnings of `path` whose processes are no more; they may hold tokens, and nobody misses them.
  static func remove(besides path: String) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    let prefix = "\(name).partial-"
    while let entry = readdir(stream) {
      let found = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard found.hasPrefix(prefix), let process = pid_t(found.dropFirst(prefix.count)), process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(folder)/\(found)")
    }
  }
}
