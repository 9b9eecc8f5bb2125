/// An option as the table declares it: all that parsing, help and completions need to know.
struct OptionDeclaration: Sendable {
  /// Where help shows the option.
  enum Group: String, Sendable, CaseIterable {
    case list = "Reading the list"
    case customers = "From columns to customers"
    case terms = "On which conditions"
    case account = "The account"
    case pace = "Pace and endurance"
    case sandbox = "The sandbox"
    case output = "What comes out"
    case inventory = "The inventory"
    case messages = "Messages"
  }

  /// The long name, without hyphens.
  let name: String
  let letter: Character?
  /// What help calls the value; `nil` for an option that takes none.
  let placeholder: String?
  let isRepeatable: Bool
  /// What a value may be, as the end of “--name takes …”.
  let accepted: String
  let group: Group
  let commands: Set<CommandName>
  /// One sentence without a full stop, the default in it where there is one.
  let summary: String
  /// Whether a text is an acceptable value.
  let accepts: @Sendable (String) -> Bool
}

/// An option with the type of its value: the key under which a command finds what the person gave.
struct CommandOption<Value: Sendable>: Sendable {
  let declaration: OptionDeclaration
  let parse: @Sendable (String) -> Value?

  init(
    _ name: String, _ letter: Character? = nil, placeholder: String?, isRepeatable: Bool = false, accepted: String,
    in group: OptionDeclaration.Group, of commands: Set<CommandName>, _ summary: String,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    declaration = OptionDeclaration(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: isRepeatable, accepted: accepted,
      group: group, commands: commands, summary: summary, accepts: { parse($0) != nil })
    self.parse = parse
  }
}

extension CommandOption where Value == Bool {
  static func flag(
    _ name: String, _ letter: Character? = nil, in group: OptionDeclaration.Group, of commands: Set<CommandName>,
    _ summary: String
  ) -> Self {
    Self(name, letter, placeholder: nil, accepted: "no value", in: group, of: commands, summary) { $0.isEmpty }
  }
}

extension CommandOption where Value == String {
  static func text(
    _ name: String, _ placeholder: String, isRepeatable: Bool = false,
    accepted: String, in group: OptionDeclaration.Group, of commands: Set<CommandName>, _ summary: String
  ) -> Self {
    Self(
      name, placeholder: placeholder, isRepeatable: isRepeatable, accepted: accepted, in: group, of: commands, summary
    ) { $0 }
  }

  static func file(
    _ name: String, _ letter: Character? = nil, isRepeatable: Bool = false, in group: OptionDeclaration.Group,
    of commands: Set<CommandName>, _ summary: String
  ) -> Self {
    Self(
      name, letter, placeholder: "FILE", isRepeatable: isRepeatable, accepted: "a file's path", in: group,
      of: commands, summary
    ) { $0.isEmpty ? nil : $0 }
  }
}

extension CommandOption where Value == Int {
  static func count(
    _ name: String, _ letter: Character? = nil, _ placeholder: String = "N", from range: ClosedRange<Int>,
    in group: OptionDeclaration.Group, of commands: Set<CommandName>, _ summary: String
  ) -> Self {
    let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return Self(name, letter, placeholder: placeholder, accepted: accepted, in: group, of: commands, summary) { text in
      parseCount(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension CommandOption where Value == Duration {
  static func duration(
    _ name: String, from range: ClosedRange<Duration>, in group: OptionDeclaration.Group,
    of commands: Set<CommandName>, _ summary: String
  ) -> Self {
    let accepted =
      "a duration such as 500ms, 30s, 2m, 1.5h, from \(brief(range.lowerBound)) to \(brief(range.upperBound))"
    return Self(name, placeholder: "TIME", accepted: accepted, in: group, of: commands, summary) { text in
      parseDuration(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension CommandOption where Value: RawRepresentable, Value.RawValue == String {
  static func choice(
    _ name: String, _ letter: Character? = nil, among choices: [Value], in group: OptionDeclaration.Group,
    of commands: Set<CommandName>, _ summary: String
  ) -> Self {
    let words = choices.map(\.rawValue)
    return Self(
      name, letter, placeholder: words.joined(separator: "|"), accepted: alternatives(words), in: group, of: commands,
      summary
    ) { text in choices.first { $0.rawValue == text } }
  }
}

/// `a, b or c`
func alternatives(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " or " + last
}
