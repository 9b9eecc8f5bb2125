import CPlatform

extension JSONScan {
  /// Reads the object that opens at `start`: its fields stand behind those of the batch's rows, `recordFields` of them.
  ///
  /// - Parameter key: the first column's value, where that is no member's.
  /// - Returns: the place behind the object; -1 if `stop` says why there is none.
  mutating func record(at start: Int, key: FieldSlice? = nil) -> Int {
    let missing = FieldSlice(start: 0, length: 0, kind: .missing)
    var row = makeRow()
    var (labels, labelText) = (table.labels, table.text)
    var filled = 0
    if let key {
      row[0] = key
      filled = 1
    }
    var previous = -1
    var at = skipSpace(from: start &+ 1)
    if base[at] == UInt8(ascii: "}") {
      recordFields = filled
      return at &+ 1
    }
    var wanted = JSONFault.Wanted.nameOrEnd
    while true {
      guard base[at] == UInt8(ascii: "\"") else { return expected(wanted, at: at) }
      let name = at
      // The name
      let column: Int
      let guess = Int(labels[previous &+ 1].successor)
      let label = labels[guess]
      if guess > 0, label.length > 0, muster_begins_with(base + at, labelText + Int(label.start), Int(label.length)) {
        column = guess &- 1
        at &+= Int(label.length)
      } else {
        at = lookUpName(at: at, after: previous)
        if at < 0 { return -1 }
        column = foundColumn
        // A new column can have moved all of them.
        row = batch.fields + batch.fieldCount
        (labels, labelText) = (table.labels, table.text)
      }
      previous = column
      if column < filled, row[column].kind != .missing { return repeatedName(at: name) }
      // The colon
      if base[at] != UInt8(ascii: ":") {
        at = skipSpace(from: at)
        guard base[at] == UInt8(ascii: ":") else { return expected(.colon, at: at) }
      }
      at &+= 1
      if base[at] <= 0x20 { at = skipSpace(from: at) }
      // The value
      let value: FieldSlice
      switch base[at] {
      case UInt8(ascii: "\""):
        at = string(at: at)
        if at < 0 { return -1 }
        value = slice
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        let end = number(at: at)
        if end < 0 { return -1 }
        value = FieldSlice(start: at, length: end &- at, kind: .number)
        at = end
      case UInt8(ascii: "t"), UInt8(ascii: "f"):
        let end = literal(at: at)
        if end < 0 { return -1 }
        value = FieldSlice(start: at, length: end &- at, kind: .boolean)
        at = end
      case UInt8(ascii: "n"):
        let end = literal(at: at)
        if end < 0 { return -1 }
        value = FieldSlice(start: at, length: 0, kind: .null)
        at = end
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        at = nestedValue(at: at, depth: 1)
        if at < 0 { return -1 }
        value = slice
      default:
        return expected(.value, at: at)
      }
      // Its place in the row
      if column == filled {
        row[filled] = value
        filled &+= 1
      } else {
        while filled <= column {
          row[filled] = missing
          filled &+= 1
        }
        row[column] = value
      }
      // What follows
      if base[at] <= 0x20 { at = skipSpace(from: at) }
      if base[at] == UInt8(ascii: ",") {
        at &+= 1
        if base[at] <= 0x20 { at = skipSpace(from: at) }
        wanted = .name
      } else if base[at] == UInt8(ascii: "}") {
        recordFields = filled
        return at &+ 1
      } else {
        return expected(.commaOrObjectEnd, at: at)
      }
    }
  }

  /// Adds what was read last to the batch's rows.
  mutating func addRow(from start: Int, to end: Int, line: Int, problem: RowProblem? = nil) {
    if batch.rowCount == batch.rowCapacity { batch.growRows() }
    if let problem {
      batch.problems.append(problem)
      recordFields = 0
    }
    batch.rows[batch.rowCount] = RecordBatch.RowEntry(
      line: line, start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end - start),
      firstField: UInt32(truncatingIfNeeded: batch.fieldCount), storedFields: UInt32(truncatingIfNeeded: recordFields),
      problem: problem == nil ? 0 : UInt32(truncatingIfNeeded: batch.problems.count))
    batch.rowCount += 1
    batch.fieldCount += recordFields
  }

  /// Whether the batch is large enough to be handed out although there are more rows: memory must not depend on how small they are.
  @inline(__always) var isBatchFull: Bool { batch.rowCount >= 1 << 16 || batch.fieldCount >= 1 << 20 }

  /// Room for a row of all known columns.
  @inline(__always) private func makeRow() -> UnsafeMutablePointer<FieldSlice> {
    while batch.fieldCapacity &- batch.fieldCount <= table.count { batch.growFields() }
    return batch.fields + batch.fieldCount
  }

  /// The column of the name at `open`, a new one if need be, as `foundColumn`.
  ///
  /// - Returns: the place behind the name; -1 if `stop` says why there is none.
  @inline(never) private mutating func lookUpName(at open: Int, after previous: Int) -> Int {
    let end = stringPassed(at: open)
    if end < 0 { return -1 }
    seen = end
    let name = UnsafeBufferPointer(start: UnsafePointer(base + Int(slice.start)), count: slice.length)
    if let known = table.column(named: name) {
      foundColumn = known
    } else {
      guard table.count < limits.columns else {
        stop = .refused(.tooManyColumns(limit: limits.columns), at: open)
        return -1
      }
      guard table.nameBytes + name.count <= limits.nameBytes else {
        stop = .refused(.namesTooLong(limit: limits.nameBytes), at: open)
        return -1
      }
      foundColumn = table.add(name)
      _ = makeRow()
    }
    table.note(foundColumn, after: previous)
    return end
  }

  @inline(never) private mutating func repeatedName(at open: Int) -> Int {
    seen = stringPassed(at: open)
    let name = UnsafeBufferPointer(start: base + Int(slice.start), count: min(slice.length, 100))
    stop = .failed(.repeatedName(String(decoding: name, as: UTF8.self)), at: open)
    return -1
  }
}
