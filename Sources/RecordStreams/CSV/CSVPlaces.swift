/// Line, column and offset of the byte at `place`, counted from a row's start whose line is known.
///
/// Only failures need it, so it counts anew instead of costing anything on the way.
func locate(_ place: Int, in batch: RecordBatch, from rowStart: Int, line: Int) -> SourcePosition {
  var textPlace = TextPlace(line: line)
  textPlace.pass(UnsafeRawBufferPointer(start: batch.memory + rowStart, count: place - rowStart))
  return SourcePosition(line: textPlace.line, column: textPlace.column, byteOffset: batch.byteOffset + place)
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
