/// Text in XML 1.0, as bytes.
enum XMLText {
  /// Appends the content of an element.
  ///
  /// Characters that XML 1.0 cannot hold in any form (most control characters, U+FFFE, U+FFFF) are replaced by U+FFFD.
  ///
  /// - Parameter bytes: valid UTF-8.
  /// - Returns: how many were replaced.
  static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Int {
    var replaced = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if let escape = XMLEscapes.escape(of: byte, isAttribute: false) {
        output.append(contentsOf: UnsafeBufferPointer(start: escape.utf8Start, count: escape.utf8CodeUnitCount))
      } else if let length = lengthOfForbidden(bytes, at: index) {
        output.append(contentsOf: "\u{FFFD}".utf8)
        replaced += 1
        index += length - 1
      } else {
        output.append(byte)
      }
      index += 1
    }
    return replaced
  }

  static func append(_ text: String, to output: inout [UInt8]) {
    var text = text
    _ = text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &output) }
  }

  private static func lengthOfForbidden(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int? {
    switch bytes[index] {
    case 0x09, 0x0a: nil
    case 0x00..<0x20: 1
    case 0xef where index + 2 < bytes.count && bytes[index + 1] == 0xbf && bytes[index + 2] >= 0xbe: 3
    default: nil
    }
  }
}
