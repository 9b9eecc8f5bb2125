/// How the program ended, for whoever started it; scripts rely on the numbers.
public enum ExitCode: Int32, Sendable, CaseIterable {
  case success = 0
  case incomplete = 1
  case wrongUsage = 2
  case stopped = 3
  case listRefused = 4
  case checkpointRefused = 5
  case somethingToDo = 6

  var meaning: String {
    switch self {
    case .success: "all done"
    case .incomplete: "finished, but some customers failed, were rejected or are unknown"
    case .wrongUsage: "wrong usage; nothing was done"
    case .stopped: "stopped and resumable; the last line on standard error is the command to go on"
    case .listRefused: "the list cannot be read (syntax, encoding); nothing was staged"
    case .somethingToDo: "muster plan --detailed-exitcode found something to do"
    case .checkpointRefused: "the checkpoint was refused (in use, damaged, of another list or account)"
    }
  }
}
