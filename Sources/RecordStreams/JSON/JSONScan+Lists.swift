extension JSONScan {
  /// Where among a list's commas and brackets the next byte stands.
  enum Place {
    /// Behind the opening bracket or brace.
    case first
    /// Behind a comma.
    case next
    /// Behind an element.
    case behind
  }

  /// What made a loop over records end.
  enum Ending {
    /// `stop` says why it does not go on from there.
    case stopped
    /// The batch has as many rows as it may.
    case full
    /// The list has ended.
    case listEnd
    /// Something else than a record begins.
    case other
    /// The first element of the list is no object.
    case noRecords
  }

  /// Reads the elements of an array, or of an object whose members' names are keys, until the bytes, the batch or the list end.
  ///
  /// - Parameters:
  ///   - start: where to go on; behind what has been read when it returns.
  ///   - maxRows: how many rows the batch may have.
  mutating func elements(from start: inout Int, place: inout Place, isKeyed: Bool, maxRows: Int) -> Ending {
    let closing = isKeyed ? UInt8(ascii: "}") : UInt8(ascii: "]")
    while batch.rowCount < maxRows, !isBatchFull {
      let at = skipSpace(from: start)
      start = at
      if place == .behind {
        if base[at] == UInt8(ascii: ",") {
          start = at + 1
          place = .next
        } else if base[at] == closing {
          start = at + 1
          return .listEnd
        } else {
          _ = expected(isKeyed ? .commaOrObjectEnd : .commaOrArrayEnd, at: at)
          return .stopped
        }
      } else if base[at] == closing, place == .first {
        start = at + 1
        return .listEnd
      } else {
        let ending =
          isKeyed ? member(at: &start, isFirst: place == .first) : element(at: &start, isFirst: place == .first)
        if let ending { return ending }
        place = .behind
      }
    }
    return .full
  }

  /// Reads one element of an array as a row; gives what keeps it from it.
  @inline(__always) private mutating func element(at start: inout Int, isFirst: Bool) -> Ending? {
    if base[start] == UInt8(ascii: "{") { return row(from: &start, valueAt: start, key: nil) }
    if isFirst, base[start] == UInt8(ascii: ",") {
      _ = expected(.elementOrEnd, at: start)
      return .stopped
    }
    return nonRecord(from: &start, valueAt: start, isFirst: isFirst)
  }

  /// Reads one member of a keyed object as a row.
  private mutating func member(at start: inout Int, isFirst: Bool) -> Ending? {
    guard base[start] == UInt8(ascii: "\"") else {
      _ = expected(isFirst ? .nameOrEnd : .name, at: start)
      return .stopped
    }
    let lineOfRow = line
    var at = string(at: start)
    if at < 0 { return .stopped }
    let key = slice
    at = skipSpace(from: at)
    guard base[at] == UInt8(ascii: ":") else {
      _ = expected(.colon, at: at)
      return stopped(at: lineOfRow)
    }
    at = skipSpace(from: at + 1)
    if base[at] == UInt8(ascii: "{") { return row(from: &start, valueAt: at, key: key, line: lineOfRow) }
    return nonRecord(from: &start, valueAt: at, isFirst: isFirst, line: lineOfRow)
  }

  /// Reads the documents that follow, as long as they are objects, each of them a record.
  mutating func documents(from start: inout Int, maxRows: Int) -> Ending {
    while batch.rowCount < maxRows, !isBatchFull {
      start = skipSpace(from: start)
      guard base[start] == UInt8(ascii: "{") else { return .other }
      if let ending = row(from: &start, valueAt: start, key: nil) { return ending }
    }
    return .full
  }

  /// Reads the object at `start` as a row of its own.
  mutating func single(from start: inout Int) -> Ending {
    row(from: &start, valueAt: start, key: nil) ?? .listEnd
  }

  @inline(__always) private mutating func row(
    from start: inout Int, valueAt place: Int, key: FieldSlice?, line lineOfRow: Int? = nil
  ) -> Ending? {
    let lineOfRow = lineOfRow ?? line
    let columns = table.count
    let end = record(at: place, key: key)
    if end < 0 { return stopped(at: lineOfRow, columns: columns) }
    guard end - start <= limits.recordBytes else {
      stop = .recordTooLong
      return stopped(at: lineOfRow, columns: columns)
    }
    addRow(from: start, to: end, line: lineOfRow)
    start = end
    return nil
  }

  /// Passes over an element that is no object: a rejected row, but a list that begins so is none.
  private mutating func nonRecord(
    from start: inout Int, valueAt place: Int, isFirst: Bool, line lineOfRow: Int? = nil
  ) -> Ending? {
    let lineOfRow = lineOfRow ?? line
    if isFirst, beginsValue(base[place]) {
      line = lineOfRow
      return .noRecords
    }
    let end = value(at: place)
    if end < 0 { return stopped(at: lineOfRow) }
    guard end - start <= limits.recordBytes else {
      stop = .recordTooLong
      return stopped(at: lineOfRow)
    }
    addRow(from: start, to: end, line: lineOfRow, problem: .notAnObject)
    start = end
    return nil
  }

  /// The place behind any value, checked.
  mutating func value(at start: Int) -> Int {
    let end: Int
    switch base[start] {
    case UInt8(ascii: "\""): return stringPassed(at: start)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return nestedValue(at: start, depth: 1)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): end = number(at: start)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): end = literal(at: start)
    default: return expected(.value, at: start)
    }
    // More digits may come.
    if end >= limit, !isLast {
      stop = .incomplete
      return -1
    }
    return end
  }

  /// Takes back what a row has changed that is to be read again, or never.
  private mutating func stopped(at lineOfRow: Int, columns: Int? = nil) -> Ending {
    line = lineOfRow
    if let columns { table.truncate(to: columns) }
    return .stopped
  }
}

/// Whether a byte can be a JSON value's first.
func beginsValue(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "-"), UInt8(ascii: "t"),
    UInt8(ascii: "f"),
    UInt8(ascii: "n"):
    true
  default: isDigit(byte)
  }
}
