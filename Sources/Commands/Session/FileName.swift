#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a path stands for.
enum FileName {
  /// As many links as Linux follows itself.
  private static let mostLinks = 40

  /// The path behind symbolic links, also where the last of them means a file that is not there yet.
  static func target(of path: String) -> String {
    var target = path
    for _ in 0..<mostLinks {
      guard let meant = link(at: target) else { return target }
      let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
      target = meant.hasPrefix("/") ? meant : folder + meant
    }
    return path
  }

  /// What a symbolic link says; `nil` where there is none.
  private static func link(at path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0, count < buffer.count else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
