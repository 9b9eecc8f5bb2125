import RecordStreams
import Testing

@testable import Roster

@Suite struct TemplateTests {
  @Test("names in braces are columns, doubled braces are braces")
  func parsing() throws {
    let template = try Template("{{{company}}} ({ id }) }}")
    #expect(template.parts == [.text("{"), .column("company"), .text("} ("), .column("id"), .text(") }")])
    #expect(template.columns == ["company", "id"])
  }

  @Test("a template can be written down and parsed again", arguments: ["", "{a}", "a{b}c", "{{{a}}}", "{a}{b} – ü"])
  func roundTrip(text: String) throws {
    let template = try Template(text)
    #expect(try Template(template.description) == template)
  }

  @Test(
    "a faulty template is refused at its fault",
    arguments: [
      ("{company", 1, TemplateFailure.Cause.unclosedBrace), ("ab {a} {b", 8, .unclosedBrace),
      ("{a{b}", 1, .unclosedBrace),
      ("a}b", 2, .unopenedBrace), ("{a} {}", 5, .emptyName), ("{  }", 1, .emptyName), ("{", 1, .unclosedBrace),
    ])
  func faults(text: String, position: Int, cause: TemplateFailure.Cause) {
    let failure = #expect(throws: TemplateFailure.self) { try Template(text) }
    #expect(failure?.cause == cause)
    #expect(failure?.position == position)
    #expect(failure?.description.contains("character \(position):") == true)
  }

  @Test("a column is found whatever its case, spaces and hyphens, if only one is meant")
  func columnNames() {
    let columns = Columns(["Customer ID", "e-mail", "Plan", "plan"])
    #expect(column(named: "customer_id", among: columns) == "Customer ID")
    #expect(column(named: "email", among: columns) == "e-mail")
    #expect(column(named: "plan", among: columns) == "plan")
    #expect(column(named: "PLAN", among: columns) == nil)
  }

  @Test("the nearest name is suggested, and none that is far away")
  func suggestions() {
    let names = ["company", "email", "region"]
    #expect(nearest(to: "comapny", among: names) == "company")
    #expect(nearest(to: "e-mial", among: names) == "email")
    #expect(nearest(to: "telephone", among: names) == nil)
  }
}
