#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where muster keeps what outlives a run and belongs to no list.
public enum StateFolder {
  /// `$XDG_STATE_HOME/muster`, else `~/.local/state/muster`; on macOS `~/Library/Application Support/muster`.
  ///
  /// Source: XDG Base Directory Specification, which wants relative paths ignored.
  public static func path(environment: [String: String]) throws(SlotError) -> String {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/muster" }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw SlotError(
        .noHome,
        "There is no place for the rate limit's shared window: neither XDG_STATE_HOME nor HOME holds an absolute path. "
          + "Set one of them.")
    }
    #if canImport(Darwin)
      return "\(home)/Library/Application Support/muster"
    #else
      return "\(home)/.local/state/muster"
    #endif
  }

  /// Makes the folder and those above it that are missing; its own mode is 0700.
  static func make(_ path: String) throws(SlotError) {
    var end = path.utf8.startIndex
    while end < path.utf8.endIndex {
      let rest = path.utf8[path.utf8.index(after: end)...]
      end = rest.firstIndex(of: UInt8(ascii: "/")) ?? path.utf8.endIndex
      if mkdir(String(path[..<end]), 0o700) != 0, errno != EEXIST, errno != EISDIR, end == path.utf8.endIndex {
        throw SlotError(
          .unwritable,
          "\(path): the folder for the rate limit's shared window cannot be made: \(String(cString: strerror(errno))). "
            + "XDG_STATE_HOME names another place.")
      }
    }
  }
}
