import CPlatform

/// Makes rows of what the parser reports of an element that is a record: the inner loop of the XML reader, set apart because it
/// has to be fast.
///
/// The record is written out again as it comes in, with the namespaces that were declared around it, so that it is well-formed by
/// itself. That text is the row's original, and its fields lie inside it: a value is copied once. Only one that needs an escape
/// there, or stands in pieces between other elements, is put together behind it.
struct XMLRecordBuilder {
  let limits: XMLOptions.Limits
  var paths = XMLPaths()
  /// Why the list is refused.
  private(set) var refusal: XMLFault?
  var rowsLeft: Int

  // The batch's memory; the record that is not complete starts at `start`.
  var batch = RecordBatch()
  var base: UnsafeMutablePointer<UInt8>
  var capacity: Int
  private(set) var start = 0
  var count = 0
  private var fields: UnsafeMutablePointer<FieldSlice>
  private var firstField = 0
  /// How many of the record's fields are set, if only as missing.
  private var fieldCount = 0
  private var lastField = -1
  private var position = SourcePosition(line: 1, column: 1, byteOffset: 0)
  private var problem: RowProblem?

  /// The elements that are open, the record first.
  private let frames: UnsafeMutablePointer<Frame>
  private(set) var depth = 0
  private var instances: UInt64 = 0
  private var segments: [Segment] = []
  /// Values that are not in the record's text as they are, and the columns that they belong to.
  private var aside: [UInt8] = []
  private var asideFields: [(column: Int, start: Int, length: Int)] = []
  /// What goes from one batch to the next.
  private var carried: [UInt8] = []
  private var carriedFields: [FieldSlice] = []

  /// Places are counted from the record's first byte, so that it can move into the next batch.
  private struct Frame {
    let node: Int32
    /// Where the next element inside is if it comes as in the last record.
    var expected: Int32
    let instance: UInt64
    let tagStart: Int
    let nameLength: Int
    let contentStart: Int
    var textStart = 0
    var textLength = 0
    var firstSegment: Int32 = -1
    var lastSegment: Int32 = -1
    var hasElements = false
    var hasEscapes = false
    var isBlank = true
  }

  /// A piece of an element's text that others follow behind elements.
  private struct Segment {
    let start: Int
    let length: Int
    var next: Int32 = -1
  }

  private static var missing: FieldSlice { FieldSlice(start: 0, length: 0, kind: .missing) }

  init(limits: XMLOptions.Limits, maxRows: Int) {
    self.limits = limits
    rowsLeft = maxRows
    frames = .allocate(capacity: limits.depth + 1)
    base = batch.memory
    capacity = batch.capacity - RecordBatch.overread
    fields = batch.fields
  }

  func deallocate() {
    frames.deallocate()
    paths.deallocate()
  }

  /// Of the complete rows in the batch.
  var fieldsInRows: Int { firstField }
  var isInRecord: Bool { depth > 0 }
  var isDone: Bool { rowsLeft == 0 || refusal != nil }

  /// What the record refers to is not read, so that a part of it is missing.
  mutating func reject(_ reason: RowProblem) {
    if problem == nil { problem = reason }
  }
}

// MARK: Elements and text

extension XMLRecordBuilder {
  mutating func beginRecord(_ tag: XMLTag, scope: XMLScope, at place: SourcePosition) {
    if !paths.hasRoot { paths.addRoot(tag.name, length: XMLPaths.length(of: tag.name)) }
    position = place
    fieldCount = 0
    lastField = -1
    extendFields(to: paths.columns.count)
    open(tag, node: XMLPaths.root, scope: scope)
  }

  mutating func beginElement(_ tag: XMLTag) {
    let parent = frames + (depth - 1)
    parent.pointee.hasElements = true
    let node = paths.step(
      from: parent.pointee.node, to: tag.name, isAttribute: false, instance: parent.pointee.instance,
      expected: &parent.pointee.expected)
    open(tag, node: node, scope: nil)
  }

  @inline(__always) private mutating func open(_ tag: XMLTag, node: Int32, scope: XMLScope?) {
    instances += 1
    let tagStart = count - start
    let nameLength = appendTagStart(tag, nameLength: paths.nodes[Int(node)].nameLength)
    if tag.namespaceCount > 0 || scope != nil { appendNamespaces(tag, scope: scope) }
    var expected = paths.nodes[Int(node)].firstAttribute
    for index in 0..<tag.attributeCount {
      let attribute = tag.attribute(index)
      let attributeNode = paths.step(
        from: node, to: attribute.name, isAttribute: true, instance: instances, expected: &expected)
      appendAttributeName(attribute, nameLength: paths.nodes[Int(attributeNode)].nameLength)
      let valueStart = count
      let hasEscapes = appendEscaped(attribute.value, attribute.length, isAttribute: true)
      let column = paths.column(of: attributeNode)
      if hasEscapes {
        asideFields.append((column, aside.count, attribute.length))
        aside.append(contentsOf: UnsafeBufferPointer(start: attribute.value, count: attribute.length))
        set(column, FieldSlice(start: 0, length: 0))
      } else {
        set(column, FieldSlice(start: valueStart, length: attribute.length))
      }
      append(UInt8(ascii: "\""))
    }
    append(UInt8(ascii: ">"))
    frames[depth] = Frame(
      node: node, expected: paths.nodes[Int(node)].firstElement, instance: instances, tagStart: tagStart,
      nameLength: nameLength, contentStart: count - start)
    depth += 1
    if count - start > limits.recordBytes || hasTooManyColumns { checkLimits() }
  }

  mutating func addText(_ text: UnsafePointer<UInt8>, _ length: Int) {
    guard length > 0 else { return }
    let place = count - start
    let hasEscapes = appendEscaped(text, length, isAttribute: false)
    let written = count - start - place
    let frame = frames + (depth - 1)
    if frame.pointee.textLength == 0 {
      frame.pointee.textStart = place
      frame.pointee.textLength = written
    } else if frame.pointee.textStart + frame.pointee.textLength == place {
      frame.pointee.textLength += written
    } else {
      setAsideSegment(of: frame)
      frame.pointee.textStart = place
      frame.pointee.textLength = written
    }
    if hasEscapes { frame.pointee.hasEscapes = true }
    if frame.pointee.isBlank { frame.pointee.isBlank = isBlank(text, length) }
    if count - start > limits.recordBytes { checkLimits() }
  }

  mutating func endElement() {
    depth -= 1
    let frame = frames + depth
    if count - start == frame.pointee.contentStart {
      base[count - 1] = UInt8(ascii: "/")
      append(UInt8(ascii: ">"))
    } else {
      appendTagEnd(nameFrom: start + frame.pointee.tagStart + 1, length: frame.pointee.nameLength)
    }
    // White space between elements is layout; that of an element without others is its value.
    let isLeaf = !frame.pointee.hasElements && depth > 0
    if isLeaf || !frame.pointee.isBlank {
      let column = paths.column(of: frame.pointee.node)
      if frame.pointee.firstSegment < 0, !frame.pointee.hasEscapes {
        set(column, FieldSlice(start: start + frame.pointee.textStart, length: frame.pointee.textLength))
      } else {
        set(column, FieldSlice(start: 0, length: 0))
        gatherText(of: frame.pointee, for: column)
      }
    }
    if depth == 0 { endRecord() }
  }

  @inline(never) private mutating func setAsideSegment(of frame: UnsafeMutablePointer<Frame>) {
    segments.append(Segment(start: frame.pointee.textStart, length: frame.pointee.textLength))
    let place = Int32(truncatingIfNeeded: segments.count - 1)
    if frame.pointee.lastSegment >= 0 {
      segments[Int(frame.pointee.lastSegment)].next = place
    } else {
      frame.pointee.firstSegment = place
    }
    frame.pointee.lastSegment = place
  }

  /// Puts a text aside that is in pieces or has escapes.
  @inline(never) private mutating func gatherText(of frame: Frame, for column: Int) {
    let asideStart = aside.count
    var place = frame.firstSegment
    while place >= 0 {
      let segment = segments[Int(place)]
      putAside(segment.start, segment.length, hasEscapes: frame.hasEscapes)
      place = segment.next
    }
    putAside(frame.textStart, frame.textLength, hasEscapes: frame.hasEscapes)
    asideFields.append((column, asideStart, aside.count - asideStart))
  }

  private mutating func putAside(_ place: Int, _ length: Int, hasEscapes: Bool) {
    let text = UnsafeBufferPointer(start: UnsafePointer(base + start + place), count: length)
    if hasEscapes { XMLEscapes.undo(text, appendingTo: &aside) } else { aside.append(contentsOf: text) }
  }
}

// MARK: Rows

extension XMLRecordBuilder {
  private mutating func endRecord() {
    let end = count
    if !asideFields.isEmpty {
      ensure(aside.count)
      aside.withUnsafeBufferPointer { bytes in
        if let first = bytes.baseAddress { (base + count).update(from: first, count: bytes.count) }
      }
      count += aside.count
      for field in asideFields {
        fields[firstField + field.column] = FieldSlice(start: end + field.start, length: field.length)
      }
      asideFields.removeAll(keepingCapacity: true)
      aside.removeAll(keepingCapacity: true)
    }
    if !segments.isEmpty { segments.removeAll(keepingCapacity: true) }

    if batch.rowCount == batch.rowCapacity { batch.growRows() }
    var problemNumber: UInt32 = 0
    if let problem {
      batch.problems.append(problem)
      problemNumber = UInt32(truncatingIfNeeded: batch.problems.count)
      self.problem = nil
    }
    batch.rows[batch.rowCount] = RecordBatch.RowEntry(
      line: position.line, start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end - start),
      firstField: UInt32(truncatingIfNeeded: firstField), storedFields: UInt32(truncatingIfNeeded: lastField + 1),
      problem: problemNumber, sourceOffset: position.byteOffset)
    batch.rowCount += 1
    firstField += lastField + 1
    start = count
    checkLimits()
    rowsLeft -= 1
    // Between two pieces a batch is handed over long before. Only entities can make so many records of one.
    if start > 8 << 20 || firstField > 1 << 20 || batch.rowCount > 1 << 18 { refusal = .entityExpansion }
  }

  /// The start of the record for messages.
  var recordPosition: SourcePosition { position }

  @inline(__always) private mutating func set(_ column: Int, _ slice: FieldSlice) {
    if column >= fieldCount { extendFields(to: column + 1) }
    fields[firstField + column] = slice
    if column > lastField { lastField = column }
  }

  private mutating func extendFields(to columns: Int) {
    while firstField + columns > batch.fieldCapacity {
      batch.fieldCount = firstField + fieldCount
      batch.growFields()
      fields = batch.fields
    }
    for column in fieldCount..<max(fieldCount, columns) { fields[firstField + column] = XMLRecordBuilder.missing }
    fieldCount = max(fieldCount, columns)
  }

  private var hasTooManyColumns: Bool { paths.columns.count > limits.columns || paths.isFull }

  @inline(never) private mutating func checkLimits() {
    guard refusal == nil else { return }
    if count - start > limits.recordBytes {
      refusal = .recordTooLong(limit: limits.recordBytes)
    } else if hasTooManyColumns {
      refusal = .tooManyColumns(limit: limits.columns)
    }
  }

  /// Takes the record that is not complete out of the batch, so that this can be handed over.
  mutating func suspend() {
    carried.removeAll(keepingCapacity: true)
    carriedFields.removeAll(keepingCapacity: true)
    batch.inputCount = start
    batch.rewrittenEnd = start
    batch.fieldCount = firstField
    guard depth > 0 else { return }
    carried.append(contentsOf: UnsafeBufferPointer(start: base + start, count: count - start))
    carriedFields.append(contentsOf: UnsafeBufferPointer(start: fields + firstField, count: fieldCount))
    for index in carriedFields.indices { carriedFields[index] = carriedFields[index].moved(by: -start) }
  }

  /// Goes on in `batch`, which is empty.
  mutating func resume(in batch: RecordBatch) {
    self.batch = batch
    base = batch.memory
    capacity = batch.capacity - RecordBatch.overread
    fields = batch.fields
    (start, count, firstField, fieldCount) = (0, 0, 0, 0)
    guard depth > 0 else { return }
    ensure(carried.count)
    carried.withUnsafeBufferPointer { bytes in
      if let first = bytes.baseAddress { base.update(from: first, count: bytes.count) }
    }
    count = carried.count
    extendFields(to: carriedFields.count)
    for (column, slice) in carriedFields.enumerated() { fields[column] = slice }
  }
}

extension FieldSlice {
  /// The same range, and kind, at another place.
  fileprivate func moved(by distance: Int) -> FieldSlice {
    let kind = FieldKind(rawValue: UInt8(lengthAndKind >> 29)) ?? .missing
    return FieldSlice(start: Int(start) + distance, length: Int(lengthAndKind & 0x1fff_ffff), kind: kind)
  }
}
