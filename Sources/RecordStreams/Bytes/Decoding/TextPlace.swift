/// Counts lines and columns of UTF-8 text, as an editor does: `\n`, `\r\n` and `\r` end a line, and a column is a Unicode scalar.
struct TextPlace: Equatable {
  private(set) var line: Int
  private(set) var column: Int
  /// The `\n` of a `\r\n` may come with the next bytes.
  private var isAfterReturn = false

  init(line: Int = 1, column: Int = 1) {
    self.line = line
    self.column = column
  }

  /// Goes past `text`, which begins where the last one ended.
  mutating func pass(_ text: UnsafeRawBufferPointer) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "\n"):
        if !isAfterReturn { line += 1 }
        (column, isAfterReturn) = (1, false)
      case UInt8(ascii: "\r"):
        line += 1
        (column, isAfterReturn) = (1, true)
      default:
        if byte & 0xc0 != 0x80 { column += 1 }
        isAfterReturn = false
      }
    }
  }
}
