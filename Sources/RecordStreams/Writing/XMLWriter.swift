/// Writes records as XML 1.0 in UTF-8: an element for each record, in it one for each field.
///
/// A column's name becomes an element's name as `XMLNames` says, so that it can be had back, and a processing instruction tells which
/// element is the record, also where there is only one. A missing field and a null are left out. Characters that XML 1.0 cannot hold in any form
/// (most control characters, U+FFFE, U+FFFF) are replaced by U+FFFD and counted.
public struct XMLWriter: RecordWriter {
  public private(set) var replacedCharacters = 0
  private var output: OutputBuffer
  private let recordName: String
  private var elements: [String] = []

  public init(to sink: any ByteSink, recordName: String = "record") {
    output = OutputBuffer(sink)
    self.recordName = XMLNames.encoded(recordName)
  }

  public mutating func begin(columns: [String]) throws(WriteFailure) {
    elements = columns.map(XMLNames.encoded)
    output.append(XMLRecordMark.declaration)
    output.append(XMLRecordMark.instruction(recordName))
    output.append("<\(recordName)s>\n" as String)
  }

  public var takesMoreColumns: Bool { true }

  public mutating func add(columns: [String]) { elements += columns.map(XMLNames.encoded) }

  public mutating func write(_ fields: UnsafeBufferPointer<Field>) throws(WriteFailure) {
    output.append("  <\(recordName)>" as String)
    for (element, field) in zip(elements, fields) where field.kind != .missing && field.kind != .null {
      output.append(UInt8(ascii: "<"))
      output.append(element)
      output.append(UInt8(ascii: ">"))
      append(field.bytes)
      output.append("</")
      output.append(element)
      output.append(UInt8(ascii: ">"))
    }
    output.append("</\(recordName)>\n" as String)
    try output.flushIfFull()
  }

  public mutating func finish() throws(WriteFailure) {
    output.append("</\(recordName)s>\n" as String)
    try output.flush()
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    output.withBytes { replacedCharacters += XMLText.append(bytes, to: &$0) }
  }
}
