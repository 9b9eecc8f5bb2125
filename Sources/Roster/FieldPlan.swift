import RecordStreams

/// A field of the mapping, made ready for a list with certain columns.
struct FieldPlan {
  private enum Shape {
    /// The value of one column, which is the common case and copies nothing.
    case column(Int)
    /// One value with functions, which copies nothing where they only cut.
    case value(ValuePlan)
    case pieces([Piece])
  }

  private enum Piece {
    case text([UInt8])
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

  /// The column's position, if the field is nothing but its value.
  var onlyPosition: Int? {
    if case .column(let position) = shape { position } else { nil }
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
      shape = plan.onlyPosition.map(Shape.column) ?? .value(plan)
    } else {
      shape = .pieces(pieces)
    }
  }

  func value(of record: Record, in workspace: inout MappingWorkspace) -> FieldValue {
    switch shape {
    case .column(let position): return FieldValue(inRecord: workspace.trimmedValue(of: record[position]))
    case .value(let plan):
      let value = plan.value(of: record, in: &workspace)
      let bytes = trimmed(value.bytes)
      let emptyValue = bytes.isEmpty ? 0 : -1
      if value.isInRecord { return FieldValue(inRecord: bytes, emptyValue: emptyValue) }
      let start = workspace.buffer.count
      workspace.buffer.append(contentsOf: bytes)
      return FieldValue(inBuffer: start..<workspace.buffer.count, emptyValue: emptyValue)
    case .pieces(let pieces):
      let start = workspace.buffer.count
      var emptyValue = -1
      for piece in pieces {
        switch piece {
        case .text(let text): workspace.buffer.append(contentsOf: text)
        case .value(let plan, let number):
          let value = plan.value(of: record, in: &workspace)
          if emptyValue < 0, trimmed(value.bytes).isEmpty { emptyValue = number }
          workspace.buffer.append(contentsOf: value.bytes)
        }
      }
      return FieldValue(inBuffer: workspace.trimmedRange(from: start), emptyValue: emptyValue)
    }
  }
}

/// Where a field's bytes lie: in the record, or in the workspace's buffer, which may still move while other fields are written.
struct FieldValue {
  private let inRecord: UnsafeRawBufferPointer
  private let start: Int
  let count: Int
  /// Of what stands in a template's braces, the first that is empty; -1 if there is none.
  let emptyValue: Int

  init(inRecord bytes: UnsafeRawBufferPointer, emptyValue: Int = -1) {
    inRecord = bytes
    start = -1
    count = bytes.count
    self.emptyValue = emptyValue
  }

  init(inBuffer range: Range<Int>, emptyValue: Int = -1) {
    inRecord = UnsafeRawBufferPointer(start: nil, count: 0)
    start = range.lowerBound
    count = range.count
    self.emptyValue = emptyValue
  }

  func bytes(in buffer: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    start < 0 ? inRecord : UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
  }
}

extension Columns {
  /// The position of a column that the mapping has by its exact name.
  func existing(_ name: String, for field: CustomerField) throws(MappingFailure) -> Int {
    if let position = position(of: name) { return position }
    throw MappingFailure(
      .unknownColumn(name, for: field, suggestion: nearest(to: name, among: names), columns: names))
  }
}
