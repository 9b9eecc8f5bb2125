extension ReadFailure: CustomStringConvertible {
  /// Stable, for scripts.
  public var code: String {
    switch cause {
    case .cannotOpen: "file-not-opened"
    case .cannotRead: "file-not-read"
    case .unknownFormat: "format-unknown"
    case .invalidOption: "option-invalid"
    case .invalidUTF8: "utf8-invalid"
    case .invalidText: "text-invalid"
    case .incompleteText: "text-incomplete"
    case .otherMark: "encoding-contradicted"
    case .foreignFile: "file-foreign"
    case .packedTwice: "file-packed-twice"
    case .archiveDamaged: "archive-damaged"
    case .archiveCutOff: "archive-cut-off"
    case .archiveFollowed: "archive-followed"
    case .archiveWithoutList: "archive-empty"
    case .archiveOfSeveral: "archive-of-several"
    case .archiveEncrypted: "archive-encrypted"
    case .unpackedTooLarge: "unpacked-too-large"
    case .noHeader: "header-missing"
    case .unclosedQuote: "quote-unclosed"
    case .textAfterQuote: "quote-text-after"
    case .quoteInField: "quote-in-field"
    case .recordTooLong: "record-too-long"
    case .tooManyColumns: "columns-too-many"
    case .json(let refusal): refusal.code
    case .xml(let fault): fault.code
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
    case .invalidUTF8, .invalidText, .incompleteText, .otherMark:
      return textExplanation
    case .foreignFile, .packedTwice, .archiveDamaged, .archiveCutOff, .archiveFollowed, .archiveWithoutList,
      .archiveOfSeveral, .archiveEncrypted, .unpackedTooLarge:
      return archiveExplanation
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
      return "the row that starts here is longer than \(nameOfSize(limit)); probably a quote in it is not closed, "
        + "or this is no list with line breaks"
    case .tooManyColumns(let limit):
      return "the header has more than \(limit) columns; probably the delimiter is another one (--delimiter)"
    case .json(let refusal):
      return refusal.message
    case .xml(let fault):
      return fault.message
    }
  }

  private static func shown(_ character: Character) -> String {
    character.isWhitespace ? "white space" : "\"\(character)\""
  }
}

/// `64 KiB`, `4 GiB`: in the largest unit that leaves no rest.
func nameOfSize(_ bytes: Int) -> String {
  let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
  var (number, unit) = (bytes, 0)
  while number >= 1024, number % 1024 == 0, unit + 1 < units.count { (number, unit) = (number / 1024, unit + 1) }
  return "\(number) \(units[unit])"
}
