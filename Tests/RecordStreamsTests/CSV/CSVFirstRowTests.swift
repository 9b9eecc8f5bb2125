import RecordStreams
import Testing

@Suite struct CSVFirstRowTests {
  private func hasHeader(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
    let reading = read(text, sourceLocation: sourceLocation)
    return !reading.notices.contains { if case .headerMissing = $0 { true } else { false } }
  }

  @Test(
    "a first row that is evidently a customer is not lost as a header",
    arguments: [
      "1001,Acme\n1002,Globex\n", "Acme,1001\nGlobex,1002\n", "anna@example.com\n", "Acme,https://acme.example,x\n",
      "Acme,2024-05-31\nGlobex,2024-06-01\n", "Acme;12,5\nGlobex;7,25\nInitech;1,0\n",
      "3f2b8c1e-9d4a-4c6b-8f1e-2a7d5c9b0e13,Acme\n", "Acme,7\nGlobex,\nInitech,12\n",
      "bot_2f4Kp9cQ1mZx7LwT3vYbN8sR6eH\n",
    ])
  func data(text: String) {
    #expect(!hasHeader(text))
    let reading = read(text)
    #expect(reading.columns.first == "column1")
    #expect(reading.rows.count == text.split(separator: "\n").count)
    #expect(reading.lines.first == 1)
  }

  @Test(
    "everything else is a header",
    arguments: [
      "id,name\n1,Acme\n", "name,2023,2024\nAcme,5,7\nGlobex,6,8\n", "Acme,Globex\nx,y\n", "Firma,Ort\nMüller,Köln\n",
      "name,1,2\nAcme,3,4\n", "a,b\n1,2\n", "2023,2024\n1,2\n", "name\n", "", "customer_1,customer_2\n1,2\n",
      "Produkt,1\nBrot,x\n",
    ])
  func header(text: String) {
    #expect(hasHeader(text))
  }

  @Test("what was said is not looked for")
  func said() {
    let text = "1001,Acme\n1002,Globex\n"
    #expect(read(text, CSVOptions(hasHeader: true)).columns == ["1001", "Acme"])
    let without = read(text, CSVOptions(hasHeader: false))
    #expect(without.rows.count == 2)
    #expect(without.notices.count == 1)
  }

  @Test("the notice says which field shows it and what to do")
  func wording() {
    let notice = read("Acme,anna@example.com\n").notices.last
    #expect(notice == .headerMissing(column: 2, text: "anna@example.com", kind: "e-mail address"))
    #expect(notice?.isWarning == true)
  }
}
