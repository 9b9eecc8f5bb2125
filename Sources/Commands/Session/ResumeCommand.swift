/// The command that goes on with a run, to be typed or run by a script as it stands.
struct ResumeCommand {
  let checkpoint: String
  let arguments: CommandArguments

  var text: String {
    var words = ["muster", "resume", checkpoint.hasPrefix("-") ? "./\(checkpoint)" : checkpoint]
    // The checkpoint remembers the rest.
    if let output = arguments[Options.output], output != "-" { words += ["-o", output] }
    if let format = arguments[Options.resultFormat] { words += ["--to", format.rawValue] }
    return words.map(shellQuoted).joined(separator: " ")
  }
}
