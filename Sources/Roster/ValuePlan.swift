import RecordStreams

/// What stands in a template's braces, made ready for a list with certain columns.
struct ValuePlan {
  /// Stands among positions for the slug of the customer's name.
  private static let nameSlug = -1

  private let positions: [Int]
  private let functions: [CompiledFunction]

  init(_ value: TemplateValue, for field: CustomerField, columns: Columns) throws(MappingFailure) {
    var positions: [Int] = []
    for column in value.columns {
      let isSlug = field.knowsName && column == TemplateValue.nameSlug && columns.position(of: column) == nil
      positions.append(isSlug ? ValuePlan.nameSlug : try columns.existing(column, for: field))
    }
    self.positions = positions
    functions = value.functions.map(CompiledFunction.init)
  }

  /// The column's position, if it is no more than that.
  var onlyPosition: Int? {
    positions.count == 1 && functions.isEmpty && positions[0] != ValuePlan.nameSlug ? positions[0] : nil
  }

  /// The value, valid until the next one is asked for; and whether it is a part of the record and as such valid as long as that.
  func value(
    of record: Record, in workspace: inout MappingWorkspace
  ) -> (bytes: UnsafeRawBufferPointer, isInRecord: Bool) {
    var value = UnsafeRawBufferPointer(start: nil, count: 0)
    var isInRecord = true
    for position in positions {
      isInRecord = position != ValuePlan.nameSlug
      value = isInRecord ? workspace.trimmedValue(of: record[position]) : workspace.slugOfName()
      if !value.isEmpty { break }
    }
    for function in functions {
      let result = function.applied(to: value, scratch: workspace.scratch)
      if function.writes, result.baseAddress != value.baseAddress { isInRecord = false }
      value = result
    }
    return (value, isInRecord)
  }
}

/// What is used again for every record, so that mapping one allocates nothing.
struct MappingWorkspace {
  /// Fields that had to be put together.
  var buffer: [UInt8] = []
  let scratch = TextScratch()
  var notices = MappingNotices()
  /// The name of the customer in hand; fields that come behind it may use its slug.
  var name = FieldValue(inBuffer: 0..<0)

  /// A field as text without outer white space; nothing where the list says that there is nothing.
  mutating func trimmedValue(of field: Field) -> UnsafeRawBufferPointer {
    if field.kind == .null { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let value = trimmed(field.bytes)
    if value.count != field.bytes.count { notices.trimmedValues += 1 }
    return value
  }

  /// The text of a field that was written from `start` on; what it took of the buffer is free again.
  mutating func takeText(of value: FieldValue, writtenFrom start: Int) -> UnsafeRawBufferPointer {
    scratch.begin()
    buffer.withUnsafeBytes { scratch.append(value.bytes(in: $0)) }
    buffer.removeLast(buffer.count - start)
    return scratch.value
  }

  func slugOfName() -> UnsafeRawBufferPointer {
    scratch.begin()
    buffer.withUnsafeBytes { scratch.appendSlug(of: name.bytes(in: $0)) }
    return scratch.value
  }

  /// What has been written from `start` on, without outer white space: an empty value at an end can leave some there.
  func trimmedRange(from start: Int) -> Range<Int> {
    buffer.withUnsafeBytes { all in
      let whole = UnsafeRawBufferPointer(rebasing: all[start...])
      let value = trimmed(whole)
      guard let base = whole.baseAddress, let valueBase = value.baseAddress else { return start..<start }
      let first = start + (valueBase - base)
      return first..<first + value.count
    }
  }
}
