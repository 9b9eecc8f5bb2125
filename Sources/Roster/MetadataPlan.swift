import RecordStreams

/// Puts a record's metadata object together: `{"plan":"gold","region":"eu"}`.
struct MetadataPlan {
  /// What stands before each value: `"plan":`.
  private let labels: [[UInt8]]
  private var sources: [FieldSource]

  init(_ names: [String], columns: Columns) throws(MappingFailure) {
    var labels: [[UInt8]] = []
    var sources: [FieldSource] = []
    for name in names {
      if sources.contains(where: { $0.name == name }) { throw MappingFailure(.repeatedMetadata(name)) }
      sources.append(try columns.source(name, for: .metadata))
      var label: [UInt8] = []
      JSONText.append(name, to: &label)
      label.append(UInt8(ascii: ":"))
      labels.append(label)
    }
    self.labels = labels
    self.sources = sources
  }

  /// To be called when there are more columns.
  mutating func resolve(in columns: Columns) {
    for index in sources.indices { sources[index].resolve(in: columns) }
  }

  /// Names that have led nowhere so far.
  var unmatchedNames: [String] { sources.filter(\.leadsNowhere).map(\.name) }

  /// Texts become strings; numbers, booleans, nulls and nested values stay what they are; a field that is missing is left out.
  ///
  /// An empty text stays a member, so that all customers of a CSV list have the same ones.
  func value(
    of record: Record, buffer: inout [UInt8], scratch: FieldScratch, notices: inout MappingNotices
  ) -> FieldValue {
    guard !sources.isEmpty else { return FieldValue(inBuffer: buffer.count..<buffer.count) }
    let start = buffer.count
    buffer.append(UInt8(ascii: "{"))
    for (label, source) in zip(labels, sources) {
      let field = source.value(in: record, scratch: scratch)
      guard field.kind != .missing else { continue }
      if buffer.count > start + 1 { buffer.append(UInt8(ascii: ",")) }
      buffer.append(contentsOf: label)
      switch field.kind {
      case .text, .missing:
        let value = trimmed(field.bytes)
        if value.count != field.bytes.count { notices.trimmedValues += 1 }
        JSONText.append(value, to: &buffer)
      case .null: buffer.append(contentsOf: "null".utf8)
      case .number, .boolean, .json: buffer.append(contentsOf: field.bytes)
      }
    }
    buffer.append(UInt8(ascii: "}"))
    return FieldValue(inBuffer: start..<buffer.count)
  }
}
