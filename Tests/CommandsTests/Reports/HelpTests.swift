import Testing

@testable import Commands

@Suite("Help")
struct HelpTests {
  @Test("the page of the program is as recorded, and is what comes without arguments")
  func program() {
    let page = Capture("--help")
    expectGolden(page.output, "help")
    #expect(page.exitCode == 0 && page.error.isEmpty)
    for line in ["", "help", "-h"] { #expect(Capture(line).output == page.output) }
  }

  @Test("the page of each command is as recorded", arguments: CommandName.allCases)
  func commands(_ command: CommandName) {
    let page = Capture("\(command.rawValue) --help")
    expectGolden(page.output, "help-\(command.rawValue)")
    #expect(page.exitCode == 0 && page.error.isEmpty)
    #expect(Capture("help \(command.rawValue)").output == page.output)
  }

  @Test("every line fits a terminal of 100 columns, and all but examples one of 80", arguments: CommandName.allCases)
  func width(_ command: CommandName) {
    for line in HelpPage(of: command).text.split(separator: "\n") {
      #expect(line.count <= (line.hasPrefix("  muster") ? 100 : 80), "\(line)")
    }
  }
}
