import RecordStreams
import Testing

@testable import Roster

/// What a template makes of a record with these values.
func evaluate(_ template: String, _ values: KeyValuePairs<String, String>) throws -> String {
  try evaluate(try Template(template), values.map { ($0.key, $0.value) })
}

func evaluate(_ template: Template, _ values: [(name: String, value: String)]) throws -> String {
  try withRecord(values) { record, columns in
    let plan = try FieldPlan(template, for: .name, columns: columns)
    var workspace = MappingWorkspace()
    let value = plan.value(of: record, in: &workspace)
    return workspace.buffer.withUnsafeBytes { String(decoding: value.bytes(in: $0), as: UTF8.self) }
  }
}

/// Hands over a record of texts, read from a list as any other.
func withRecord<Result>(
  _ values: [(name: String, value: String)], _ body: (Record, Columns) throws -> Result
) throws -> Result {
  let sink = MemoryByteSink()
  var writer = OutputFormat.csv.makeWriter(to: sink)
  try writer.begin(columns: values.map(\.name))
  try writer.write(values.map(\.value))
  try writer.finish()
  let reader = try CSVReader(MemoryByteSource(sink.text), options: CSVOptions(delimiter: UInt8(ascii: ",")))
  let batch = RecordBatch()
  #expect(try reader.read(into: batch))
  guard case .record(let record)? = batch.first else { throw NoRecord() }
  return try body(record, batch.columns)
}

struct NoRecord: Error {}

@Suite("Functions of templates")
struct TemplateFunctionTests {
  @Test(
    "letters are mapped as Unicode does it, whatever the language",
    arguments: [
      ("{v | lower}", "Acme ÄÖÜ ΣΑΣ İ", "acme äöü σασ i\u{307}"), ("{v | upper}", "straße ŉ ﬁ", "STRASSE ʼN FI"),
      ("{v | upper}", "東京 🚀", "東京 🚀"), ("{v | lower}", "", ""),
    ])
  func letters(template: String, value: String, result: String) throws {
    #expect(try evaluate(template, ["v": value, "w": "x"]).unicodeScalars.elementsEqual(result.unicodeScalars))
  }

  @Test(
    "a value is cut at the first separator",
    arguments: [
      ("{v | before:@}", "a@b@c", "a"), ("{v | after:@}", "a@b@c", "b@c"), ("{v | before:@}", "abc", "abc"),
      ("{v | after:@}", "abc", ""), ("{v | before:@}", "@a", ""), ("{v | after:@}", "a@", ""),
      ("{v | before:\" - \"}", "Acme - Berlin", "Acme"), ("{v | after:éé}", "ééé", "é"),
    ])
  func cutting(template: String, value: String, result: String) throws {
    #expect(try evaluate(template, ["v": value, "w": "x"]) == result)
  }

  @Test(
    "truncating never cuts a character",
    arguments: [
      (3, "abcdef", "abc"), (6, "abcdef", "abcdef"), (2, "aü", "a"), (3, "aü", "aü"),
      (4, "e\u{301}e\u{301}", "e\u{301}"),
      (3, "e\u{301}", "e\u{301}"), (2, "e\u{301}", ""), (8, "🇩🇪🇫🇷", "🇩🇪"), (7, "🇩🇪", ""), (1, "東", ""),
      (1, "a\u{301}", ""), (11, "👩‍👩‍👧", ""),
    ])
  func truncating(bytes: Int, value: String, result: String) throws {
    #expect(
      try evaluate("{v | truncate:\(bytes)}", ["v": value, "w": "x"]).unicodeScalars
        .elementsEqual(result.unicodeScalars))
  }

  @Test(
    "a slug is a label of a host name",
    arguments: [
      ("Acme, Inc.", "acme-inc"), ("  --Müller & Söhne--  ", "muller-sohne"), ("Mu\u{308}ller", "muller"),
      ("straße", "strasse"), ("Æther Øre Łódź İstanbul", "aether-ore-lodz-istanbul"), ("Þórr ĳ œuf", "thorr-ij-oeuf"),
      ("Ｆｕｌｌ　１", "full-1"), ("東京クラウド", ""), ("東京 Cloud 7", "cloud-7"), ("a_b.c/d", "a-b-c-d"),
      ("Việt Nam", "viet-nam"), ("xn--abc", "xn-abc"), ("🚀", ""), ("ENG ŋ ſ", "eng-n-s"),
      (String(repeating: "a", count: 62) + " b", String(repeating: "a", count: 62)),
      (String(repeating: "a", count: 70), String(repeating: "a", count: 63)),
    ])
  func slugs(value: String, result: String) throws {
    #expect(try evaluate("{v | slug}", ["v": value, "w": "x"]) == result)
  }

  @Test("texts are replaced everywhere, and not again in what came in their place")
  func replacing() throws {
    #expect(try evaluate("{v | replace:aa:a}", ["v": "aaaaa", "w": ""]) == "aaa")
    #expect(try evaluate("{v | replace:-:}", ["v": "+49-30-1", "w": ""]) == "+49301")
    #expect(try evaluate("{v | replace:' ':_}", ["v": "a b c", "w": ""]) == "a_b_c")
    #expect(
      try evaluate("{v | replace:x:long}", ["v": String(repeating: "x", count: 400), "w": ""]).utf8.count == 1600)
  }

  @Test("the first column that is not empty counts, and an empty value can have a default")
  func alternatives() throws {
    let record: KeyValuePairs = ["a": " ", "b": "B", "c": "C"]
    #expect(try evaluate("{a ?? b ?? c}", record) == "B")
    #expect(try evaluate("{a | default:x | upper}{b | default:y}", record) == "XB")
    #expect(try evaluate("{a ?? b | lower} ({c | after:@ | default:none})", record) == "b (none)")
  }

  @Test("white space is trimmed around columns, inside only where it is asked for")
  func trimming() throws {
    #expect(try evaluate("{v | before:,}|{v | before:, | trim}|", ["v": " Acme , Inc ", "w": ""]) == "Acme |Acme|")
    #expect(try evaluate("{v | before:,}", ["v": " Acme , Inc ", "w": ""]) == "Acme")
  }
}
