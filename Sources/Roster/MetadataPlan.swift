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
    case column(FieldSource)
    case text(FieldPlan)
  }

  private var members: [Member]

  init(_ metadata: [MetadataMember], columns: Columns) throws(MappingFailure) {
    var names: Set<String> = []
    var members: [Member] = []
    for member in metadata {
      guard names.insert(member.name).inserted else { throw MappingFailure(.repeatedMetadata(member.name)) }
      var label: [UInt8] = []
      JSONText.append(member.name, to: &label)
      label.append(UInt8(ascii: ":"))
      let plan = try FieldPlan(member.value, for: .metadata, columns: columns)
      members.append(Member(label: label, source: plan.onlySource.map(Source.column) ?? .text(plan)))
    }
    self.members = members
  }

  /// To be called when there are more columns.
  mutating func resolve(in columns: Columns) {
    for index in members.indices {
      switch members[index].source {
      case .column(var source):
        source.resolve(in: columns)
        members[index].source = .column(source)
      case .text(var plan):
        plan.resolve(in: columns)
        members[index].source = .text(plan)
      }
    }
  }

  /// Names that have led nowhere so far.
  var unmatchedNames: [String] {
    members.flatMap { member in
      switch member.source {
      case .column(let source): source.leadsNowhere ? [source.name] : []
      case .text(let plan): plan.unmatchedNames
      }
    }
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
      case .column(let source):
        let field = source.value(in: record, scratch: workspace.scratch)
        if field.kind == .missing { continue }
        begin(member, isFirst: workspace.buffer.count == start + 1, in: &workspace)
        append(field, to: &workspace)
      case .text(let plan):
        // What had to be put together makes room again before the label goes in front of it.
        let end = workspace.buffer.count
        let text = workspace.take(plan.value(of: record, in: &workspace), writtenFrom: end)
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
    case .text, .missing: JSONText.append(workspace.text(of: field), to: &workspace.buffer)
    case .null: workspace.buffer.append(contentsOf: "null".utf8)
    case .number, .boolean, .json: workspace.buffer.append(contentsOf: field.bytes)
    }
  }
}
