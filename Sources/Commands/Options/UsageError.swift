/// What is wrong with a command line; how it is worded is not decided here.
enum UsageError: Error, Sendable, Equatable {
  case unknownCommand(String, nearest: String?)
  /// An option stands where the command is expected.
  case optionBeforeCommand(String)
  /// - Parameter elsewhere: the commands that do take an option of this name.
  case unknownOption(String, of: CommandName, nearest: String?, elsewhere: [CommandName])
  case missingValue(option: String, accepted: String)
  case unacceptableValue(option: String, value: String, accepted: String)
  case unexpectedValue(option: String)
  case repeatedOption(String)
  case missingOperand(String, of: CommandName)
  case unexpectedOperand(String, of: CommandName)
  /// Options that are sound by themselves and make no sense together.
  case contradiction(String)
}
