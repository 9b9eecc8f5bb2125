import RecordStreams

/// Puts a record's metadata object together: `{"plan":"gold","region":"eu"}`.
struct MetadataPlan {
  /// What stands before each value: `"plan":`.
  private let labels: [[UInt8]]
  private let positions: [Int]

  init(_ names: [String], columns: Columns) throws(MappingFailure) {
    var labels: [[UInt8]] = []
    var positions: [Int] = []
    for name in names {
      if positions.contains(try columns.existing(name, for: .metadata)) {
        throw MappingFailure(.repeatedMetadata(name))
      }
      positions.append(try columns.existing(name, for: .metadata))
      var label: [UInt8] = []
      JSONText.append(name, to: &label)
      label.append(UInt8(ascii: ":"))
      labels.append(label)
    }
    self.labels = labels
    self.positions = positions
  }

  /// Texts become strings; numbers, booleans, nulls and nested values stay what they are; a field that is missing is left out.
  ///
  /// An empty text stays a member, so that all customers of a CSV list have the same ones.
  func value(of record: Record, buffer: inout [UInt8], notices: inout MappingNotices) -> FieldValue {
    guard !positions.isEmpty else { return FieldValue(inBuffer: buffer.count..<buffer.count) }
    let start = buffer.count
    buffer.append(UInt8(ascii: "{"))
    for (label, position) in zip(labels, positions) {
      let field = record[position]
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
