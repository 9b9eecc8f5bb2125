import Support
import Testing

@testable import Commands

/// A document without places, as JSON with every number and name in quotes.
private func plain(_ value: JSON5Value) -> String {
  switch value.content {
  case .string(let text): "s\(text.debugDescription)"
  case .number(let text): "n\(text)"
  case .boolean(let value): "\(value)"
  case .null: "null"
  case .array(let values): "[" + values.map(plain).joined(separator: ",") + "]"
  case .object(let members):
    "{" + members.map { "\($0.name.debugDescription):\(plain($0.value))" }.joined(separator: ",") + "}"
  }
}

private func parse(_ text: String) throws(JSON5Failure) -> JSON5Value {
  var parser = JSON5Parser(text)
  return try parser.parse()
}

@Suite("Reading JSON5")
struct JSON5ParserTests {
  @Test(
    "what JSON5 allows beyond JSON is read",
    arguments: [
      ("{}", "{}"), ("[]", "[]"), (" [ ] // x", "[]"), ("{a:1,'b':[2,],\"c\":{},}", #"{"a":n1,"b":[n2],"c":{}}"#),
      ("/* a */ [1, // b\n 2 /* c */]", "[n1,n2]"), ("'it''s'", nil), (#"'it\'s "x"'"#, #"s"it\'s \"x\"""#),
      (#""\u00e4\x41\n\z\0""#, "s\"äA\\nz\\0\""), ("'a\\\nb\\\r\nc'", "s\"abc\""), (#""\ud83d\ude00""#, "s\"😀\""),
      ("[.5, 5., +1, -0x1F, 1e3, Infinity]", nil), ("[.5, 5., +1, -0x1F, 1e3]", "[n.5,n5.,n+1,n-0x1F,n1e3]"),
      ("{ä_$1: null}", #"{"ä_$1":null}"#), ("\u{FEFF}\u{A0}true\u{2028}", "true"), ("[[[false]]]", "[[[false]]]"),
    ] as [(String, String?)])
  func accepted(text: String, expected: String?) {
    #expect((try? parse(text)).map(plain) == expected)
  }

  @Test(
    "a fault is refused at its place",
    arguments: [
      ("", 1, 1), ("{\n  a: 1\n  b: 2}", 3, 3), ("{a: 'x\n'}", 1, 5), ("[1 2]", 1, 4), ("[1,,2]", 1, 4), ("{,}", 1, 2),
      ("{a}", 1, 3), ("{1a: 2}", 1, 2), ("{a-b: 2}", 1, 3), ("// x\n/* y", 2, 1), ("[1]]", 1, 4), ("{a:1} x", 1, 7),
      ("['\\u12']", 1, 3), ("['\\ud800']", 1, 3), ("['\\1']", 1, 3), ("{a:1,\r\nb:2,\r\na:3}", 3, 1), ("[nul]", 1, 2),
      ("{a:", 1, 4), ("[\"x", 1, 2), ("]", 1, 1), ("[-]", 1, 2), ("\"a\nb\"", 1, 1),
    ])
  func refused(text: String, line: Int, column: Int) {
    let failure = #expect(throws: JSON5Failure.self) { try parse(text) }
    #expect(failure?.place == DocumentPlace(line: line, column: column), "\(String(describing: failure))")
  }

  @Test("nesting has a bound, whatever nests")
  func depth() throws {
    let limit = JSON5Parser.maximumDepth
    #expect(throws: Never.self) {
      try parse(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
    }
    for opening in ["[", "{a:"] {
      let failure = #expect(throws: JSON5Failure.self) { try parse(String(repeating: opening, count: 100_000)) }
      #expect(failure?.cause == .tooDeep(limit: limit))
    }
  }

  @Test("any text is read or refused at a place in it", arguments: 0..<2000 as Range<UInt64>)
  func anyText(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "{", "}", "[", "]", ":", ",", "a", "'", "\"", "\\", "\n", "\r\n", " ", "//", "/*", "*/", "1", "-", ".", "true",
      "null", "ä",
      "\\u00e4", "\\x4", "\u{2028}",
    ]
    let text = (0..<Int.random(in: 0...20, using: &generator))
      .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    do throws(JSON5Failure) {
      _ = try parse(text)
    } catch {
      let lines = text.unicodeScalars.count { "\n\r\u{2028}".unicodeScalars.contains($0) } + 1
      #expect((1...lines).contains(error.place.line) && error.place.column >= 1, "\(text.debugDescription)")
    }
  }
}
