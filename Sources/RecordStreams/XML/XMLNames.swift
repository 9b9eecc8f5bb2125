/// Names of columns as names of elements, as SQL/XML (ISO 9075-14) maps them, and back.
///
/// A character that may not stand in a name becomes `_xHHHH_`: `first name` is written as `first_x0020_name`.
/// Access, Excel, SQL Server and .NET write such names, too.
enum XMLNames {
  /// `name` as an XML name without colons.
  static func encoded(_ name: String) -> String {
    var result = ""
    let scalars = Array(name.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isAllowed = index == 0 ? startsName(scalar) : continuesName(scalar)
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

  /// `name` with the character for each `_xHHHH_`, which has four to six digits; what is no such escape stays.
  static func decoded(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
    let scalars = Array(name.unicodeScalars)
    var result = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      if let (scalar, length) = escape(in: scalars[index...]) {
        result.append(scalar)
        index += length
      } else {
        result.append(scalars[index])
        index += 1
      }
    }
    return String(result)
  }

  private static func escape(in text: ArraySlice<Unicode.Scalar>) -> (Unicode.Scalar, length: Int)? {
    guard text.starts(with: ["_", "x"]) else { return nil }
    let digits = text.dropFirst(2).prefix { $0.properties.isASCIIHexDigit }
    guard (4...6).contains(digits.count), digits.endIndex < text.endIndex, text[digits.endIndex] == "_",
      let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16), let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, digits.count + 3)
  }

  /// NameStartChar of XML 1.0, fifth edition, without the colon.
  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5a, 0x5f, 0x61...0x7a, 0xc0...0xd6, 0xd8...0xf6, 0xf8...0x2ff, 0x370...0x37d, 0x37f...0x1fff,
      0x200c...0x200d, 0x2070...0x218f, 0x2c00...0x2fef, 0x3001...0xd7ff, 0xf900...0xfdcf, 0xfdf0...0xfffd,
      0x10000...0xeffff:
      true
    default: false
    }
  }

  /// NameChar of XML 1.0, fifth edition, without the colon.
  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2d, 0x2e, 0x30...0x39, 0xb7, 0x300...0x36f, 0x203f...0x2040: true
    default: startsName(scalar)
    }
  }
}
