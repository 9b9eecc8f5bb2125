/// The table of all options: parsing, help and completions come from it, and nothing else knows an option.
///
/// One file per concern declares them; two options may bear one name where no command takes both.
enum Options {
  static let all: [OptionDeclaration] =
    listOptions + jobOptions + customerOptions + accountOptions + paceOptions + sandboxOptions + outputOptions
    + unknownOptions + inventoryOptions + userJobOptions + messageOptions

  static func declaration(named name: String, of command: CommandName) -> OptionDeclaration? {
    all.first { $0.name == name && $0.commands.contains(command) }
  }

  static func declaration(letter: Character, of command: CommandName) -> OptionDeclaration? {
    all.first { $0.letter == letter && $0.commands.contains(command) }
  }

  /// Commands that read a list.
  static let readers: Set<CommandName> = userJobs.union([.inspect, .check, .plan, .import])
  /// Commands that make customers of a list.
  static let mappers: Set<CommandName> = [.check, .plan, .import]
  /// Commands about users that are there already.
  static let userJobs: Set<CommandName> = [.activate, .deactivate, .delete, .rotate]
  /// Commands that follow from an earlier job, whose checkpoint they are given.
  static let sequels: Set<CommandName> = [.undo, .retire]
  /// Commands that change the account.
  static let runners: Set<CommandName> = userJobs.union(sequels).union([.import, .resume])
  /// Commands that send requests.
  static let senders: Set<CommandName> = runners.union([.verify, .export, .plan])
}
