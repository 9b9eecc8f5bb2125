/// JSON as the sandbox reads it; its own reader on purpose, as one shared with the client would hide mistakes on the wire.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  /// The number as it was spelled.
  case number([UInt8])
  case string(AccountText)
  case array([JSONValue])
  case object([JSONMember])

  var string: AccountText? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  var integer: Int64? {
    guard case .number(let digits) = self else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self))
  }

  subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.bytes.elementsEqual(name.utf8) }?.value
  }
}

struct JSONMember: Equatable {
  var name: AccountText
  var value: JSONValue
}

extension JSONValue {
  /// What is wrong with a text that is no JSON, and at which byte.
  struct SyntaxError: Error, Equatable {
    var message: String
    var offset: Int
  }

  init(parsing bytes: [UInt8]) throws(SyntaxError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

/// A strict RFC 8259 parser. It recurses, but no deeper than `maximumDepth`.
private struct JSONParser {
  static let maximumDepth = 32

  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONValue.SyntaxError) -> JSONValue {
    skipWhitespace()
    let value = try value(depth: 0)
    skipWhitespace()
    guard position == bytes.count else { throw failure("nothing may follow the value") }
    return value
  }

  private func failure(_ message: String) -> JSONValue.SyntaxError {
    JSONValue.SyntaxError(message: message, offset: position)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipWhitespace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONValue.SyntaxError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth) levels") }
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return try number()
    }
  }

  private mutating func literal(_ text: String, _ value: JSONValue) throws(JSONValue.SyntaxError) -> JSONValue {
    guard bytes[position...].starts(with: text.utf8) else { throw failure("not a JSON value") }
    position += text.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONValue.SyntaxError) -> JSONValue {
    position += 1
    var members: [JSONMember] = []
    skipWhitespace()
    if skip("}") { return .object(members) }
    while true {
      skipWhitespace()
      guard next == UInt8(ascii: "\"") else { throw failure("a member's name is missing") }
      let name = try string()
      skipWhitespace()
      guard skip(":") else { throw failure("a colon is missing") }
      skipWhitespace()
      members.append(JSONMember(name: name, value: try value(depth: depth + 1)))
      skipWhitespace()
      if skip("}") { return .object(members) }
      guard skip(",") else { throw failure("a comma or } is missing") }
    }
  }

  private mutating func array(depth: Int) throws(JSONValue.SyntaxError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipWhitespace()
    if skip("]") { return .array(elements) }
    while true {
      skipWhitespace()
      elements.append(try value(depth: depth + 1))
      skipWhitespace()
      if skip("]") { return .array(elements) }
      guard skip(",") else { throw failure("a comma or ] is missing") }
    }
  }

  private mutating func number() throws(JSONValue.SyntaxError) -> JSONValue {
    let start = position
    func digits(_ parser: inout Self) -> Int {
      let first = parser.position
      while let byte = parser.next, (0x30...0x39).contains(byte) { parser.position += 1 }
      return parser.position - first
    }
    _ = skip("-")
    let leadsWithZero = next == UInt8(ascii: "0")
    let whole = digits(&self)
    guard whole == 1 || (whole > 1 && !leadsWithZero) else { throw failure("not a JSON value") }
    if skip("."), digits(&self) == 0 { throw failure("a digit is missing") }
    if skip("e") || skip("E") {
      _ = skip("+") || skip("-")
      if digits(&self) == 0 { throw failure("a digit is missing") }
    }
    return .number(Array(bytes[start..<position]))
  }

  private mutating func string() throws(JSONValue.SyntaxError) -> AccountText {
    position += 1
    let start = position
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    if next == UInt8(ascii: "\"") {
      let text = Array(bytes[start..<position])
      position += 1
      return try validated(text, from: start)
    }
    var text = Array(bytes[start..<position])
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try validated(text, from: start)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw failure("a control character must be escaped")
      default: text.append(byte)
      }
    }
    throw failure("a string is not closed")
  }

  private func validated(_ text: [UInt8], from start: Int) throws(JSONValue.SyntaxError) -> AccountText {
    guard text.allSatisfy({ $0 < 0x80 }) || String(validating: text, as: UTF8.self) != nil else {
      throw JSONValue.SyntaxError(message: "a string is not UTF-8", offset: start)
    }
    return AccountText(text)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONValue.SyntaxError) {
    guard let byte = next else { throw failure("a string is not closed") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try fourHexDigits()
      if (0xD800...0xDBFF).contains(code), skip("\\"), skip("u") {
        let low = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(low) else { throw failure("a surrogate stands alone") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("a surrogate stands alone") }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func fourHexDigits() throws(JSONValue.SyntaxError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits are missing")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
