/// What the person asked for.
enum Request: Sendable, Equatable {
  case help(CommandName?)
  case version
  case run(CommandArguments)
}

/// Reads a command line against the table of commands and options.
struct ArgumentParser {
  /// - Parameter arguments: what stands behind the program's name.
  func parse(_ arguments: [String]) throws(UsageError) -> Request {
    guard let first = arguments.first else { return .help(nil) }
    switch first {
    case "--help", "-h": return .help(nil)
    case "--version", "version": return .version
    case "help":
      guard let topic = arguments.dropFirst().first(where: { !$0.hasPrefix("-") }) else { return .help(nil) }
      return .help(try command(topic))
    default: break
    }
    if first.hasPrefix("-") { throw .optionBeforeCommand(optionName(first)) }
    let command = try command(first)
    let rest = arguments.dropFirst()
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) { return .help(command) }
    return .run(try read(rest, of: command))
  }

  private func command(_ word: String) throws(UsageError) -> CommandName {
    if let command = CommandName(rawValue: word) { return command }
    let words = CommandName.allCases.map(\.rawValue) + ["help"]
    throw .unknownCommand(word, nearest: nearestName(to: word, among: words))
  }

  private func read(_ arguments: ArraySlice<String>, of command: CommandName) throws(UsageError) -> CommandArguments {
    var result = CommandArguments(command: command)
    result.words = [command.rawValue] + arguments
    var rest = arguments
    while let argument = rest.popFirst() {
      if argument == "--" {
        result.operands += rest
        break
      } else if argument.hasPrefix("--") {
        try readLong(argument, &rest, into: &result)
      } else if argument.hasPrefix("-"), argument != "-" {
        try readLetters(argument, &rest, into: &result)
      } else {
        result.operands.append(argument)
      }
    }
    let declared = CommandDeclaration.of(command).operand
    // A job file may name the list.
    if let declared, result.operands.isEmpty, !result.isGiven(Options.job) {
      throw .missingOperand(declared, of: command)
    }
    let surplus = result.operands.dropFirst(declared == nil ? 0 : 1)
    if let extra = surplus.first { throw .unexpectedOperand(extra, of: command) }
    return result
  }

  /// `--name`, `--name value`, `--name=value`.
  private func readLong(
    _ argument: String, _ rest: inout ArraySlice<String>, into result: inout CommandArguments
  ) throws(UsageError) {
    let equals = argument.firstIndex(of: "=")
    let written = String(argument[..<(equals ?? argument.endIndex)])
    let name = String(written.dropFirst(2))
    guard let option = Options.declaration(named: name, of: result.command) else {
      throw unknown(written, of: result.command)
    }
    let attached = equals.map { String(argument[argument.index(after: $0)...]) }
    if option.placeholder == nil {
      if attached != nil { throw .unexpectedValue(option: written) }
      try result.take("", of: option, written: written)
    } else {
      guard let value = attached ?? rest.popFirst() else {
        throw .missingValue(option: written, accepted: option.accepted)
      }
      try result.take(value, of: option, written: written)
    }
  }

  /// `-v`, `-nv`, `-j8`, `-j 8`.
  private func readLetters(
    _ argument: String, _ rest: inout ArraySlice<String>, into result: inout CommandArguments
  ) throws(UsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      let written = "-\(letter)"
      guard let option = Options.declaration(letter: letter, of: result.command) else {
        throw unknown(written, of: result.command)
      }
      guard option.placeholder != nil else {
        try result.take("", of: option, written: written)
        continue
      }
      guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
        throw .missingValue(option: written, accepted: option.accepted)
      }
      try result.take(value, of: option, written: written)
      return
    }
  }

  private func unknown(_ written: String, of command: CommandName) -> UsageError {
    let name = String(written.drop { $0 == "-" })
    let isLong = written.hasPrefix("--")
    let elsewhere = CommandName.allCases.filter { other in
      isLong
        ? Options.declaration(named: name, of: other) != nil
        : name.first.flatMap { Options.declaration(letter: $0, of: other) } != nil
    }
    let known = Options.all.filter { $0.commands.contains(command) }.map(\.name) + ["help"]
    return .unknownOption(
      written, of: command, nearest: isLong ? nearestName(to: name, among: known) : nil, elsewhere: elsewhere)
  }

  /// The option without its value, which may be a secret.
  private func optionName(_ argument: String) -> String {
    String(argument.prefix { $0 != "=" })
  }
}
