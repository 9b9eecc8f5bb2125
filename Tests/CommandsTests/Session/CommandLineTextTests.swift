import Testing

@testable import Commands

@Suite("A command line written out again")
struct CommandLineTextTests {
  @Test(
    "reading it gives the same command line",
    arguments: [
      ["export"],
      ["export", "-o", "my account.csv", "--with=keys,ssh", "--sort", "name,created_at:desc", "--flat", "-v"],
      ["plan", "it's a list.csv", "--name={company} (\"{id}\")", "--json", "--max-share", "50%"],
      ["plan", "--", "-list.csv"], ["plan", "-", "--description=-", "--description", "-"],
      ["export", "--select=--", "--to", "json"],
    ])
  func roundTrip(_ words: [String]) throws {
    guard case .run(let arguments) = try ArgumentParser().parse(words) else {
      Issue.record("no command: \(words)")
      return
    }
    let text = CommandLineText(arguments).text
    let read = shellWords(text)
    #expect(read.first == "muster")
    guard case .run(let again) = try ArgumentParser().parse(Array(read.dropFirst())) else {
      Issue.record("no command: \(text)")
      return
    }
    #expect(again.given == arguments.given && again.command == arguments.command)
    #expect(again.operands == arguments.operands.map { $0 == "-list.csv" ? "./-list.csv" : $0 })
  }

  /// The words of a line as a shell takes them, as far as single quotes and backslashes go.
  private func shellWords(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    var characters = Array(line)[...]
    while let character = characters.popFirst() {
      switch character {
      case "'": (isQuoted, word) = (!isQuoted, word ?? "")
      case "\\" where !isQuoted: word = (word ?? "") + String(characters.popFirst() ?? "\\")
      case " " where !isQuoted:
        if let ended = word { words.append(ended) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
