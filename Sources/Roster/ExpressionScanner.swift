/// Walks over the text of a template or a filter, scalar by scalar.
///
/// Scalars and not characters: an accent behind a brace would make another character of it.
struct ExpressionScanner {
  /// Something in quotes that cannot be read; templates and filters word it their own way.
  struct QuoteFailure: Error {
    enum Cause {
      case unclosed
      case unknownEscape(Unicode.Scalar)
    }

    let cause: Cause
    /// In scalars, from 0.
    let position: Int
  }

  let scalars: [Unicode.Scalar]
  private(set) var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var isAtEnd: Bool { position == scalars.count }
  var next: Unicode.Scalar? { peek(0) }

  func peek(_ distance: Int) -> Unicode.Scalar? {
    let place = position + distance
    return place < scalars.count ? scalars[place] : nil
  }

  mutating func advance(_ count: Int = 1) { position = min(position + count, scalars.count) }

  /// Steps over `text` if it comes next.
  mutating func take(_ text: StaticString) -> Bool {
    let matches = text.withUTF8Buffer { bytes in
      bytes.indices.allSatisfy { peek($0)?.value == UInt32(bytes[$0]) }
    }
    if matches { advance(text.utf8CodeUnitCount) }
    return matches
  }

  mutating func skipSpaces() {
    while let scalar = next, scalar.properties.isWhitespace { advance() }
  }

  /// Takes scalars for as long as the scanner's rest meets the condition.
  mutating func takeText(while condition: (ExpressionScanner) -> Bool) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, condition(self) {
      text.append(scalar)
      advance()
    }
    return String(text)
  }

  /// Reads what stands between the quote that comes next (`"`, `'` or a backtick) and its like, with the escapes
  /// `\n`, `\r`, `\t`, `\\` and those of the quotes.
  mutating func takeQuoted() throws(QuoteFailure) -> String {
    let start = position
    let quote = next
    advance()
    var text = String.UnicodeScalarView()
    while let scalar = next {
      advance()
      if scalar == quote { return String(text) }
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      guard let escaped = next else { break }
      switch escaped {
      case "n": text.append("\n")
      case "r": text.append("\r")
      case "t": text.append("\t")
      case "\\", "\"", "'", "`": text.append(escaped)
      default: throw QuoteFailure(cause: .unknownEscape(escaped), position: position - 1)
      }
      advance()
    }
    throw QuoteFailure(cause: .unclosed, position: start)
  }

  /// `text` between quotes, so that `takeQuoted` gives it back.
  static func quoted(_ text: String, with quote: Unicode.Scalar) -> String {
    var written = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": written.append(contentsOf: "\\n".unicodeScalars)
      case "\r": written.append(contentsOf: "\\r".unicodeScalars)
      case "\t": written.append(contentsOf: "\\t".unicodeScalars)
      case "\\", quote: written.append(contentsOf: ["\\", scalar])
      default: written.append(scalar)
      }
    }
    written.append(quote)
    return String(written)
  }

  /// Whether `text` can stand without quotes: not empty, no white space around, and none of these scalars in it.
  static func isPlain(_ text: String, startingWithout quotes: String, without special: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    return !first.properties.isWhitespace && !last.properties.isWhitespace && !quotes.unicodeScalars.contains(first)
      && !text.unicodeScalars.contains { special.unicodeScalars.contains($0) }
  }
}

extension String {
  var trimmingSpaces: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
