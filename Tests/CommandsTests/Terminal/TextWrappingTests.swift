import Testing

@testable import Commands

@Suite("Breaking lines between words")
struct TextWrappingTests {
  @Test("a line that is too long hangs below its first word, and no line is wider than the terminal")
  func hangs() {
    let line = "  list.csv:7: the name \"Acme\" of line 7 stands in line 3 already"
    #expect(
      hung(line, width: 40) == """
          list.csv:7: the name "Acme" of
              line 7 stands in line 3 already
        """)
  }

  @Test("a line that fits, and one for a terminal of no width, stay as they are")
  func fits() {
    #expect(hung("  a short line", width: 80) == "  a short line")
    #expect(hung("  a line of some words", width: 0) == "  a line of some words")
  }
}
