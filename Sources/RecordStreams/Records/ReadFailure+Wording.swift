extension ReadFailure: CustomStringConvertible {
  /// Stable, for scripts.
  public var code: String {
    switch cause {
    case .cannotOpen: "file-not-opened"
    case .cannotRead: "file-not-read"
    case .unknownFormat: "format-unknown"
    case .invalidOption: "option-invalid"
    case .invalidUTF8: "utf8-invalid"
    case .otherEncoding: "encoding-not-utf8"
    case .compressed: "file-compressed"
    case .noHeader: "header-missing"
    case .unclosedQuote: "quote-unclosed"
    case .textAfterQuote: "quote-text-after"
    case .quoteInField: "quote-in-field"
    case .recordTooLong: "record-too-long"
    case .tooManyColumns: "columns-too-many"
    case .notWellFormed: "xml-not-well-formed"
    case .noRecords: "records-missing"
    case .recordElementUnclear: "record-element-unclear"
    case .markupTooLong: "xml-markup-too-long"
    case .tooDeep: "depth-too-great"
    case .tooManyAttributes: "xml-attributes-too-many"
    case .tooManyNamespaces: "xml-namespaces-too-many"
    case .entityExpansion: "xml-entity-expansion"
    }
  }

  /// `file:line:column: what, why, what to do`.
  public var description: String {
    let place = position.map { "\(source):\($0.line):\($0.column)" } ?? source
    return "\(place): \(explanation)"
  }

  private var explanation: String {
    switch cause {
    case .cannotOpen(let reason):
      return "the file cannot be opened: \(reason)"
    case .cannotRead(let reason):
      return "reading stopped: \(reason)"
    case .unknownFormat(let name):
      return "the format \"\(name)\" cannot be read; --format takes csv or tsv"
    case .invalidOption(let explanation):
      return explanation
    case .invalidUTF8(let byte):
      let digits = String(byte, radix: 16, uppercase: true)
      let hexadecimal = digits.count < 2 ? "0" + digits : digits
      return
        "byte 0x\(hexadecimal) at offset \(position?.byteOffset ?? 0) is not valid UTF-8, so the text would be read wrongly; "
        + "save the list as UTF-8 (a list from Excel is often Windows-1252)"
    case .otherEncoding(let name):
      return "the list is \(name), and only UTF-8 is read; save it as UTF-8"
    case .compressed(let name):
      return "the list is packed with \(name); unpack it first"
    case .noHeader:
      return "the list is empty: a first row with the names of the columns is missing"
    case .unclosedQuote:
      return "the quote that opens here is never closed, so every row behind it would belong to one field; "
        + "close it, or set another quote with --quote"
    case .textAfterQuote(let character):
      return "\(ReadFailure.shown(character)) follows a closing quote; "
        + "only a delimiter or a line break may, and a quote inside a quoted field is written twice"
    case .quoteInField:
      return "a quote stands inside a field that does not start with one; "
        + "put the whole field in quotes and write the inner quote twice, or set another quote with --quote"
    case .recordTooLong(let limit):
      return "the row that starts here is longer than \(ReadFailure.size(limit)); probably a quote in it is not closed, "
        + "or this is no list with line breaks"
    case .notWellFormed(let reason):
      return reason
    case .noRecords(let name, let seen):
      let missing = name.map { "there is no element \"\($0)\"" } ?? "there is no element"
      return "no records found: \(missing)" + ReadFailure.elements(seen) + ReadFailure.hint(toNear: name)
    case .recordElementUnclear(let candidates, let seen, let sample):
      let place = sample.map { " in its first \(ReadFailure.size($0))" } ?? ""
      guard !candidates.isEmpty else {
        return "no records found: no element repeats\(place), so it is not evident which one is a record; "
          + "name it with --record" + ReadFailure.elements(seen)
      }
      let listed = candidates.prefix(5).map { "\($0.path) (\($0.count) times)" }.joined(separator: ", ")
      return "no record element is evident: several repeat\(place): \(listed)\(candidates.count > 5 ? ", …" : ""); "
        + "say which one is a record with --record, by its name or the end of its path"
    case .markupTooLong(let limit):
      return "the tag, comment or other markup that starts here is longer than \(ReadFailure.size(limit)); "
        + "probably its end is missing"
    case .tooDeep(let limit):
      return "elements stand inside one another more than \(limit) deep, which no list needs"
    case .tooManyAttributes(let limit):
      return "more than \(limit) attributes stand here, which no list needs"
    case .tooManyNamespaces(let limit):
      return "more than \(limit) namespaces are declared here, which no list needs"
    case .entityExpansion:
      return "references to entities come to many times what the document holds, as if it was made to use up memory; "
        + "write the text where it is meant"
    case .tooManyColumns(let limit):
      return "the header has more than \(limit) columns; probably the delimiter is another one (--delimiter)"
    }
  }

  private static func size(_ bytes: Int) -> String { bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes" }

  private static func elements(_ names: [String]) -> String {
    names.isEmpty ? "" : "; elements are \(names.joined(separator: ", "))"
  }

  private static func hint(toNear name: String?) -> String {
    guard let name, name.contains(":") else { return "" }
    return "; --record takes names without their prefix"
  }

  private static func shown(_ character: Character) -> String {
    character.isWhitespace ? "white space" : "\"\(character)\""
  }
}
