import RecordStreams

/// What is used again for every record, so that mapping one allocates nothing.
struct MappingWorkspace {
  /// Fields that had to be put together.
  var buffer: [UInt8] = []
  /// Values that functions have written.
  let scratch = FieldScratch()
  var notices = MappingNotices()
  /// Whether an array or object has been taken for a text; set back for each field.
  var hasMetNested = false
  /// The name of the customer in hand; fields that come behind it may use its slug.
  var name = FieldValue(inBuffer: 0..<0)

  /// To be called for each record before its first field.
  mutating func begin() {
    buffer.removeAll(keepingCapacity: true)
    scratch.removeAll()
  }

  /// What has been put together for the record in hand, where it stays until the next one begins.
  func written() -> UnsafeRawBufferPointer {
    guard !buffer.isEmpty else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return scratch.text(upTo: buffer.count) { writer in buffer.withUnsafeBytes { writer.append($0) } }
  }

  /// A field as text without outer white space; nothing where the list says that there is nothing.
  mutating func text(of field: Field) -> UnsafeRawBufferPointer {
    if field.kind == .null { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let value = trimmed(field.bytes)
    if value.count != field.bytes.count { notices.trimmedValues += 1 }
    return value
  }

  func slugOfName() -> UnsafeRawBufferPointer {
    scratch.text(upTo: TextWriter.slugLimit) { writer in
      buffer.withUnsafeBytes { writer.appendSlug(of: name.bytes(in: $0)) }
    }
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

  /// Moves what has been written from `start` on out of the buffer.
  mutating func take(_ value: FieldValue, writtenFrom start: Int) -> UnsafeRawBufferPointer {
    let text = scratch.text(upTo: value.count) { writer in
      buffer.withUnsafeBytes { writer.append(value.bytes(in: $0)) }
    }
    buffer.removeLast(buffer.count - start)
    return text
  }
}
