/// A command line that has been read: every value in it is acceptable to its option.
struct CommandArguments: Sendable, Equatable {
  var command: CommandName
  var operands: [String] = []
  /// The command line as it was given, the program's name apart.
  var words: [String] = []
  private var values: [String: [String]] = [:]

  init(command: CommandName) { self.command = command }

  /// The command as it was given, to be typed again.
  var commandLine: String { (["muster"] + words).map(shellQuoted).joined(separator: " ") }

  /// What was given for an option; the last one counts. `nil` if it was not given.
  subscript<Value>(option: CommandOption<Value>) -> Value? {
    values[option.declaration.name]?.last.flatMap(option.parse)
  }

  /// Everything that was given for an option that may be given more than once, in order.
  func all<Value>(_ option: CommandOption<Value>) -> [Value] {
    (values[option.declaration.name] ?? []).compactMap(option.parse)
  }

  func has(_ option: CommandOption<Bool>) -> Bool { values[option.declaration.name] != nil }

  func isGiven<Value>(_ option: CommandOption<Value>) -> Bool { values[option.declaration.name] != nil }

  /// The values as they were written, by the options' names.
  var given: [String: [String]] { values }

  mutating func take(_ value: String, of option: OptionDeclaration, written: String) throws(UsageError) {
    if !option.accepts(value) {
      throw .unacceptableValue(option: written, value: value, accepted: option.accepted)
    }
    if let earlier = values[option.name], !option.isRepeatable, earlier != [value] {
      throw .repeatedOption(written)
    }
    if option.isRepeatable {
      values[option.name, default: []].append(value)
    } else {
      values[option.name] = [value]
    }
  }

  /// Takes over what an earlier command line had and this one does not say, as far as this command takes it.
  mutating func inherit(_ earlier: [String: [String]]) {
    for (name, texts) in earlier where values[name] == nil {
      guard let option = Options.declaration(named: name, of: command), texts.allSatisfy(option.accepts) else {
        continue
      }
      values[name] = texts
    }
  }

  /// Adds further values of an option that may be given several times.
  mutating func inherit(_ texts: [String], beside option: OptionDeclaration) {
    guard !texts.isEmpty, option.commands.contains(command) else { return }
    values[option.name, default: []] += texts.filter(option.accepts)
  }
}
