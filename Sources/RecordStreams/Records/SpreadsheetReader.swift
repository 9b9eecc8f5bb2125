/// Takes back what `SpreadsheetText` did to the cells of a CSV list.
final class SpreadsheetReader: RecordReader {
  private let reader: any RecordReader

  init(_ reader: any RecordReader) { self.reader = reader }

  /// Computed from the list's own at each call.
  var columns: Columns {
    let names = reader.columns.names.map(SpreadsheetText.original)
    return names == reader.columns.names ? reader.columns : Columns(names)
  }
  var shape: ListShape { reader.shape }
  var notices: [ReadNotice] { reader.notices }

  func read(into batch: RecordBatch) throws(ReadFailure) -> Bool {
    guard try reader.read(into: batch) else { return false }
    batch.takeOffApostrophes()
    batch.columns = columns
    return true
  }
}

extension RecordBatch {
  fileprivate func takeOffApostrophes() {
    for index in 0..<fieldCount {
      let slice = fields[index]
      let length = Int(slice.lengthAndKind & 0x1fff_ffff)
      let bytes = UnsafeRawBufferPointer(start: memory + Int(slice.start), count: length)
      if SpreadsheetText.isDefused(bytes) {
        fields[index] = FieldSlice(start: Int(slice.start) + 1, length: length - 1)
      }
    }
  }
}
