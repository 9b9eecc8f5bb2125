import RecordStreams

/// Puts a record's metadata object together: `{"plan":"gold","region":"eu"}`.
final class MetadataPlan {
  private final class Member {
    /// What stands before the value: `"plan":`.
    let label: [UInt8]
    var source: Source
    /// The position of the column, if there is no more to find; else -1.
    var position = -1

    init(label: [UInt8], source: Source) {
      self.label = label
      self.source = source
      notePosition()
    }

    func notePosition() {
      position = if case .column(let source) = source { source.position ?? -1 } else { -1 }
    }
  }

  private enum Source {
    /// The value of a column, of whatever kind it is.
    case column(FieldSource)
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
      members.append(Member(label: label, source: plan.onlySource.map(Source.column) ?? .text(plan)))
    }
    self.members = members
  }

  /// To be called when there are more columns.
  func resolve(in columns: Columns) {
    for member in members {
      switch member.source {
      case .column(var source):
        source.resolve(in: columns)
        member.source = .column(source)
        member.notePosition()
      case .text(let plan): plan.resolve(in: columns)
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
      if member.position >= 0 {
        append(record[member.position], of: member, from: start, to: &workspace)
        continue
      }
      switch member.source {
      case .column(let source):
        append(source.value(in: record, scratch: workspace.scratch), of: member, from: start, to: &workspace)
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

  private func append(_ field: Field, of member: Member, from start: Int, to workspace: inout MappingWorkspace) {
    if field.kind == .missing { return }
    begin(member, isFirst: workspace.buffer.count == start + 1, in: &workspace)
    switch field.kind {
    case .text, .missing: JSONText.append(workspace.text(of: field), to: &workspace.buffer)
    case .null: workspace.buffer.append(contentsOf: "null".utf8)
    case .number, .boolean, .json: workspace.buffer.append(contentsOf: field.bytes)
    }
  }
}
