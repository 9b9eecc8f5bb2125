extension MappingRequest.Member {
  /// Reads `plan`, `region=address.region` and `domain={email | after:@}` with commas between.
  ///
  /// A name that holds a comma, an equals sign or a brace stands in backticks. A template ends at the brace that closes it.
  static func list(_ text: String) throws(MappingFailure) -> [Self] {
    var scanner = ExpressionScanner(text)
    var members: [Self] = []
    while true {
      scanner.skipSpaces()
      if scanner.isAtEnd { return members }
      if scanner.take(",") { continue }
      members.append(try member(&scanner, of: text))
      scanner.skipSpaces()
      guard scanner.isAtEnd || scanner.next == "," else {
        throw malformed(text, scanner, "a comma is missing here, between two members")
      }
    }
  }

  private static func member(_ scanner: inout ExpressionScanner, of text: String) throws(MappingFailure) -> Self {
    guard scanner.next != "{" else {
      throw malformed(text, scanner, "a template needs a name in front of it, as in domain={email | after:@}")
    }
    let first = try name(&scanner, of: text)
    scanner.skipSpaces()
    guard scanner.take("=") else { return Self(name: nil, source: .column(first)) }
    scanner.skipSpaces()
    if scanner.next == "`" { return Self(name: first, source: .column(try name(&scanner, of: text))) }
    let start = scanner
    let source = sourceText(&scanner)
    guard !source.isEmpty else { throw malformed(text, start, "the name of a column is missing") }
    return Self(name: first, source: try MappingRequest.Source(source))
  }

  private static func name(_ scanner: inout ExpressionScanner, of text: String) throws(MappingFailure) -> String {
    let start = scanner
    var name: String
    if scanner.next == "`" {
      do throws(ExpressionScanner.QuoteFailure) {
        name = try scanner.takeQuoted()
      } catch {
        throw malformed(
          text, start, "the backtick that opens here is never closed, or \\ stands before what needs none")
      }
    } else {
      name = scanner.takeText { rest in !",={}".unicodeScalars.contains(rest.next ?? ",") }.trimmingSpaces
    }
    guard !name.isEmpty else { throw malformed(text, start, "the name of a column is missing") }
    return name
  }

  /// A column or a template up to the comma behind it, which is one that stands neither in braces nor in quotes.
  private static func sourceText(_ scanner: inout ExpressionScanner) -> String {
    var depth = 0
    var quote: Unicode.Scalar?
    var isEscaped = false
    var previous: Unicode.Scalar = ","
    return scanner.takeText { rest in
      guard let scalar = rest.next else { return false }
      defer { if !scalar.properties.isWhitespace { previous = scalar } }
      if let open = quote {
        if !isEscaped, scalar == open { quote = nil }
        isEscaped = !isEscaped && scalar == "\\"
        return true
      }
      switch scalar {
      case "{": depth += 1
      case "}": depth -= 1
      case "," where depth <= 0: return false
      // Where a template takes something in quotes; elsewhere a quote is a character like others.
      case "\"", "'": if previous == ":" { quote = scalar }
      case "`": if previous == "{" || previous == "?" { quote = scalar }
      default: break
      }
      return true
    }.trimmingSpaces
  }

  private static func malformed(_ text: String, _ scanner: ExpressionScanner, _ reason: String) -> MappingFailure {
    MappingFailure(.malformedMetadata(text, position: scanner.position + 1, reason: reason))
  }
}
