import RecordStreams

/// A field of the mapping, made ready for a list with certain columns.
final class FieldPlan {
  private enum Shape {
    /// One value, which is the common case and copies nothing unless a function has to.
    case value(ValuePlan)
    case pieces([Piece])
  }

  private enum Piece {
    case text([UInt8])
    /// A value, and its position in `values`.
    case value(ValuePlan, number: Int)
  }

  let field: CustomerField
  /// What stands in braces; a field value's `emptyValue` is a position in it.
  let values: [TemplateValue]
  private let shape: Shape

  /// The column to point at, if the field comes from one.
  var onlyColumn: String? {
    values.count == 1 && values[0].columns.count == 1 ? values[0].columns[0] : nil
  }

  /// The column, if the field is nothing but its value.
  var onlySource: FieldSource? {
    if case .value(let plan) = shape { plan.onlySource } else { nil }
  }

  init(_ template: Template, for field: CustomerField, columns: Columns) throws(MappingFailure) {
    self.field = field
    values = template.values
    var pieces: [Piece] = []
    var number = 0
    for part in template.parts {
      switch part {
      case .text(let text): pieces.append(.text(Array(text.utf8)))
      case .value(let value):
        pieces.append(.value(try ValuePlan(value, for: field, columns: columns), number: number))
        number += 1
      }
    }
    if pieces.count == 1, case .value(let plan, _) = pieces[0] {
      shape = .value(plan)
    } else {
      shape = .pieces(pieces)
    }
  }

  /// To be called when there are more columns.
  func resolve(in columns: Columns) {
    for plan in plans { plan.resolve(in: columns) }
  }

  private var plans: [ValuePlan] {
    switch shape {
    case .value(let plan): [plan]
    case .pieces(let pieces): pieces.compactMap { if case .value(let plan, _) = $0 { plan } else { nil } }
    }
  }

  /// Names that have led nowhere so far.
  var unmatchedNames: [String] { plans.flatMap(\.unmatchedNames) }

  func value(of record: Record, in workspace: inout MappingWorkspace) -> FieldValue {
    workspace.hasMetNested = false
    switch shape {
    case .value(let plan):
      let value = trimmed(plan.value(of: record, in: &workspace))
      return FieldValue(inRecord: value, emptyValue: value.isEmpty ? 0 : -1, isNested: workspace.hasMetNested)
    case .pieces(let pieces):
      let start = workspace.buffer.count
      var emptyValue = -1
      for piece in pieces {
        switch piece {
        case .text(let text): workspace.buffer.append(contentsOf: text)
        case .value(let plan, let number):
          let value = plan.value(of: record, in: &workspace)
          if emptyValue < 0, trimmed(value).isEmpty { emptyValue = number }
          workspace.buffer.append(contentsOf: value)
        }
      }
      return FieldValue(
        inBuffer: workspace.trimmedRange(from: start), emptyValue: emptyValue, isNested: workspace.hasMetNested)
    }
  }
}

/// Where a field's bytes lie: in the record or the scratch, or in the workspace's buffer, which may still move while other fields are written.
struct FieldValue {
  private let inRecord: UnsafeRawBufferPointer
  private let start: Int
  let count: Int
  /// Of what stands in a template's braces, the first that is empty; -1 if there is none.
  let emptyValue: Int
  /// Whether it is made of an array or object, which is no text of a person's.
  let isNested: Bool

  init(inRecord bytes: UnsafeRawBufferPointer, emptyValue: Int = -1, isNested: Bool = false) {
    inRecord = bytes
    start = -1
    count = bytes.count
    self.emptyValue = emptyValue
    self.isNested = isNested
  }

  init(inBuffer range: Range<Int>, emptyValue: Int = -1, isNested: Bool = false) {
    inRecord = UnsafeRawBufferPointer(start: nil, count: 0)
    start = range.lowerBound
    count = range.count
    self.emptyValue = emptyValue
    self.isNested = isNested
  }

  func bytes(in buffer: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    start < 0 ? inRecord : UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
  }
}
