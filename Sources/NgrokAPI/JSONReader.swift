/// Reads one JSON document strictly (RFC 8259), field by field, without building a tree.
///
/// Every loop is bounded by the bytes left and nothing recurs on what is read: a value that nobody asks for is skipped
/// with a bit for each open container. Text that nobody asks for is checked for its shape, but not for its encoding.
struct JSONReader {
  /// Why the bytes are no JSON of the wanted shape, and where.
  struct Problem: Error, Equatable {
    var reason: String
    var offset: Int
  }

  static let maximumDepth = 64

  private let bytes: [UInt8]
  private var position = 0
  /// Whether the innermost open container has just been opened; then no comma stands before the next item.
  private var isAtStart = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where reading has got to, in bytes from 0.
  var offset: Int { position }

  // MARK: Containers

  mutating func enterObject() throws(Problem) {
    try expect(UInt8(ascii: "{"), "an object")
    isAtStart = true
  }

  /// The name of the next field, whose value is to be read or skipped next; `nil` once the object has ended.
  mutating func nextField() throws(Problem) -> String? {
    guard try hasNext(closing: UInt8(ascii: "}")) else { return nil }
    let name = try text()
    try expect(UInt8(ascii: ":"), "':'")
    return name
  }

  mutating func enterArray() throws(Problem) {
    try expect(UInt8(ascii: "["), "an array")
    isAtStart = true
  }

  /// Whether another element follows, which is to be read or skipped next; `false` once the array has ended.
  mutating func nextElement() throws(Problem) -> Bool {
    try hasNext(closing: UInt8(ascii: "]"))
  }

  /// Nothing but white space may follow the document.
  mutating func end() throws(Problem) {
    skipSpace()
    if position < bytes.count { throw problem("something follows the document") }
  }

  // MARK: Values

  mutating func text() throws(Problem) -> String {
    try expect(UInt8(ascii: "\""), "a string")
    let start = position
    var allBits: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = try plainText(from: start, isASCII: allBits < 0x80)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedText(from: start) }
      if byte < 0x20 { throw problem("a control character stands in a string") }
      allBits |= byte
      position += 1
    }
    throw problem("a string does not end")
  }

  /// The text from `start` to here, which has no escapes.
  ///
  /// Validating costs ten times as much as copying what is known to be valid, and ids, times and tokens are ASCII.
  private func plainText(from start: Int, isASCII: Bool) throws(Problem) -> String {
    if isASCII {
      return bytes.withUnsafeBufferPointer {
        String(decoding: UnsafeBufferPointer(rebasing: $0[start..<position]), as: UTF8.self)
      }
    }
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
      throw problem("a string is not UTF-8")
    }
    return text
  }

  mutating func textOrNull() throws(Problem) -> String? {
    try skipNull() ? nil : text()
  }

  /// Passes over `null` if it stands here, and says so.
  mutating func skipNull() throws(Problem) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "n") else { return false }
    try literal("null")
    return true
  }

  mutating func boolean() throws(Problem) -> Bool {
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: "t") {
      try literal("true")
      return true
    }
    try literal("false")
    return false
  }

  /// One value of whatever kind, as it stands there; `nil` if that is not UTF-8.
  mutating func valueText() throws(Problem) -> String? {
    skipSpace()
    let start = position
    try skipValue()
    return Self.text(Array(bytes[start..<position]))
  }

  /// The bytes as text; `nil` if they are not UTF-8.
  private static func text(_ bytes: [UInt8]) -> String? {
    let isASCII = bytes.withUnsafeBufferPointer { buffer in buffer.reduce(0) { $0 | $1 } < 0x80 }
    return isASCII ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
  }

  /// Passes over one value of whatever kind.
  mutating func skipValue() throws(Problem) {
    /// The open containers, the innermost in the lowest bit: 1 is an object.
    var containers: UInt64 = 0
    var depth = 0
    while true {
      skipSpace()
      guard position < bytes.count else { throw problem("a value is missing") }
      switch bytes[position] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < Self.maximumDepth else { throw problem("the document is nested too deeply") }
        let isObject = bytes[position] == UInt8(ascii: "{")
        position += 1
        depth += 1
        containers = containers << 1 | (isObject ? 1 : 0)
        isAtStart = true
      case UInt8(ascii: "\""): try skipText()
      case UInt8(ascii: "t"): try literal("true")
      case UInt8(ascii: "f"): try literal("false")
      case UInt8(ascii: "n"): try literal("null")
      default: try skipNumber()
      }
      // A value, or an opening bracket, lies behind: go to where the next value begins, closing what ends here.
      while true {
        if depth == 0 { return }
        let isObject = containers & 1 == 1
        if try hasNext(closing: UInt8(ascii: isObject ? "}" : "]")) {
          if isObject {
            try skipText()
            try expect(UInt8(ascii: ":"), "':'")
          }
          break
        }
        containers >>= 1
        depth -= 1
      }
    }
  }

  // MARK: Pieces

  private mutating func hasNext(closing: UInt8) throws(Problem) -> Bool {
    skipSpace()
    guard position < bytes.count else { throw problem("the document ends too early") }
    let isFirst = isAtStart
    isAtStart = false
    if bytes[position] == closing {
      position += 1
      return false
    }
    if isFirst { return true }
    try expect(UInt8(ascii: ","), "','")
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func expect(_ byte: UInt8, _ what: StaticString) throws(Problem) {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { throw problem("\(what) was expected") }
    position += 1
  }

  private mutating func literal(_ word: StaticString) throws(Problem) {
    let end = position + word.utf8CodeUnitCount
    let isThere = end <= bytes.count && word.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
    guard isThere else { throw problem("\(word) was expected") }
    position = end
  }

  private mutating func skipText() throws(Problem) {
    try expect(UInt8(ascii: "\""), "a string")
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\") {
        position -= 1
        _ = try escapedScalar()
      } else if byte < 0x20 {
        throw problem("a control character stands in a string")
      }
    }
    throw problem("a string does not end")
  }

  private mutating func skipNumber() throws(Problem) {
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
    let start = position
    try skipDigits()
    if bytes[start] == UInt8(ascii: "0"), position > start + 1 { throw problem("a number begins with 0") }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      try skipDigits()
    }
  }

  /// Passes over one digit or more.
  private mutating func skipDigits() throws(Problem) {
    let start = position
    while position < bytes.count, bytes[position].isDecimalDigit { position += 1 }
    if position == start { throw problem("a value was expected") }
  }

  /// Reads the rest of a string whose first escape has been met; `start` is where its text begins.
  private mutating func escapedText(from start: Int) throws(Problem) -> String {
    var decoded = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        guard let text = Self.text(decoded) else { throw problem("a string is not UTF-8") }
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") {
        let scalar = try escapedScalar()
        if scalar.isASCII {
          decoded.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
          decoded.append(contentsOf: UTF8.encode(scalar)!)  // a Unicode.Scalar always has an encoding
        }
      } else {
        if byte < 0x20 { throw problem("a control character stands in a string") }
        decoded.append(byte)
        position += 1
      }
    }
    throw problem("a string does not end")
  }

  /// Reads one escape, or the two of a surrogate pair; a lone surrogate is refused.
  private mutating func escapedScalar() throws(Problem) -> Unicode.Scalar {
    guard position + 1 < bytes.count else { throw problem("a string does not end") }
    let letter = bytes[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw problem("a string has an unknown escape")
    }
    let unit = try hexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw problem("a string has half a surrogate pair") }
    position += 2
    let low = try hexadecimalUnit()
    guard 0xDC00..<0xE000 ~= low, let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) else {
      throw problem("a string has half a surrogate pair")
    }
    return scalar
  }

  private mutating func hexadecimalUnit() throws(Problem) -> UInt32 {
    guard position + 4 <= bytes.count else { throw problem("a string does not end") }
    var unit: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw problem("a string has an unknown escape")
      }
      unit = unit << 4 | UInt32(digit)
    }
    position += 4
    return unit
  }

  private func problem(_ reason: String) -> Problem {
    Problem(reason: position < bytes.count ? reason : "it ends too early", offset: position)
  }
}
