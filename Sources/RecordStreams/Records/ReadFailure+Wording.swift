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
      let size = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit) bytes"
      return "the row that starts here is longer than \(size); probably a quote in it is not closed, "
        + "or this is no list with line breaks"
    case .notWellFormed(let reason):
      return reason
    case .noRecords(let name, let seen):
      return "no records found: \(name ?? "") \(seen)"
    case .recordElementUnclear(let candidates, _, _):
      return "no record element is evident: \(candidates)"
    case .markupTooLong(let limit): return "too long \(limit)"
    case .tooDeep(let limit): return "too deep \(limit)"
    case .tooManyAttributes(let limit): return "too many attributes \(limit)"
    case .tooManyNamespaces(let limit): return "too many namespaces \(limit)"
    case .entityExpansion: return "expansion"
    case .tooManyColumns(let limit):
      return "the header has more than \(limit) columns; probably the delimiter is another one (--delimiter)"
    }
  }

  private static func shown(_ character: Character) -> String {
    character.isWhitespace ? "white space" : "\"\(character)\""
  }
}
