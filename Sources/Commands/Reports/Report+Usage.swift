extension Report {
  /// Words what is wrong with a command line.
  init(_ error: UsageError) {
    let (code, message, advice) = Self.wording(of: error)
    self.init(code, message, advice: advice, exit: .wrongUsage)
  }

  private static func wording(of error: UsageError) -> (code: String, message: String, advice: String?) {
    switch error {
    case .unknownCommand(let word, let nearest):
      let question = nearest.map { " Did you mean muster \($0)?" } ?? ""
      return ("command-unknown", "there is no command \(shown(word)).\(question)", "muster help lists the commands")
    case .optionBeforeCommand(let option):
      return (
        "option-misplaced", "\(option) stands before the command; options stand behind it",
        "as in muster import customers.csv --sandbox"
      )
    case .unknownOption(let option, let command, let nearest, let elsewhere):
      return unknown(option, of: command, nearest: nearest, elsewhere: elsewhere)
    case .missingValue(let option, let accepted):
      return ("value-missing", "\(option) needs a value: \(accepted)", nil)
    case .unacceptableValue(let option, let value, let accepted):
      return ("value-unacceptable", "\(option) does not take \(shown(value)); it takes \(accepted)", nil)
    case .unexpectedValue(let option):
      return ("value-unexpected", "\(option) takes no value; write it without =", nil)
    case .repeatedOption(let option):
      return ("option-repeated", "\(option) is given twice, with different values; give it once", nil)
    case .missingOperand(let operand, let command):
      let subject = operand == "FILE" ? "the list" : "the checkpoint"
      let hint = operand == "FILE" ? "; - is standard input" : "; it was made by muster import, beside the list"
      return ("operand-missing", "\(subject) is missing: muster \(command.rawValue) \(operand)\(hint)", nil)
    case .unexpectedOperand(let operand, let command):
      return (
        "operand-unexpected", "\(shown(operand)) is one argument too many for muster \(command.rawValue)",
        "a value that begins with - or contains spaces needs --name=value or quotes"
      )
    case .contradiction(let explanation):
      return ("options-contradict", explanation, nil)
    }
  }

  private static func unknown(
    _ option: String, of command: CommandName, nearest: String?, elsewhere: [CommandName]
  ) -> (String, String, String?) {
    let code = "option-unknown"
    if ["--api-key", "--key", "--token", "--apikey"].contains(option) {
      return (
        code,
        "there is no option \(option): arguments stand in the process list, where everybody on this machine can "
          + "read them",
        "put the key into the environment variable NGROK_API_KEY, or into a file for --api-key-file"
      )
    }
    let help = "muster \(command.rawValue) --help lists the options"
    if let nearest {
      return (code, "muster \(command.rawValue) has no option \(option). Did you mean --\(nearest)?", help)
    }
    if !elsewhere.isEmpty {
      let owners = alternatives(elsewhere.map { "muster \($0.rawValue)" })
      return (code, "muster \(command.rawValue) has no option \(option); it belongs to \(owners)", help)
    }
    return (code, "muster \(command.rawValue) has no option \(option)", help)
  }

  /// A text of the person's, in quotes and fit for a terminal.
  static func shown(_ text: String) -> String {
    let printable = text.unicodeScalars.prefix(120).map { scalar in
      scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
    }
    return "\"\(String(printable))\(text.unicodeScalars.count > 120 ? "…" : "")\""
  }
}
