import RecordStreams

/// Puts a record's metadata object together: `{"plan":"gold","region":"eu"}`.
struct MetadataPlan {
  private struct Member {
    /// What stands before the value: `"plan":`.
    var label: [UInt8]
    var source: Source
  }

  private enum Source {
    /// The value of a column, of whatever kind it is.
    case column(Int)
    case text(FieldPlan)
  }

  private let members: [Member]

  init(_ metadata: [MetadataMember], columns: Columns) throws(MappingFailure) {
    var names: Set<String> = []
    var members: [Member] = []
    for member in metadata {
      guard names.insert(member.name).inserted else { throw MappingFailure(.repeatedMetadata(member.name)) }
      var label: [UInt8] = []
      JSONText.append(member.name, to: &label)
      label.append(UInt8(ascii: ":"))
      let plan = try FieldPlan(member.value, for: .metadata, columns: columns)
      members.append(Member(label: label, source: plan.onlyPosition.map(Source.column) ?? .text(plan)))
    }
    self.members = members
  }

  /// Texts become strings; numbers, booleans, nulls and nested values stay what they are; a field that is missing is left out.
  ///
  /// An empty text stays a member, so that all customers of a CSV list have the same ones.
  func value(of record: Record, in workspace: inout MappingWorkspace) -> FieldValue {
    let start = workspace.buffer.count
    guard !members.isEmpty else { return FieldValue(inBuffer: start..<start) }
    workspace.buffer.append(UInt8(ascii: "{"))
    for member in members {
      switch member.source {
      case .column(let position):
        let field = record[position]
        if field.kind == .missing { continue }
        begin(member, isFirst: workspace.buffer.count == start + 1, in: &workspace)
        append(field, to: &workspace)
      case .text(let plan):
        // What had to be put together makes room again before the label goes in front of it.
        let end = workspace.buffer.count
        let text = workspace.takeText(of: plan.value(of: record, in: &workspace), writtenFrom: end)
        begin(member, isFirst: end == start + 1, in: &workspace)
        JSONText.append(text, to: &workspace.buffer)
      }
    }
    workspace.buffer.append(UInt8(ascii: "}"))
    return FieldValue(inBuffer: start..<workspace.buffer.count)
  }

  private func begin(_ member: Member, isFirst: Bool, in workspace: inout MappingWorkspace) {
    if !isFirst { workspace.buffer.append(UInt8(ascii: ",")) }
    workspace.buffer.append(contentsOf: member.label)
  }

  private func append(_ field: Field, to workspace: inout MappingWorkspace) {
    switch field.kind {
    case .text, .missing: JSONText.append(workspace.trimmedValue(of: field), to: &workspace.buffer)
    case .null: workspace.buffer.append(contentsOf: "null".utf8)
    case .number, .boolean, .json: workspace.buffer.append(contentsOf: field.bytes)
    }
  }
}
