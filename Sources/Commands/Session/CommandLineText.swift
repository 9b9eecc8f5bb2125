/// A command line that was read, written out again: to be typed or run by a script as it stands.
struct CommandLineText {
  let text: String

  init(_ arguments: CommandArguments) {
    var words = ["muster", arguments.command.rawValue]
    words += arguments.operands.map { $0.hasPrefix("-") && $0 != "-" ? "./\($0)" : $0 }
    for option in Options.all where option.commands.contains(arguments.command) {
      for value in arguments.given[option.name] ?? [] {
        if option.placeholder == nil {
          words.append("--\(option.name)")
        } else if value.hasPrefix("-"), value != "-" {
          words.append("--\(option.name)=\(value)")
        } else {
          words += ["--\(option.name)", value]
        }
      }
    }
    text = words.map(shellQuoted).joined(separator: " ")
  }
}
