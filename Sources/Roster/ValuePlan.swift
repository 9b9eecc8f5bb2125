import RecordStreams

/// What stands in a template's braces, made ready for a list with certain columns.
final class ValuePlan {
  private var sources: [FieldSource]
  private let functions: [CompiledFunction]
  /// Whether a source that is missing stands for the slug of the customer's name.
  private let canBeNameSlug: [Bool]
  /// The position of the column if it is no more than that, which is the common case; -1 if it is, or there is no such column yet.
  private var onlyColumn = -1

  init(_ value: TemplateValue, for field: CustomerField, columns: Columns) throws(MappingFailure) {
    var sources: [FieldSource] = []
    canBeNameSlug = value.columns.map { field.knowsName && $0 == TemplateValue.nameSlug }
    for (name, canBeSlug) in zip(value.columns, canBeNameSlug) {
      sources.append(canBeSlug ? FieldSource(name, in: columns) : try columns.source(name, for: field))
    }
    self.sources = sources
    functions = value.functions.map(CompiledFunction.init)
    onlyColumn = onlySource?.position ?? -1
  }

  /// The column, if it is no more than that.
  var onlySource: FieldSource? {
    sources.count == 1 && functions.isEmpty && !canBeNameSlug[0] ? sources[0] : nil
  }

  /// To be called when there are more columns.
  func resolve(in columns: Columns) {
    for index in sources.indices { sources[index].resolve(in: columns) }
    onlyColumn = onlySource?.position ?? -1
  }

  /// Names that have led nowhere so far.
  var unmatchedNames: [String] {
    zip(sources, canBeNameSlug).filter { $0.leadsNowhere && !$1 }.map(\.0.name)
  }

  /// The value, valid as long as the record and the scratch are.
  @inline(__always) func value(of record: Record, in workspace: inout MappingWorkspace) -> UnsafeRawBufferPointer {
    guard onlyColumn >= 0 else { return composedValue(of: record, in: &workspace) }
    let field = record[onlyColumn]
    let value = workspace.text(of: field)
    if field.kind == .json, !value.isEmpty { workspace.hasMetNested = true }
    return value
  }

  private func composedValue(of record: Record, in workspace: inout MappingWorkspace) -> UnsafeRawBufferPointer {
    var value = UnsafeRawBufferPointer(start: nil, count: 0)
    for (source, canBeSlug) in zip(sources, canBeNameSlug) {
      let field = source.value(in: record, scratch: workspace.scratch)
      value = canBeSlug && field.kind == .missing ? workspace.slugOfName() : workspace.text(of: field)
      if value.isEmpty { continue }
      if field.kind == .json { workspace.hasMetNested = true }
      break
    }
    for function in functions { value = function.applied(to: value, scratch: workspace.scratch) }
    return value
  }
}
