import RecordStreams
import Testing

@testable import Roster

@Suite("Templates")
struct TemplateTests {
  @Test("names in braces are columns, doubled braces are braces")
  func parsing() throws {
    let template = try Template("{{{company}}} ({ id }) }}")
    #expect(template.parts == [.text("{"), .column("company"), .text("} ("), .column("id"), .text(") }")])
    #expect(template.columns == ["company", "id"])
  }

  @Test("behind a column come others to take its place, and functions with their arguments")
  func values() throws {
    let template = try Template(#"{name ?? `Company | Name` | trim|before: "\t:" |replace:a:  |default:n/a}"#)
    #expect(
      template.values == [
        TemplateValue(
          columns: ["name", "Company | Name"],
          functions: [.trim, .before("\t:"), .replace("a", with: ""), .fallback("n/a")])
      ])
    #expect(try Template("{a?b}").values[0].columns == ["a?b"])
  }

  @Test(
    "a template can be written down and parsed again",
    arguments: [
      "", "{a}", "a{b}c", "{{{a}}}", "{a}{b} – ü", "{a ?? b | trim | lower}", "{`a}b` | replace:\":\":' '}",
      "{a | default:\"\\\\ \\\" '\"}",
    ])
  func roundTrip(text: String) throws {
    let template = try Template(text)
    #expect(try Template(template.description) == template)
  }

  @Test(
    "a faulty template is refused at its fault",
    arguments: [
      ("{company", 1, TemplateFailure.Cause.unclosedBrace), ("ab {a} {b", 8, .unclosedBrace),
      ("{a{b}", 1, .unclosedBrace), ("{a | lower", 1, .unclosedBrace), ("{a | lower {b}", 1, .unclosedBrace),
      ("a}b", 2, .unopenedBrace), ("{a} {}", 5, .emptyName), ("{  }", 1, .emptyName), ("{", 1, .unclosedBrace),
      ("{a ?? }", 7, .emptyName), ("{a ?? | lower}", 7, .emptyName), ("{| lower}", 1, .emptyName),
      ("{a | lwoer}", 6, .unknownFunction("lwoer", suggestion: "lower")),
      ("{a | uppercase}", 6, .unknownFunction("uppercase", suggestion: "upper")),
      ("{a | capitalise}", 6, .unknownFunction("capitalise", suggestion: nil)),
      ("{a|}", 4, .unknownFunction("", suggestion: nil)),
      ("{a | before}", 6, .wrongArguments(of: .before)), ("{a | before:}", 6, .wrongArguments(of: .before)),
      ("{a | lower:x}", 6, .wrongArguments(of: .lower)), ("{a | replace:x}", 6, .wrongArguments(of: .replace)),
      ("{a | truncate:0}", 6, .wrongArguments(of: .truncate)), ("{a | truncate:-1}", 6, .wrongArguments(of: .truncate)),
      ("{a | truncate:4097}", 6, .wrongArguments(of: .truncate)), ("{a | default:}", 6, .wrongArguments(of: .default)),
      ("{a | before:\"@}", 13, .unclosedQuote), ("{`a}", 2, .unclosedQuote),
      ("{a | before:\"\\x\"}", 14, .unknownEscape("x")), ("{a | before:\"@\"x}", 16, .unexpected("x")),
      ("{`a`b}", 5, .unexpected("b")),
    ])
  func faults(text: String, position: Int, cause: TemplateFailure.Cause) {
    let failure = #expect(throws: TemplateFailure.self) { try Template(text) }
    #expect(failure?.cause == cause)
    #expect(failure?.position == position)
    #expect(failure?.description.contains("character \(position):") == true)
  }

  @Test("a very long template is refused")
  func tooLong() throws {
    let limit = Template.maximumLength
    #expect(try Template(String(repeating: "x", count: limit)).parts.count == 1)
    let failure = #expect(throws: TemplateFailure.self) { try Template(String(repeating: "x", count: limit + 1)) }
    #expect(failure?.cause == .tooLong(limit: limit))
  }

  @Test("a message about a function names the nearest, or how it is used")
  func messages() {
    let unknown = #expect(throws: TemplateFailure.self) { try Template("{company | lowr}") }
    #expect(unknown?.description.contains("there is no function \"lowr\". Did you mean lower?") == true)
    let misused = #expect(throws: TemplateFailure.self) { try Template("{email|before}") }
    #expect(
      misused?.description
        == "template \"{email|before}\", character 8: before takes the text to look for, as in {email | before:@}; "
        + "white space and : stand in quotes")
  }
}
