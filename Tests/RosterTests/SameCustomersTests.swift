import Foundation
import RecordStreams
import Support
import Testing

@testable import Roster

/// A list's text in another format, as `muster inspect --to` writes it.
private func converted(_ list: String, to format: OutputFormat) throws -> String {
  let reader = try CSVReader(MemoryByteSource(list), options: CSVOptions(delimiter: UInt8(ascii: ",")))
  let sink = MemoryByteSink()
  var writer = format.makeWriter(to: sink)
  let batch = RecordBatch()
  var hasBegun = false
  while try reader.read(into: batch) {
    if !hasBegun { try writer.begin(columns: batch.columns.names) }
    hasBegun = true
    for case .record(let record) in batch { try writer.write(record, columns: batch.columns.count) }
  }
  try writer.finish()
  return sink.text
}

/// What becomes of each row, without what differs between formats: where the row stands, and how.
private func customers(
  in list: String, _ format: ListFormat, where condition: String?, _ edit: (inout MappingRequest) throws -> Void
) throws -> [Row] {
  var request = MappingRequest()
  try edit(&request)
  let reader = try makeReader(of: format, from: MemoryByteSource(list, chunkSize: 1000))
  let batch = RecordBatch()
  var mapper: CustomerMapper?
  var rows: [Row] = []
  while try reader.read(into: batch) {
    if mapper == nil {
      mapper = try CustomerMapper(
        MappingProposal(columns: batch.columns, request: request).mapping, columns: batch.columns,
        filter: condition.map(RecordFilter.init))
    }
    mapper?.map(batch) { mapped in
      var row = Row(mapped)
      (row.line, row.original) = (0, "")
      rows.append(row)
    }
  }
  try mapper?.finish(columns: reader.columns)
  return rows
}

@Suite("The same customers in every format")
struct SameCustomersTests {
  /// Pairs of what is written and what is read.
  static let formats: [(OutputFormat, ListFormat)] = [
    (.csv, .csv), (.tsv, .tsv), (.json, .json), (.ndjson, .ndjson), (.xml, .xml),
  ]

  @Test("the sample list gives the same customers in every format", arguments: formats.indices)
  func sample(number: Int) throws {
    let (output, input) = Self.formats[number]
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let list = try String(contentsOf: root.appending(path: "samples/customers.csv"), encoding: .utf8)
    let edit: (inout MappingRequest) throws -> Void = { request in
      try request.set(.name, .template(Template("{company | truncate:40} ({id | lower})")))
      try request.set(.description, .template(Template("{email | after:@ | slug} {region ?? country | upper}")))
      try request.setMetadata("plan,where={country | default:none},address")
    }
    let condition = #"plan in ["pro", "enterprise"] || country.lower().startsWith("d") && !has(address)"#
    // A row that is none in CSV is in no other format.
    let expected = try customers(in: list, .csv, where: condition, edit).filter { $0.code != "row-field-count" }
    #expect(try customers(in: converted(list, to: output), input, where: condition, edit) == expected)
    #expect(expected.count { $0.code == nil } > 50 && expected.count { $0.code == "filtered" } > 50)
  }

  @Test("any list of texts gives the same customers in every format", arguments: 0..<50 as Range<UInt64>)
  func anyList(seed: UInt64) throws {
    var maker = TemplateMaker(generator: SeededGenerator(seed: seed))
    let columns = ["id", "name", "plan", "note"]
    let sink = MemoryByteSink()
    var writer = OutputFormat.csv.makeWriter(to: sink)
    try writer.begin(columns: columns)
    for number in 0..<20 {
      try writer.write([number % 7 == 0 ? "" : "\(number)", maker.text(0...4), maker.text(0...1), maker.text(0...6)])
    }
    try writer.finish()
    let functions = (0..<2).map { _ in maker.function() }
    let edit: (inout MappingRequest) throws -> Void = { request in
      try request.set(
        .name, .template(Template(parts: [.value(TemplateValue(columns: ["name", "id"], functions: functions))])))
      try request.setMetadata("plan,note,both={plan}/{note | trim}")
    }
    let condition = "plan != \"a\" && !(note < plan) || id > 9"
    let expected = try customers(in: sink.text, .csv, where: condition, edit)
    for (output, input) in Self.formats {
      #expect(
        try customers(in: converted(sink.text, to: output), input, where: condition, edit) == expected, "\(output)")
    }
  }
}
