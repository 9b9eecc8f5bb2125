import Foundation
import RecordStreams
import Testing

@testable import Roster

/// The examples of `docs/mapping.md`: a record, and below it what templates and conditions make of it.
private struct Document {
  struct Example: Sendable {
    var record: String
    var format: ListFormat
    var source: String
    var result: String
  }

  private(set) var templates: [Example] = []
  private(set) var conditions: [Example] = []
  let text: String

  // Without the document its tests cannot say anything else than that it is missing.
  static let shared = try! Document()

  private init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    text = try String(contentsOf: root.appending(path: "docs/mapping.md"), encoding: .utf8)
    var language: Substring?
    var block: [Substring] = []
    var record = ("", ListFormat.csv)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        block.append(line)
        continue
      }
      switch language {
      case nil:
        language = line.dropFirst(3)
        block = []
        continue
      case "csv": record = (block.joined(separator: "\n") + "\n", .csv)
      case "json": record = (block.joined(separator: "\n") + "\n", .ndjson)
      case "template": templates += Self.examples(block, of: record)
      case "condition": conditions += Self.examples(block, of: record)
      default: break
      }
      language = nil
    }
  }

  private static func examples(_ lines: [Substring], of record: (String, ListFormat)) -> [Example] {
    lines.map { line in
      let parts = line.split(separator: "→").map { $0.trimmingCharacters(in: .whitespaces) }
      return Example(record: record.0, format: record.1, source: parts.first ?? "", result: parts.last ?? "")
    }
  }
}

extension Document.Example: CustomTestStringConvertible {
  var testDescription: String { source }

  func withRecord<Result>(_ body: (Record, Columns) throws -> Result) throws -> Result {
    let reader = try makeReader(of: format, from: MemoryByteSource(record))
    let batch = RecordBatch()
    #expect(try reader.read(into: batch))
    guard case .record(let record)? = batch.first else { throw NoRecord() }
    return try body(record, batch.columns)
  }
}

@Suite("The page on mapping")
struct MappingDocumentTests {
  @Test("each template makes what the page says", arguments: Document.shared.templates)
  private func template(_ example: Document.Example) throws {
    let found = try example.withRecord { record, columns in
      let plan = try FieldPlan(Template(example.source), for: .name, columns: columns)
      var workspace = MappingWorkspace()
      let value = plan.value(of: record, in: &workspace)
      return workspace.buffer.withUnsafeBytes { String(decoding: value.bytes(in: $0), as: UTF8.self) }
    }
    #expect(found == example.result)
  }

  @Test("each condition holds as the page says", arguments: Document.shared.conditions)
  private func condition(_ example: Document.Example) throws {
    let holds = try example.withRecord { record, columns in
      var columns = columns
      columns.mayGrow = columns.mayGrow || example.format == .ndjson
      var plan = try FilterPlan(RecordFilter(example.source), columns: columns)
      return plan.matches(record)
    }
    #expect("\(holds)" == example.result)
  }

  @Test("every function and operator has an example")
  func complete() {
    let templates = Document.shared.templates.map(\.source).joined(separator: "\n")
    for name in TemplateFunction.Name.allCases { #expect(templates.contains("| \(name.rawValue)"), "\(name)") }
    let conditions = Document.shared.conditions.map(\.source).joined(separator: "\n")
    let words =
      RecordFilter.Comparison.allCases.map(\.rawValue) + RecordFilter.TextFunction.allCases.map { ".\($0.rawValue)(" }
      + [" in [", "&&", "||", "!(", "has(", "col(", ".lower()", "`", "null"]
    for word in words { #expect(conditions.contains(word), "\(word)") }
    for field in CustomerField.allCases { #expect(Document.shared.text.contains(field.rawValue), "\(field)") }
  }
}
