/// Asks a person before requests that change an account are sent, where there is one to ask.
struct Consent {
  let arguments: CommandArguments
  let account: AccountAccess
  let surroundings: Surroundings

  /// Whether somebody sits there: on a terminal, with an account that is not on this machine.
  var isAskedFor: Bool {
    !arguments.has(Options.yes) && !account.isLoopback && surroundings.isInputTerminal
      && surroundings.console.isErrorTerminal
  }

  /// Whether the run may go ahead; where nobody is asked it may.
  func isGiven(to statement: String) -> Bool {
    guard isAskedFor else { return true }
    surroundings.console.writeRaw("\(statement)\nGo ahead? [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }
}

extension Report {
  static func declined(_ resumeCommand: String) -> Report {
    var report = Report("declined", "nothing was sent; the list is in the checkpoint", exit: .stopped)
    report.command = resumeCommand
    return report
  }
}
