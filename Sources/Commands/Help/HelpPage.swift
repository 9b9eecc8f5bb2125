/// The text that `--help` prints; made from the tables, so that it cannot say anything else than what is parsed.
struct HelpPage {
  private static let width = 80
  private static let column = 28

  let text: String

  /// The page of the whole program.
  init() {
    var lines = [
      "muster turns a customer list into ngrok bot users and API keys: once, completely,",
      "without a duplicate, through any interruption.", "",
      "Usage: muster COMMAND [OPTIONS] [FILE]", "", "Commands",
    ]
    for command in CommandName.allCases {
      let declaration = CommandDeclaration.of(command)
      let label = [command.rawValue, declaration.operand].compactMap { $0 }.joined(separator: " ")
      lines += Self.entry(label, declaration.summary, column: 24)
    }
    lines += [
      "", "muster COMMAND --help tells more about a command. --version prints the version.", "",
      "A migration",
      "  muster check customers.csv                        # what would happen?",
      "  muster import customers.csv --sandbox             # a rehearsal",
      "  export NGROK_API_KEY=…                            # or --api-key-file FILE",
      "  muster import customers.csv -o credentials.csv    # the real thing",
      "  muster verify customers.csv.muster                # is it all there?", "",
      "Exit codes",
    ]
    for code in ExitCode.allCases { lines += Self.entry(String(code.rawValue), code.meaning, column: 6) }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// The page of one command.
  init(of command: CommandName) {
    let declaration = CommandDeclaration.of(command)
    let operand = declaration.operand.map { " \($0)" } ?? ""
    var lines = [
      "muster \(command.rawValue): \(declaration.summary)", "",
      "Usage: muster \(command.rawValue) [OPTIONS]\(operand)",
    ]
    for paragraph in declaration.explanation {
      lines.append("")
      lines += wrapped(paragraph, width: Self.width)
    }
    for group in OptionDeclaration.Group.allCases {
      let options = Options.all.filter { $0.group == group && $0.commands.contains(command) }
      guard !options.isEmpty else { continue }
      lines += ["", group.rawValue]
      for option in options { lines += Self.entry(Self.label(of: option), option.summary, column: Self.column) }
    }
    for appendix in declaration.appendices {
      lines += ["", appendix.title]
      for entry in appendix.entries { lines += Self.entry(entry.label, entry.meaning, column: 22) }
    }
    lines += ["", "Examples"]
    for example in declaration.examples {
      lines += ["  # \(example.purpose)", "  muster \(example.line)"]
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// `  -o, --output FILE`, or without a letter `      --format csv|tsv`.
  private static func label(of option: OptionDeclaration) -> String {
    let letter = option.letter.map { "-\($0), " } ?? "    "
    let value = option.placeholder.map { " \($0)" } ?? ""
    return "\(letter)--\(option.name)\(value)"
  }

  /// A label and, from `column` on, what it means; on the line below if the label is too long.
  private static func entry(_ label: String, _ meaning: String, column: Int) -> [String] {
    var rest = wrapped(meaning, width: width - column)
    let indent = String(repeating: " ", count: column)
    var lines: [String] = []
    if label.count + 4 <= column {
      let first = rest.isEmpty ? "" : rest.removeFirst()
      lines.append("  \(label)" + String(repeating: " ", count: column - 2 - label.count) + first)
    } else {
      lines.append("  \(label)")
    }
    return lines + rest.map { indent + $0 }
  }
}
