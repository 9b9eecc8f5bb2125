import RecordStreams
import Testing

@testable import Roster

/// Whether a filter takes a record of these texts.
func isTaken(_ filter: String, _ values: KeyValuePairs<String, String>) throws -> Bool {
  try withRecord(values.map { ($0.key, $0.value) }) { record, columns in
    var plan = try FilterPlan(RecordFilter(filter), columns: columns)
    return plan.matches(record)
  }
}

/// Whether a filter takes a row of fields of any kind; `nil` is missing.
func isTaken(_ filter: String, fields: KeyValuePairs<String, (String, FieldKind)?>) throws -> Bool {
  let plan = try FilterPlan(RecordFilter(filter), columns: Columns(fields.map(\.key)))
  let bytes = fields.map { Array(($0.value?.0 ?? "").utf8) }
  let memory = bytes.map { text in
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
    copy.copyBytes(from: text)
    return copy
  }
  defer { for copy in memory { copy.deallocate() } }
  let row = zip(memory, fields).map { Field(bytes: UnsafeRawBufferPointer($0), kind: $1.value?.1 ?? .missing) }
  return row.withUnsafeBufferPointer { plan.matches($0) }
}

@Suite("Filters")
struct RecordFilterTests {
  private let customer: KeyValuePairs = [
    "status": "active", "country": "FR", "seats": "12", "email": "", "e-mail": "a@b.example",
    "created": "2025-03-01T00:00:00Z",
    "paid": "TRUE", "zip": "007", "limit": "12.0", "Größe": "XL",
  ]

  @Test(
    "conditions hold as they read",
    arguments: [
      (#"status == "active""#, true), (#"status != "active""#, false), (#"status == 'active'"#, true),
      (#""active" == status"#, true), (#"status == "Active""#, false), (#"status.lower() == "active""#, true),
      (#"country in ["DE", "FR"]"#, true), (#"country in ["DE"]"#, false), ("country in []", false),
      (#"!(country in ["DE"])"#, true), (#"!country in ["DE"]"#, true), ("seats in [1, 12e0]", true),
      ("seats > 9", true), ("seats > 9.5", true), ("9 < seats", true), ("12.0 <= seats", true), ("seats >= 13", false),
      (#"seats > "9""#, false), ("seats == 12.000", true), (#"seats == "12.0""#, false), ("zip == 7", true),
      (#"zip == "7""#, false), ("status > 1", false), ("status == 1", false), ("status != 1", true),
      ("seats == limit", true), ("status < created", false), ("created < status", true),
      (#"created < "2025-03-02""#, true), (#"created >= "2025-03-01" && created < "2025-04-01""#, true),
      ("paid == true", true), ("paid == false", false), ("paid != false", true), ("status == true", false),
      ("has(email)", false), ("has(status)", true), (#"email == """#, true), ("email == null", false),
      ("email != null", true), (#"has(`e-mail`) && has(col("e-mail"))"#, true),
      (#"`e-mail`.endsWith(".example")"#, true), (#"col("e-mail").startsWith("b")"#, false),
      (#"status.contains("ctiv")"#, true), (#"status.contains("")"#, true), (#"status.lower().contains("CT")"#, false),
      (#"Größe == "XL""#, true), (#"STATUS == "active""#, true),
    ])
  func conditions(filter: String, holds: Bool) throws {
    #expect(try isTaken(filter, customer) == holds)
  }

  @Test(
    "&& binds more strongly than ||, and ! most",
    arguments: [
      (#"status == "x" && seats == 1 || country == "FR""#, true),
      (#"status == "x" && (seats == 1 || country == "FR")"#, false),
      (#"country == "FR" || status == "x" && seats == 1"#, true),
      (#"(country == "FR" || status == "x") && seats == 1"#, false),
      (#"!(status == "x") && seats == 12"#, true), (#"!!(seats == 12)"#, true),
      (#"!(seats == 12 || seats == 13)"#, false),
    ])
  func precedence(filter: String, holds: Bool) throws {
    #expect(try isTaken(filter, customer) == holds)
  }

  @Test("numbers are compared exactly, however long they are")
  func numbers() throws {
    let record: KeyValuePairs<String, (String, FieldKind)?> = [
      "id": ("9007199254740993", .number), "small": ("-0.10000000000000000000000001", .number), "text": ("1e3", .text),
    ]
    let taken = [
      "id > 9007199254740992", "id != 9007199254740992", "id == 9007199254740993.0", "id < 9007199254740994",
      "id == 9.007199254740993e15", "small < -0.1", "small > -0.1000000000000000000000001", "text == 1000",
      "text == +1000.0", "id > -1", "small > -1e400", "small < 1e-400", "id < 1e999999999999999999999",
    ]
    for filter in taken { #expect(try isTaken(filter, fields: record), "\(filter)") }
  }

  @Test("what is missing or null is neither equal to a value nor in an order with one")
  func absent() throws {
    let record: KeyValuePairs<String, (String, FieldKind)?> = ["a": nil, "b": ("", .null), "c": ("", .text)]
    let taken = [
      "a == null", "b == null", "c != null", "a != \"x\"", "a != 1", "a != true", "a == b", "a != c", "!has(a)",
      "!has(b)", "!has(c)", "a in [null]", "!(a < 1)", "!(a >= 1)", "!(a == \"\")", "c == \"\"", "!a.contains(\"\")",
      "!(a in [\"\", 0, false])",
    ]
    for filter in taken { #expect(try isTaken(filter, fields: record), "\(filter)") }
  }

  @Test("kinds of JSON are compared as they are written")
  func kinds() throws {
    let record: KeyValuePairs<String, (String, FieldKind)?> = [
      "n": ("5.0", .number), "t": ("true", .boolean), "list": (#"["x","y"]"#, .json), "s": (" 5 ", .text),
    ]
    for filter in [
      "n == 5", "n == \"5.0\"", "n == s", "t == true", "t == \"true\"", "list.contains(\"\\\"y\\\"\")", "s == 5",
    ] {
      #expect(try isTaken(filter, fields: record), "\(filter)")
    }
  }

  @Test("members inside a value are reached as in the mapping")
  func nested() throws {
    let filter = try RecordFilter(#"address.country == "DE" && phones.0.startsWith("+49") && `a.b`.c == 1"#)
    #expect(Set(filter.columns) == ["address.country", "phones.0", "a.b.c"])
  }

  @Test(
    "a faulty filter is refused at its fault",
    arguments: [
      ("status = \"a\"", 8, "\"=\" is written == here"), ("a <> 1", 3, "is written != here"),
      ("a == 1 and b == 2", 8, "is written && here"), ("a == 1 & b == 2", 8, "is written && here"),
      ("NOT (a == 1)", 1, "is written ! here"), ("a == \"x", 6, "never closed"),
      ("a == \"\\x\"", 7, "\\x means nothing"),
      ("", 1, "it ends where a condition"), ("a ==", 5, "it ends where a column or a value"),
      ("(a == 1", 1, "never closed"), ("a == 1)", 7, "closes nothing"), ("a == 1 b", 8, "\"b\" stands where &&"),
      ("a == 1 == 2", 8, "\"==\" stands where &&"),
      ("a", 1, "a column alone is no condition; write a == true, or has(a)"),
      ("!a && b == 1", 2, "a column alone"), ("1 == 1", 3, "the same for every row"),
      ("true", 1, "the same for every row"),
      ("1 in [1]", 3, "the same for every row"), ("a < null", 5, "null is neither less"),
      ("true <= a", 1, "true is neither"),
      ("a in \"x\"", 6, "where a list such as"), ("a in [b]", 7, "where a value such as"),
      ("a in [1 2]", 9, "a comma or ]"),
      ("a in [1,", 9, "it ends where a value"), ("a.contians(\"x\")", 1, "Did you mean contains?"),
      ("a.matches(\"x\")", 1, "there is no function \"matches\""), ("contains(a)", 1, "there is no function"),
      ("a.contains(b)", 12, "where a text in quotes"), ("a.lower(", 9, "it ends where )"),
      ("has(1)", 5, "the name of a column"),
      ("has(has(a))", 5, "there is no function \"has\""), ("a == 12x", 6, "\"12x\" is no number"),
      ("a == -", 6, "is no number"),
      ("a == 1.2.3", 6, "is no number"), ("1 != e-mail.x", 6, "stands in backticks: `e-mail.x`"),
      ("a == #", 6, "\"#\" stands where"),
      ("`a == 1", 1, "never closed"), ("a. == 1", 4, "the rest of a column's name"),
    ])
  func faults(text: String, position: Int, message: String) {
    let failure = #expect(throws: FilterFailure.self) { try RecordFilter(text) }
    #expect(failure?.position == position, "\(failure?.description ?? "")")
    #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "")")
    #expect(failure?.code == "filter-invalid")
  }

  @Test("nothing nests without a bound, and nothing is longer than it may be")
  func bounds() {
    let deep = String(repeating: "(", count: 500) + "a == 1"
    #expect(#expect(throws: FilterFailure.self) { try RecordFilter(deep) }?.cause == .tooDeep(limit: 128))
    let nots = String(repeating: "!", count: 500) + "(a == 1)"
    #expect(#expect(throws: FilterFailure.self) { try RecordFilter(nots) }?.cause == .tooDeep(limit: 128))
    let long = String(repeating: " ", count: 65_537)
    #expect(#expect(throws: FilterFailure.self) { try RecordFilter(long) }?.cause == .tooLong(limit: 65_536))
    let calls = String(repeating: "has(", count: 500)
    #expect(throws: FilterFailure.self) { try RecordFilter(calls) }
    let wide = Array(repeating: "a == 1", count: 1000).joined(separator: "||")
    #expect((try? RecordFilter(wide))?.steps.count == 1999)
  }

  @Test(
    "a filter as deep as it may be is written down no deeper", arguments: ["a == 1", "(a == 1 && b == 2)", "has(a)"])
  func deepest(condition: String) throws {
    let room = condition.hasPrefix("(") ? 127 : 128
    let filter = try RecordFilter(String(repeating: "!", count: room) + condition)
    #expect(try RecordFilter(filter.description) == filter)
  }

  @Test("an unknown column is named with the nearest one and its place")
  func unknownColumn() throws {
    let filter = try RecordFilter(#"seats > 1 && staus == "x""#)
    let failure = #expect(throws: FilterFailure.self) { try FilterPlan(filter, columns: Columns(["status", "seats"])) }
    #expect(failure?.code == "filter-unknown-column")
    #expect(failure?.position == 14)
    #expect(failure?.description.contains("no column \"staus\". Did you mean \"status\"?") == true)
    // A list whose columns are found in its records may still bring it.
    var growing = Columns(["seats"])
    growing.mayGrow = true
    _ = try FilterPlan(filter, columns: growing)
  }

  @Test("a list of thousands of values is looked up, not walked through")
  func largeSet() throws {
    let values = (0..<1000).map { "\"k\($0 * 7)\"" } + (0..<50).map { "\($0 * 3).0" }
    let columns = Columns(["id"])
    let plan = try FilterPlan(RecordFilter("id in [\(values.joined(separator: ","))]"), columns: columns)
    let ids = [("k0", true), ("k6993", true), ("k1", false), ("k6994", false), ("147", true), ("148", false)]
    for (id, holds) in ids {
      Array(id.utf8).withUnsafeBytes { bytes in
        withUnsafePointer(to: Field(bytes: bytes, kind: .text)) { field in
          #expect(plan.matches(UnsafeBufferPointer(start: field, count: 1)) == holds, "\(id)")
        }
      }
    }
  }
}
