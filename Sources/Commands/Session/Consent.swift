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

extension Consent {
  /// Refuses to go ahead where nobody can be asked and nobody has said yes beforehand.
  ///
  /// - Parameter what: what the command does, with its name as the subject.
  func require(for command: CommandName, what: String) throws(Report) {
    guard !arguments.has(Options.yes), !isAskedFor else { return }
    throw Report(
      "yes-missing", "muster \(command.rawValue) \(what), and nobody can be asked here",
      advice: "look at what that would be with --dry-run, then add --yes", exit: .wrongUsage)
  }

  /// Whether a deletion may go ahead: its number of users or credentials has to be typed.
  func isGiven(to outlook: DryRun.Outlook, by command: CommandName) -> Bool {
    guard outlook.isComplete else { return false }
    guard outlook.customers > 0 else { return true }
    let credentials = outlook.deletedCredentials.flatMap { Array(repeating: $0.key, count: $0.value) }
    var parts: [String] = []
    if outlook.deletedUsers > 0 { parts.append(count(outlook.deletedUsers, "user")) }
    if !credentials.isEmpty { parts.append(counted(credentials)) }
    let number = outlook.deletedUsers > 0 ? outlook.deletedUsers : credentials.count
    guard number > 0 else {
      return isGiven(to: "\(count(outlook.customers, "user")) at \(account.name) will be changed.")
    }
    surroundings.console.writeRaw(
      "\(parts.joined(separator: " with ")) at \(account.name) will be deleted, for good.\n"
        + "Type \(number) to go ahead: ")
    return readLine() == String(number)
  }
}

extension Report {
  static func declined(_ resumeCommand: String) -> Report {
    var report = Report("declined", "nothing was sent; the list is in the checkpoint", exit: .stopped)
    report.command = resumeCommand
    return report
  }
}
