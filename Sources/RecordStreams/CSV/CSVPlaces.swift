/// Line, column and offset of the byte at `place`, counted from a row's start whose line is known.
///
/// Only failures need it, so it counts anew instead of costing anything on the way.
func locate(_ place: Int, in batch: RecordBatch, from rowStart: Int, line: Int, limit: Int) -> SourcePosition {
  var (line, column) = (line, 1)
  var at = rowStart
  while at < place {
    let byte = batch.memory[at]
    let isBreak =
      byte == UInt8(ascii: "\n")
      || (byte == UInt8(ascii: "\r") && !(at + 1 < limit && batch.memory[at + 1] == UInt8(ascii: "\n")))
    if isBreak {
      line += 1
      column = 1
    } else if byte & 0xc0 != 0x80 {
      column += 1
    }
    at += 1
  }
  return SourcePosition(line: line, column: column, byteOffset: batch.byteOffset + place)
}

/// The place behind the next line break; `nil` if there is none yet. The end of the list ends a line.
func lineEnd(in batch: RecordBatch, from start: Int, to limit: Int, isLast: Bool) -> Int? {
  var at = start
  while at < limit {
    if batch.memory[at] == UInt8(ascii: "\n") { return at + 1 }
    if batch.memory[at] == UInt8(ascii: "\r") {
      if at + 1 >= limit { return isLast ? limit : nil }
      return batch.memory[at + 1] == UInt8(ascii: "\n") ? at + 2 : at + 1
    }
    at += 1
  }
  return isLast ? limit : nil
}
