extension String {
  /// The text as one path segment or query value: everything but letters, digits, `-`, `_` and `~` is percent-encoded.
  ///
  /// The dot is encoded, too, although RFC 3986 leaves it free: an id of two dots would otherwise name another resource.
  var percentEncoded: String {
    if utf8.allSatisfy(\.isFreeInURL) { return self }
    var encoded: [UInt8] = []
    encoded.reserveCapacity(utf8.count * 3)
    for byte in utf8 {
      if byte.isFreeInURL {
        encoded.append(byte)
      } else {
        encoded.append(UInt8(ascii: "%"))
        encoded.append(hexadecimalDigit(byte >> 4))
        encoded.append(hexadecimalDigit(byte & 0xF))
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}

/// The upper-case digit of a number from 0 to 15.
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
}

extension UInt8 {
  var isDecimalDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  /// Whether the byte is an ASCII character that shows: no control character, no space.
  var isVisibleASCII: Bool { self > 0x20 && self < 0x7F }

  fileprivate var isFreeInURL: Bool {
    let lowercased = self | 0x20
    return (lowercased >= UInt8(ascii: "a") && lowercased <= UInt8(ascii: "z")) || isDecimalDigit
      || self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self == UInt8(ascii: "~")
  }
}
