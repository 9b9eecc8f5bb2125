/// Writes records as XML 1.0 in UTF-8: an element for each record, in it one for each field.
///
/// A column's name becomes an element's name as SQL/XML (ISO 9075-14) maps names: a character that may not stand there becomes
/// `_xHHHH_`, so that it can be had back. A missing field and a null are left out. Characters that XML 1.0 cannot hold in any form
/// (most control characters, U+FFFE, U+FFFF) are replaced by U+FFFD and counted.
public struct XMLWriter: RecordWriter {
  public private(set) var replacedCharacters = 0
  private var output: OutputBuffer
  private let recordName: String
  private var elements: [String] = []

  public init(to sink: any ByteSink, recordName: String = "record") {
    output = OutputBuffer(sink)
    self.recordName = XMLWriter.elementName(recordName)
  }

  public mutating func begin(columns: [String]) throws(WriteFailure) {
    elements = columns.map(XMLWriter.elementName)
    output.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(recordName)s>\n" as String)
  }

  public var takesMoreColumns: Bool { true }

  public mutating func add(columns: [String]) { elements += columns.map(XMLWriter.elementName) }

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
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "<"): output.append("&lt;")
      case UInt8(ascii: ">"): output.append("&gt;")
      case UInt8(ascii: "&"): output.append("&amp;")
      // A parser makes a bare carriage return a line feed.
      case 0x0d: output.append("&#13;")
      case 0x09, 0x0a: output.append(byte)
      case 0x00..<0x20:
        output.append("\u{FFFD}")
        replacedCharacters += 1
      case 0xef where index + 2 < bytes.count && bytes[index + 1] == 0xbf && bytes[index + 2] >= 0xbe:
        output.append("\u{FFFD}")
        replacedCharacters += 1
        index += 2
      default: output.append(byte)
      }
      index += 1
    }
  }

  /// `name` as an XML name without colons: `e-mail` stays, `first name` becomes `first_x0020_name`.
  static func elementName(_ name: String) -> String {
    var result = ""
    let scalars = Array(name.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isAllowed = index == 0 ? startsName(scalar) : startsName(scalar) || continuesName(scalar)
      // An escape's own beginning is escaped, or it could not be told from one.
      let looksEscaped = scalar == "_" && index + 1 < scalars.count && scalars[index + 1] == "x"
      if isAllowed, !looksEscaped {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "_x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
      }
    }
    return result.isEmpty ? "_" : result
  }

  /// NameStartChar of XML 1.0, without the colon.
  private static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5a, 0x5f, 0x61...0x7a, 0xc0...0xd6, 0xd8...0xf6, 0xf8...0x2ff, 0x370...0x37d, 0x37f...0x1fff,
      0x200c...0x200d, 0x2070...0x218f, 0x2c00...0x2fef, 0x3001...0xd7ff, 0xf900...0xfdcf, 0xfdf0...0xfffd,
      0x10000...0xeffff:
      true
    default: false
    }
  }

  /// What NameChar of XML 1.0 has beyond NameStartChar.
  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2d, 0x2e, 0x30...0x39, 0xb7, 0x300...0x36f, 0x203f...0x2040: true
    default: false
    }
  }
}
