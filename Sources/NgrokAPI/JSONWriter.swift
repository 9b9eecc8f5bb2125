/// Writes one JSON object of texts, flags and lists of texts, as the API's requests are, straight into bytes.
struct JSONWriter {
  private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  /// The finished object.
  consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  mutating func field(_ name: StaticString, _ value: String) {
    begin(name)
    append(quoted: value)
  }

  mutating func field(_ name: StaticString, _ value: Bool) {
    begin(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  mutating func field(_ name: StaticString, _ values: [String]) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(quoted: value)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// A text as a JSON string.
  static func quoted(_ text: String) -> String {
    var writer = JSONWriter(capacity: text.utf8.count + 3)
    writer.bytes.removeAll(keepingCapacity: true)
    writer.append(quoted: text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Names are written as they are: all of them are known here and want no escaping.
  private mutating func begin(_ name: StaticString) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      guard utf8.contains(where: Self.wantsEscape) else {
        bytes.append(contentsOf: utf8)
        return
      }
      for byte in utf8 { append(escaped: byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// RFC 8259 wants quote, backslash and the control characters escaped; everything else stays UTF-8.
  private static func wantsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func append(escaped byte: UInt8) {
    guard Self.wantsEscape(byte) else {
      bytes.append(byte)
      return
    }
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(hexadecimalDigit(byte >> 4))
      bytes.append(hexadecimalDigit(byte & 0xF))
    }
  }
}
