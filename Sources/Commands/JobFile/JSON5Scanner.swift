/// Walks over the text of a JSON5 document: space, comments, strings, numbers, names.
struct JSON5Scanner {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private(set) var place = DocumentPlace(line: 1, column: 1)

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var next: Unicode.Scalar? { peek(0) }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if isLineEnd(scalar), !(scalar == "\r" && next == "\n") {
        place = DocumentPlace(line: place.line + 1, column: 1)
      } else {
        place.column += 1
      }
    }
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    advance()
    return true
  }

  func unexpected(_ wanted: String, hint: String? = nil) -> JSON5Failure {
    JSON5Failure(cause: .unexpected(next, wanted: wanted, hint: hint), place: place)
  }

  mutating func skipSpace() throws(JSON5Failure) {
    while let scalar = next {
      if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
        advance()
      } else if scalar == "/", peek(1) == "/" {
        while let inner = next, !isLineEnd(inner) { advance() }
      } else if scalar == "/", peek(1) == "*" {
        let start = place
        advance(2)
        while !(next == "*" && peek(1) == "/") {
          guard next != nil else { throw JSON5Failure(cause: .unclosedComment, place: start) }
          advance()
        }
        advance(2)
      } else {
        return
      }
    }
  }

  /// A value that is no container.
  mutating func scalarValue() throws(JSON5Failure) -> JSON5Value {
    let start = place
    switch next {
    case "\"", "'": return JSON5Value(content: .string(try string()), place: start)
    case let scalar? where Self.isNameScalar(scalar) || scalar == "+" || scalar == "-" || scalar == ".":
      let word = takeText { Self.isNameScalar($0) || $0 == "+" || $0 == "-" || $0 == "." }
      switch word {
      case "true", "false": return JSON5Value(content: .boolean(word == "true"), place: start)
      case "null": return JSON5Value(content: .null, place: start)
      default:
        let digits = word.drop { $0 == "+" || $0 == "-" || $0 == "." }
        guard digits.first?.isASCII == true, digits.first?.isNumber == true else {
          throw JSON5Failure(
            cause: .unexpected(scalar, wanted: "a value", hint: "a text stands in quotes"), place: start)
        }
        return JSON5Value(content: .number(word), place: start)
      }
    default: throw unexpected("a value")
    }
  }

  mutating func memberName() throws(JSON5Failure) -> String {
    if next == "\"" || next == "'" { return try string() }
    guard let first = next, Self.isNameScalar(first), !("0"..."9").contains(first) else {
      throw unexpected("a name", hint: "one with other characters than letters and digits stands in quotes")
    }
    let name = takeText(while: Self.isNameScalar)
    if next == "-" { throw unexpected("a colon", hint: "a name with a hyphen stands in quotes") }
    return name
  }

  private mutating func takeText(while condition: (Unicode.Scalar) -> Bool) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, condition(scalar) {
      text.append(scalar)
      advance()
    }
    return String(text)
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || ("0"..."9").contains(scalar) || scalar.properties.isAlphabetic
  }

  /// What JavaScript takes for the end of a line.
  private func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
  }

  // MARK: Strings

  private mutating func string() throws(JSON5Failure) -> String {
    let start = place
    let quote = next
    advance()
    var text = String.UnicodeScalarView()
    while let scalar = next {
      if scalar == "\n" || scalar == "\r" { break }
      if scalar == "\\" {
        try escape(into: &text)
        continue
      }
      advance()
      if scalar == quote { return String(text) }
      text.append(scalar)
    }
    throw JSON5Failure(cause: .unclosedString, place: start)
  }

  private mutating func escape(into text: inout String.UnicodeScalarView) throws(JSON5Failure) {
    let start = place
    advance()
    guard let scalar = next else { return }
    advance()
    switch scalar {
    case "b": text.append("\u{8}")
    case "f": text.append("\u{C}")
    case "n": text.append("\n")
    case "r": text.append("\r")
    case "t": text.append("\t")
    case "v": text.append("\u{B}")
    case "x": text.append(try character(hexadecimal(2, from: start), from: start))
    case "u": text.append(try unicodeEscape(from: start))
    case "0" where !(next.map { ("0"..."9").contains($0) } ?? false): text.append("\0")
    case "0"..."9": throw JSON5Failure(cause: .invalidEscape, place: start)
    // A line that goes on.
    case "\r": _ = take("\n")
    case "\n", "\u{2028}", "\u{2029}": break
    default: text.append(scalar)
    }
  }

  private mutating func unicodeEscape(from start: DocumentPlace) throws(JSON5Failure) -> Unicode.Scalar {
    let first = try hexadecimal(4, from: start)
    guard (0xD800...0xDBFF).contains(first) else { return try character(first, from: start) }
    guard take("\\"), take("u") else { throw JSON5Failure(cause: .invalidEscape, place: start) }
    let second = try hexadecimal(4, from: start)
    guard (0xDC00...0xDFFF).contains(second) else { throw JSON5Failure(cause: .invalidEscape, place: start) }
    return try character(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), from: start)
  }

  private func character(_ value: UInt32, from start: DocumentPlace) throws(JSON5Failure) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else { throw JSON5Failure(cause: .invalidEscape, place: start) }
    return scalar
  }

  private mutating func hexadecimal(_ count: Int, from start: DocumentPlace) throws(JSON5Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = next.flatMap({ Character($0).hexDigitValue }), next?.isASCII == true else {
        throw JSON5Failure(cause: .invalidEscape, place: start)
      }
      value = value << 4 | UInt32(digit)
      advance()
    }
    return value
  }
}
