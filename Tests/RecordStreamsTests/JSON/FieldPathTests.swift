import RecordStreams
import Testing

@Suite struct FieldPathTests {
  private let nested = Columns(["address", "address.city", "phones", "a.b"], hasNestedValues: true)

  @Test("a column with that very name wins over a member of another column")
  func exactNameWins() throws {
    let path = try #require(FieldPath("address.city", in: nested))
    #expect(path.column == 1)
    #expect(!path.isNested)
  }

  @Test("the longest column name in front of a dot is the column", arguments: [("address.country", 0), ("a.b.c", 3)])
  func longestColumn(name: String, column: Int) throws {
    let path = try #require(FieldPath(name, in: nested))
    #expect(path.column == column)
    #expect(path.isNested)
  }

  @Test("a name that is no column and leads into none is no path", arguments: ["city", "a", "a.c", "", "."])
  func nowhere(name: String) {
    #expect(FieldPath(name, in: nested) == nil)
  }

  @Test("a list without nested values has columns only")
  func flatList() {
    #expect(FieldPath("address.country", in: Columns(["address"])) == nil)
    #expect(FieldPath("address", in: Columns(["address"]))?.column == 0)
  }

  private func value(_ name: String, in record: String) throws -> String? {
    let reader = JSONReader(MemoryByteSource("[\(record)]"), layout: .documents)
    let batch = RecordBatch()
    _ = try reader.read(into: batch)
    guard case .record(let record) = batch[0], let path = FieldPath(name, in: batch.columns) else { return nil }
    let scratch = FieldScratch()
    return withExtendedLifetime(scratch) {
      let field = path.value(in: record, scratch: scratch)
      return field.kind == .missing ? nil : "\(field.kind) \(field.text)"
    }
  }

  @Test(
    "a path leads to members of objects and elements of arrays, whatever kind they are",
    arguments: [
      ("a.b", "text x"), ("a.c.0", "number 1"), ("a.c.1.d", "boolean true"), ("a.c.2", "null "),
      ("a.c", #"json [1,{"d":true},null]"#),
      ("a.é", "text \"\\\n"), ("a.", "text e"), ("a.0", "text z"),
    ])
  func values(name: String, value expected: String) throws {
    let record = #"{"a": {"b":"x", "c":[1, {"d":true}, null], "\u00e9":"\"\\\n", "":"e", "0":"z"}}"#
    #expect(try value(name, in: record) == expected)
  }

  @Test(
    "a path finds nothing where there is nothing, or no one thing",
    arguments: ["a.x", "a.b.x", "a.c.3", "a.c.-1", "a.c.01", "a.c.x", "a.twice", "a.c.99999999999999999999"])
  func nothing(name: String) throws {
    #expect(try value(name, in: #"{"a":{"b":"x","c":[1,2,3],"twice":1,"t":0,"twice":2}}"#) == nil)
  }

  @Test("values that had to be rewritten stay where they are until the scratch is emptied")
  func scratch() throws {
    let long = String(repeating: "\\n", count: 40_000)
    let reader = JSONReader(MemoryByteSource("[{\"a\":{\"b\":\"\(long)\",\"c\":\"x\\ty\"}}]"), layout: .documents)
    let batch = RecordBatch()
    _ = try reader.read(into: batch)
    guard case .record(let record) = batch[0] else { return }
    let scratch = FieldScratch()
    for _ in 0..<3 {
      let fields = ["a.c", "a.b", "a.c", "a.b"].compactMap { name in
        FieldPath(name, in: batch.columns)?.value(in: record, scratch: scratch)
      }
      #expect(fields.map(\.bytes.count) == [3, 40_000, 3, 40_000])
      #expect(fields[0].text == "x\ty")
      scratch.removeAll()
    }
  }
}
