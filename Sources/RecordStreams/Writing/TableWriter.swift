/// Writes records as a table for eyes.
///
/// Widths come from the header and the first 100 records, which wait in memory; a value wider than its column, or than 40
/// places, is cut with `…`. Control characters are shown as `·`, so that a list cannot send a terminal commands.
public struct TableWriter: RecordWriter {
  private var output: OutputBuffer
  private var header: [String] = []
  private var waiting: [[String]] = []
  private var widths: [Int] = []
  private var hasSettled = false
  private static let sampleSize = 100
  private static let widest = 40

  public init(to sink: any ByteSink) { output = OutputBuffer(sink) }

  public mutating func begin(columns: [String]) throws(WriteFailure) {
    header = columns.map(TableWriter.printable)
  }

  public mutating func write(_ fields: UnsafeBufferPointer<Field>) throws(WriteFailure) {
    let cells = header.indices.map { $0 < fields.count ? TableWriter.printable(fields[$0].text) : "" }
    if hasSettled {
      append(cells)
      try output.flushIfFull()
    } else {
      waiting.append(cells)
      if waiting.count == TableWriter.sampleSize { settle() }
    }
  }

  public mutating func finish() throws(WriteFailure) {
    if !hasSettled { settle() }
    try output.flush()
  }

  private mutating func settle() {
    hasSettled = true
    widths = header.indices.map { column in
      let widest = waiting.map { displayWidth($0[column]) }.max() ?? 0
      return min(max(displayWidth(header[column]), widest), TableWriter.widest)
    }
    append(header)
    append(widths.map { String(repeating: "─", count: $0) })
    for cells in waiting { append(cells) }
    waiting = []
  }

  private mutating func append(_ cells: [String]) {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      if !line.isEmpty { line += "  " }
      line += fitted(cell, to: width)
    }
    while line.last == " " { line.removeLast() }
    output.append(line)
    output.append(UInt8(ascii: "\n"))
  }

  private func fitted(_ cell: String, to width: Int) -> String {
    let own = displayWidth(cell)
    if own <= width { return cell + String(repeating: " ", count: width - own) }
    var result = ""
    var used = 0
    for character in cell {
      let next = displayWidth(String(character))
      if used + next > width - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…" + String(repeating: " ", count: max(0, width - 1 - used))
  }

  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          // Format characters include those that turn the direction of writing.
          case .control, .lineSeparator, .paragraphSeparator: "·"
          case .format where scalar != "\u{200D}": "·"
          default: scalar
          }
        }))
  }
}

/// How many places of a terminal a text takes: East Asian wide characters and emoji two, combining marks none.
func displayWidth(_ text: String) -> Int {
  text.reduce(0) { width, character in
    guard let first = character.unicodeScalars.first else { return width }
    if first.value < 0x300 { return width + 1 }
    switch first.value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      return width + 2
    default:
      let category = first.properties.generalCategory
      return width + (category == .nonspacingMark || category == .enclosingMark ? 0 : 1)
    }
  }
}
