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
}
