/// Something the program tells a person: what happened, where, why, and what to do.
///
/// Errors of all modules come together as reports, worded in this folder and nowhere else, so that one place decides
/// how they read and with which code the program ends.
struct Report: Error, Sendable, Equatable {
  /// Stable, for scripts that read `--log-format json`.
  var code: String
  /// `file:line:column`, as editors understand it; `nil` where no place in a file is meant.
  var place: String?
  var message: String
  /// What to do about it, where the message does not say so already.
  var advice: String?
  var exitCode: ExitCode
  /// The command to go on, to be typed as it stands: the last line that the program writes.
  var command: String?

  init(_ code: String, at place: String? = nil, _ message: String, advice: String? = nil, exit exitCode: ExitCode) {
    self.code = code
    self.place = place
    self.message = message
    self.advice = advice
    self.exitCode = exitCode
  }

  /// The report of an error, with the command to go on if it left everything resumable.
  init(unforeseen error: any Error, goingOnWith command: String) {
    self.init(unforeseen: error)
    if exitCode == .stopped, self.command == nil { self.command = command }
  }
}
