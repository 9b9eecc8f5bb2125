/// Writes rows of an XML list as a document of their own, each with what became of it in three elements at its end.
public struct XMLRejectWriter: RejectWriter {
  private var output: OutputBuffer
  private let shape: XMLShape

  public init(to sink: any ByteSink, shape: XMLShape) {
    output = OutputBuffer(sink)
    self.shape = shape
  }

  public mutating func begin() throws(WriteFailure) { output.append(shape.opening) }

  public mutating func finish() throws(WriteFailure) {
    output.append(shape.closing)
    try output.flush()
  }

  public mutating func write(original: UnsafeRawBufferPointer, _ reason: RejectReason) throws(WriteFailure) {
    let row = ownPart(of: original)
    output.append(UnsafeRawBufferPointer(rebasing: original[..<row.contentEnd]))
    if row.isEmptyTag { output.append(UInt8(ascii: ">")) }
    for (name, value) in zip(RejectReason.columns, [reason.code, reason.message, String(reason.source)]) {
      output.append("<\(name)>" as String)
      output.withBytes { XMLText.append(value, to: &$0) }
      output.append("</\(name)>" as String)
    }
    output.append("</")
    output.append(row.name)
    output.append(">\n")
    try output.flushIfFull()
  }

  private struct Row {
    let name: UnsafeRawBufferPointer
    /// Where the row's own content ends.
    var contentEnd: Int
    let isEmptyTag: Bool
  }

  /// A row is what the reader wrote: no white space in its end tag, and no `<` in its text.
  private func ownPart(of row: UnsafeRawBufferPointer) -> Row {
    let nameEnd = row.dropFirst().firstIndex { " />".utf8.contains($0) } ?? row.endIndex
    let name = UnsafeRawBufferPointer(rebasing: row[min(1, row.endIndex)..<nameEnd])
    if row.suffix(2).elementsEqual("/>".utf8) { return Row(name: name, contentEnd: row.count - 2, isEmptyTag: true) }
    var end = max(0, row.count - name.count - 3)
    // Those of an earlier run.
    var ownEnd = end
    for column in RejectReason.columns.reversed() {
      guard let start = start(of: column, endingAt: ownEnd, in: row) else {
        return Row(name: name, contentEnd: end, isEmptyTag: false)
      }
      ownEnd = start
    }
    end = ownEnd
    return Row(name: name, contentEnd: end, isEmptyTag: false)
  }

  /// Where an element with nothing but text begins that ends at `end`, with white space behind it.
  private func start(of name: String, endingAt end: Int, in row: UnsafeRawBufferPointer) -> Int? {
    var end = end
    while end > 0, " \n\t".utf8.contains(row[end - 1]) { end -= 1 }
    let (opening, closing, empty) = (Array("<\(name)>".utf8), Array("</\(name)>".utf8), Array("<\(name)/>".utf8))
    if row[..<end].suffix(empty.count).elementsEqual(empty) { return end - empty.count }
    guard row[..<end].suffix(closing.count).elementsEqual(closing) else { return nil }
    let textEnd = end - closing.count
    guard let bracket = row[..<textEnd].lastIndex(of: UInt8(ascii: "<")),
      row[bracket..<textEnd].starts(with: opening)
    else { return nil }
    return bracket
  }
}
