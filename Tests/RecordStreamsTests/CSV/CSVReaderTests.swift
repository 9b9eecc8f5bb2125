import RecordStreams
import Testing

@Suite struct CSVReaderTests {
  @Test("a header names the columns and each further line is a record")
  func simple() {
    let reading = read("id,name\n1,Acme\n2,Globex\n")
    #expect(reading.columns == ["id", "name"])
    #expect(reading.fields == [["1", "Acme"], ["2", "Globex"]])
    #expect(reading.failure == nil)
  }

  @Test(
    "lines may end with LF, CRLF or CR, and the last one with nothing",
    arguments: ["\n", "\r\n", "\r"], [true, false])
  func lineBreaks(lineBreak: String, endsWithBreak: Bool) {
    let text = ["a,b", "1,2", "3,4"].joined(separator: lineBreak) + (endsWithBreak ? lineBreak : "")
    let reading = read(text)
    #expect(reading.fields == [["1", "2"], ["3", "4"]])
    #expect(reading.lines == [2, 3])
  }

  @Test("a quoted field may hold delimiters, line breaks and doubled quotes")
  func quotedFields() {
    let reading = read(
      "id,name,note\n1,\"Acme, Inc.\",\"first\nsecond\"\n2,\"\"\"Big\"\" Co\",\"\"\n3,plain,\"\"\"\"\n")
    #expect(reading.fields == [["1", "Acme, Inc.", "first\nsecond"], ["2", "\"Big\" Co", ""], ["3", "plain", "\""]])
    #expect(reading.lines == [2, 4, 5])
  }

  @Test("line breaks in quotes are counted as an editor counts them", arguments: ["\n", "\r\n", "\r"])
  func linesInQuotes(lineBreak: String) {
    let text = ["id,note", "1,\"a", "b", "", "c\"", "2,x", ""].joined(separator: lineBreak)
    let reading = read(text)
    #expect(reading.fields == [["1", ["a", "b", "", "c"].joined(separator: lineBreak)], ["2", "x"]])
    #expect(reading.lines == [2, 6])
  }

  @Test("a quoted field may end the list without a line break")
  func quotedEnd() {
    #expect(read("a,b\n1,\"x\"").fields == [["1", "x"]])
    #expect(read("a,b\n1,\"x\"\"\"").fields == [["1", "x\""]])
    #expect(read("a,b\n1,").fields == [["1", ""]])
  }

  @Test("a byte order mark is no part of the first column's name")
  func byteOrderMark() {
    let reading = read("\u{FEFF}id,name\n1,Acme\n")
    #expect(reading.columns == ["id", "name"])
    #expect(reading.rows.first?.byteOffset == 11)
    #expect(read("\u{FEFF}\"id\",name\n1,Acme\n").columns == ["id", "name"])
  }

  @Test("empty lines are no rows, an empty quoted field is one")
  func emptyLines() {
    let reading = read("\n\nname\n\nAcme\n\n\"\"\n\n")
    #expect(reading.columns == ["name"])
    #expect(reading.fields == [["Acme"], [""]])
    #expect(reading.lines == [5, 7])
  }

  @Test("a row has its number, line, offset and the very bytes it has in the list")
  func origins() {
    let reading = read("id,name\n1,\"A\"\"B\"\n2,ü\n")
    #expect(reading.rows.map(\.number) == [1, 2])
    #expect(reading.rows.map(\.byteOffset) == [8, 17])
    #expect(reading.rows.map(\.original) == ["1,\"A\"\"B\"", "2,ü"])
  }

  @Test("a row with too many or too few fields is rejected with its line and bytes, and the others go on")
  func raggedRows() {
    let reading = read("id,name\n1\n2,b\n3,c,d\n4,e\n")
    #expect(reading.fields == [["row-field-count"], ["2", "b"], ["row-field-count"], ["4", "e"]])
    #expect(reading.rows.map(\.isRejected) == [true, false, true, false])
    #expect(reading.rows[2].original == "3,c,d")
    #expect(reading.lines == [2, 3, 4, 5])
    #expect(reading.rows.map(\.number) == [1, 2, 3, 4])
    let message = RowProblem.fieldCount(expected: 2, found: 3).message
    #expect(message.hasPrefix("the row has 3 fields, the list 2 columns"))
  }

  @Test("empty fields behind the last column are left out and counted, others reject the row")
  func emptyFieldsBehind() {
    let reading = read("id,name\n1,a,\n2,b,,\"\"\n3,c,,x\n4\n")
    #expect(reading.fields == [["1", "a"], ["2", "b"], ["row-field-count"], ["row-field-count"]])
    #expect(reading.notices.contains(.rowsWithEmptyFieldsBehind(count: 2)))
    #expect(reading.rows[1].original == "2,b,,\"\"")
  }

  @Test("a zero byte is a character like any other")
  func zeroBytes() {
    #expect(read("id,name\n1,a\u{0}b\n\u{0},c\n").fields == [["1", "a\u{0}b"], ["\u{0}", "c"]])
  }

  @Test("very many very short rows come in batches of bounded size, all of them")
  func shortRows() throws {
    let text = "a,b,c\n" + String(repeating: ",,\n", count: 300_000)
    let reader = try CSVReader(MemoryByteSource(text))
    let batch = RecordBatch()
    var rows = 0
    while try reader.read(into: batch) {
      #expect(batch.count <= 131_072 / 3 + 1)
      rows += batch.count
    }
    #expect(rows == 300_000)
  }

  @Test("blank and repeated names in the header get names of their own, with a notice")
  func headerNames() {
    let reading = read("id, name ,,name,,name,name_2\n1,2,3,4,5,6,7\n", CSVOptions(delimiter: UInt8(ascii: ",")))
    #expect(reading.columns == ["id", "name", "column3", "name_3", "column5", "name_4", "name_2"])
    #expect(reading.notices.count == 4)
    #expect(reading.notices.contains(.blankColumn(position: 3, named: "column3")))
    #expect(reading.notices.contains(.repeatedColumn(name: "name", position: 4, named: "name_3")))
  }

  @Test("without a header the columns are numbered and the first row is a record")
  func noHeader() {
    let reading = read("1,Acme\n2,Globex\n", CSVOptions(hasHeader: false))
    #expect(reading.columns == ["column1", "column2"])
    #expect(reading.fields == [["1", "Acme"], ["2", "Globex"]])
    #expect(reading.lines == [1, 2])
    #expect(read("", CSVOptions(hasHeader: false)).failure == nil)
  }

  @Test("lines to skip are passed over whatever is in them, and still counted")
  func skippedLines() {
    let reading = read("Export of \"customers\nmade 2026\r\nid,name\n1,Acme\n", CSVOptions(skippedLines: 2))
    #expect(reading.columns == ["id", "name"])
    #expect(reading.lines == [4])
  }

  @Test("no more rows are read than asked for", arguments: [0, 1, 2, 5])
  func maxRows(count: Int) {
    let reading = read("id\n1\n2\n3\n", CSVOptions(maxRows: count))
    #expect(reading.rows.count == min(count, 3))
    #expect(reading.failure == nil)
  }

  @Test("without quotes a quote stands for itself")
  func withoutQuotes() {
    let reading = read("id,size\n1,5\" pipe\n2,\"x\n", CSVOptions(quote: .none))
    #expect(reading.fields == [["1", "5\" pipe"], ["2", "\"x"]])
  }

  @Test("another quote can be set")
  func otherQuote() {
    let reading = read("id,name\n1,'it''s, well'\n", CSVOptions(quote: .byte(UInt8(ascii: "'"))))
    #expect(reading.fields == [["1", "it's, well"]])
  }

  @Test("a header alone is a list without records")
  func headerAlone() {
    for text in ["id,name", "id,name\n", "id,name\r\n"] {
      let reading = read(text)
      #expect(reading.columns == ["id", "name"])
      #expect(reading.rows.isEmpty)
      #expect(reading.failure == nil)
    }
  }

  @Test("a row longer than many chunks is read, and what follows it, too")
  func longRow() {
    let long = String(repeating: "müster \"\" ", count: 100_000)
    let text = "id,note\n1,\"\(long)\"\n2,short\n"
    for chunkSize in [4096, 65_537, Int.max] {
      let reading = Reading(Array(text.utf8), chunkSize: chunkSize, options: CSVOptions())
      #expect(reading.failure == nil)
      #expect(reading.rows.first?.fields.last == long.replacing("\"\"", with: "\""))
      #expect(reading.rows.last?.fields == ["2", "short"])
      #expect(reading.lines == [2, 3])
    }
  }
}
