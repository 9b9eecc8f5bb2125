import Runner

/// Where the last answers of a run are kept if its checkpoint's own folder takes nothing any more.
enum SpillFolders {
  /// The folder of muster's state, then that of temporary files; whichever of them is known.
  static func paths(_ variable: (String) -> String?) -> [String] {
    var environment: [String: String] = [:]
    for name in ["XDG_STATE_HOME", "HOME"] { environment[name] = variable(name) }
    let state = try? StateFolder.path(environment: environment)
    let temporary = variable("TMPDIR").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    return [state, temporary].compactMap { $0 }
  }
}
