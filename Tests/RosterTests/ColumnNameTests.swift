import RecordStreams
import Testing

@testable import Roster

@Suite("Names of columns")
struct ColumnNameTests {
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
