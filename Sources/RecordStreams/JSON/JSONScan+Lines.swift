import CPlatform

extension JSONScan {
  /// Reads lines, each of them an object, until the bytes or the batch end. Blank lines are passed over.
  ///
  /// A line that is no object is a rejected row, as it is plain where the next one begins. But a list that begins so is no NDJSON, and
  /// one that ends inside of an object has been cut off: those stop.
  mutating func lines(from start: inout Int, isFirst: Bool, maxRows: Int) -> Ending {
    while batch.rowCount < maxRows, !isBatchFull {
      var at = skipBlanks(from: start)
      start = at
      if base[at] == UInt8(ascii: "\n") {
        start = at + 1
        line += 1
        continue
      }
      if at >= limit {
        if isLast { return .listEnd }
        stop = .incomplete
        return .stopped
      }
      let lineOfRow = line
      let columns = table.count
      at = base[at] == UInt8(ascii: "{") ? record(at: at) : notAnObject(at: at)
      let end = at
      if at >= 0, line == lineOfRow { at = lineEnd(from: at) }
      if at < 0 || line != lineOfRow {
        // What is wrong behind the line's end, or not yet there, is not about this line.
        if line != lineOfRow { stop = .incomplete }
        line = lineOfRow
        table.truncate(to: columns)
        guard rejectLine(from: &start, isFirst: isFirst && batch.rowCount == 0) else { return .stopped }
        continue
      }
      guard at - start <= limits.recordBytes else {
        stop = .recordTooLong
        table.truncate(to: columns)
        return .stopped
      }
      addRow(from: start, to: end, line: lineOfRow)
      start = at
    }
    return .full
  }

  /// The place of the line's end behind a record that ends at `end`; -1 if `stop` says why there is none.
  @inline(__always) private mutating func lineEnd(from end: Int) -> Int {
    let at = skipBlanks(from: end)
    if base[at] == UInt8(ascii: "\n") || (at >= limit && isLast) { return at }
    return expected(.lineEnd, at: at)
  }

  @inline(__always) private func skipBlanks(from start: Int) -> Int {
    var at = start
    while base[at] == UInt8(ascii: " ") || base[at] == UInt8(ascii: "\t") || base[at] == UInt8(ascii: "\r") { at += 1 }
    return at
  }

  private mutating func notAnObject(at start: Int) -> Int {
    let end = value(at: start)
    if end >= 0 { stop = .failed(.notAnObject, at: start) }
    return -1
  }

  /// Makes the line at `start` a rejected row; `false` if the whole list has to stop for it, or its end is not there yet.
  @inline(never) private mutating func rejectLine(from start: inout Int, isFirst: Bool) -> Bool {
    switch stop {
    case .recordTooLong, .refused: return false
    case .incomplete, .failed: break
    }
    var end = start
    while end < limit, base[end] != UInt8(ascii: "\n") { end += 1 }
    let isEnded = end < limit
    seen = min(seen, end)
    // Whether what has been found out is about this line.
    let isAboutLine = if case .failed(_, let place) = stop { place < end || !isEnded } else { false }
    guard isEnded || (isLast && !isCutOff) else {
      if !isLast { stop = .incomplete }
      return false
    }
    guard end - start <= limits.recordBytes else {
      stop = .recordTooLong
      return false
    }
    if !isAboutLine { stop = .failed(.lineEndsInside, at: end) }
    guard case .failed(let fault, let place) = stop, !isFirst else { return false }
    var column = 1
    for at in start..<place where base[at] & 0xc0 != 0x80 { column += 1 }
    var rowEnd = end
    while rowEnd > start, isJSONSpace(base[rowEnd - 1]) { rowEnd -= 1 }
    addRow(from: start, to: rowEnd, line: line, problem: .invalidJSON(fault, column: column))
    start = end
    return true
  }

  private var isCutOff: Bool {
    switch stop {
    case .failed(.unfinished, _), .failed(.unclosedString, _): true
    default: false
    }
  }
}
