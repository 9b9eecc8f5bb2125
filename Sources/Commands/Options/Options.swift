/// The table of all options: parsing, help and completions come from it, and nothing else knows an option.
///
/// One file per concern declares them; two options may bear one name where no command takes both.
enum Options {
  static let all: [OptionDeclaration] =
    listOptions + customerOptions + accountOptions + paceOptions + sandboxOptions + outputOptions
    + inventoryOptions + messageOptions

  static func declaration(named name: String, of command: CommandName) -> OptionDeclaration? {
    all.first { $0.name == name && $0.commands.contains(command) }
  }

  static func declaration(letter: Character, of command: CommandName) -> OptionDeclaration? {
    all.first { $0.letter == letter && $0.commands.contains(command) }
  }

  /// Commands that read a list.
  static let readers: Set<CommandName> = [.inspect, .check, .import]
  /// Commands that make customers of a list.
  static let mappers: Set<CommandName> = [.check, .import]
  /// Commands that change the account.
  static let runners: Set<CommandName> = [.import, .resume]
  /// Commands that send requests.
  static let senders: Set<CommandName> = [.import, .resume, .verify, .export]
}
