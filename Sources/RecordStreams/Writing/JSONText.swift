import CPlatform

/// Text in JSON (RFC 8259), as bytes.
public enum JSONText {
  /// Appends `bytes`, which must be valid UTF-8, as a JSON string with its quotes.
  ///
  /// Only what must be escaped is: quote, backslash and control characters. Everything else stays as it is.
  public static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var rest = bytes.bindMemory(to: UInt8.self)[...]
    while let start = UnsafeBufferPointer(rebasing: rest).baseAddress {
      let plain = muster_json_plain_prefix(start, rest.count)
      output.append(contentsOf: rest.prefix(plain))
      rest = rest.dropFirst(plain)
      guard let special = rest.popFirst() else { break }
      appendEscaped(special, to: &output)
    }
    output.append(UInt8(ascii: "\""))
  }

  /// Appends `text` as a JSON string with its quotes.
  public static func append(_ text: String, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &output) }
  }

  private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0a: output.append(UInt8(ascii: "n"))
    case 0x0c: output.append(UInt8(ascii: "f"))
    case 0x0d: output.append(UInt8(ascii: "r"))
    default:
      let digits = Array("0123456789abcdef".utf8)
      output.append(contentsOf: "u00".utf8)
      output.append(digits[Int(byte >> 4)])
      output.append(digits[Int(byte & 0x0f)])
    }
  }
}
