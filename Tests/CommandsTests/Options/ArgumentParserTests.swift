import Engine
import Testing

@testable import Commands

@Suite("Reading a command line")
struct ArgumentParserTests {
  private func arguments(_ line: String) throws -> CommandArguments {
    guard case .run(let arguments) = try ArgumentParser().parse(words(line)) else {
      Issue.record("\(line) does not run a command")
      return CommandArguments(command: .import)
    }
    return arguments
  }

  private func error(_ line: String) -> UsageError? {
    do {
      _ = try ArgumentParser().parse(words(line))
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "a value may stand behind a space, an equals sign or the letter",
    arguments: ["--concurrency 8", "--concurrency=8", "-j 8", "-j8"])
  func spellings(_ spelling: String) throws {
    #expect(try arguments("import list.csv \(spelling)")[Options.concurrency] == 8)
    #expect(try arguments("import \(spelling) list.csv").operands == ["list.csv"])
  }

  @Test("the command line is kept as it was given, to be shown again")
  func wordsAsGiven() throws {
    #expect(try arguments("import list.csv -j8 --settle=2s").words == ["import", "list.csv", "-j8", "--settle=2s"])
  }

  @Test("letters without a value can be written together, the last one may have one")
  func clusters() throws {
    let arguments = try arguments("import -nyj4 list.csv")
    #expect(arguments.has(Options.dryRun) && arguments.has(Options.yes))
    #expect(arguments[Options.concurrency] == 4)
  }

  @Test("two hyphens end the options, and a single one is a file")
  func operands() throws {
    #expect(try arguments("import -- --list.csv").operands == ["--list.csv"])
    #expect(try arguments("inspect -").operands == ["-"])
  }

  @Test("an equals sign in a value belongs to the value")
  func equalsInValue() throws {
    #expect(try arguments("import l --map name=company --map=key=id").all(Options.map) == ["name=company", "key=id"])
  }

  @Test("help is shown for a command wherever it stands on the line, but not behind two hyphens")
  func help() throws {
    #expect(try ArgumentParser().parse([]) == .help(nil))
    #expect(try ArgumentParser().parse(["help", "import"]) == .help(.import))
    #expect(try ArgumentParser().parse(["import", "--rubbish", "--help"]) == .help(.import))
    #expect(try ArgumentParser().parse(["--version"]) == .version)
    #expect(try arguments("inspect -- --help").operands == ["--help"])
  }

  @Test("a mistyped command or option is refused with the nearest one")
  func nearest() {
    #expect(error("improt list.csv") == .unknownCommand("improt", nearest: "import"))
    #expect(error("xyzzy") == .unknownCommand("xyzzy", nearest: nil))
    #expect(
      error("import l --concurency 3")
        == .unknownOption("--concurency", of: .import, nearest: "concurrency", elsewhere: []))
    #expect(
      error("check l --port 3") == .unknownOption("--port", of: .check, nearest: nil, elsewhere: [.sandbox]))
  }

  @Test("a missing, an unwanted and a bad value are told apart")
  func values() {
    #expect(error("import l --rate") == .missingValue(option: "--rate", accepted: RateChoice.accepted))
    #expect(error("import l --strict=yes") == .unexpectedValue(option: "--strict"))
    #expect(
      error("import l -j 0")
        == .unacceptableValue(option: "-j", value: "0", accepted: "a whole number from 1 to 256"))
  }

  @Test("the same option twice is a contradiction unless it says the same")
  func twice() throws {
    #expect(error("import l --keys 1 --keys 2") == .repeatedOption("--keys"))
    #expect(try arguments("import l --keys 2 --keys 2")[Options.keys] == 2)
  }

  @Test("a missing operand and one too many are refused")
  func operandCount() {
    #expect(error("import") == .missingOperand("FILE", of: .import))
    #expect(error("status a b") == .unexpectedOperand("b", of: .status))
    #expect(error("sandbox x") == .unexpectedOperand("x", of: .sandbox))
  }

  @Test("no command has two options of one name or letter, and every letter belongs to one meaning")
  func uniqueness() {
    for command in CommandName.allCases {
      let options = Options.all.filter { $0.commands.contains(command) }
      #expect(Set(options.map(\.name)).count == options.count, "\(command)")
      let letters = options.compactMap(\.letter)
      #expect(Set(letters).count == letters.count, "\(command)")
      #expect(!letters.contains("h"), "-h is help")
    }
  }

  @Test("every example in the help is a line that the parser takes")
  func examples() throws {
    for command in CommandName.allCases {
      for example in CommandDeclaration.of(command).examples {
        #expect(try arguments(example.line).command == command)
      }
    }
  }
}

/// Splits a line as a shell does, as far as the examples need it.
func words(_ line: String) -> [String] {
  var words: [String] = []
  var word: String?
  var isQuoted = false
  for character in line {
    switch character {
    case "'":
      isQuoted.toggle()
      word = word ?? ""
    case " " where !isQuoted:
      if let done = word { words.append(done) }
      word = nil
    default: word = (word ?? "") + String(character)
    }
  }
  return words + (word.map { [$0] } ?? [])
}
