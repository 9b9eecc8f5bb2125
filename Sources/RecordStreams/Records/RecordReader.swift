/// A list, read a batch of records at a time, whatever its format.
///
/// Memory does not grow with the list, and the chunks in which its bytes arrive do not show: the same records come, or the
/// same records and then the same failure at the same place.
public protocol RecordReader: AnyObject {
  /// The columns known by now: none before the first batch has been read.
  var columns: Columns { get }

  /// How the list is written; known for certain once the first batch has been read.
  var shape: ListShape { get }

  /// What the reader found out or decided by itself, for `check` and `inspect` to show.
  var notices: [ReadNotice] { get }

  /// Fills `batch` with the next rows, at least one; `false` at the end, with the batch empty.
  ///
  /// What the batch held before is gone. Rows in front of a failure are delivered before it is thrown, and it is thrown
  /// again by each later call.
  func read(into batch: RecordBatch) throws(ReadFailure) -> Bool
}

/// Something the reader did that a person may want to know; none of them stops it.
public enum ReadNotice: Sendable, Equatable {
  case unpacked(packing: String, member: String?, packed: Int, unpacked: Int)
  /// By its byte order mark, or else by its content.
  case encodingFound(String, byMark: Bool)
  case delimiterFound(UInt8, announced: Bool)
  /// `'` instead of `"`.
  case quoteFound(UInt8)
  /// The first row is read as a record, because a field of it is what no column is called.
  case headerMissing(column: Int, text: String, kind: String)
  /// Rows that end with more delimiters than the header.
  case rowsWithEmptyFieldsBehind(count: Int)
  case blankColumn(position: Int, named: String)
  case repeatedColumn(name: String, position: Int, named: String)
  /// Where in a JSON document the list is.
  case recordsFound(at: String)
  /// With its path in an XML document.
  case recordElementFound(String)

  /// Whether a person should see it unasked, as something may not be as it was meant.
  public var isWarning: Bool {
    switch self {
    case .headerMissing, .blankColumn, .repeatedColumn: true
    case .unpacked, .encodingFound, .delimiterFound, .quoteFound, .rowsWithEmptyFieldsBehind, .recordsFound,
      .recordElementFound:
      false
    }
  }

  public var message: String {
    switch self {
    case .unpacked(let packing, let member, let packed, let unpacked):
      "unpacked \(member.map { "\"\($0)\" from a zip archive" } ?? "with \(packing)"): \(packed) bytes became \(unpacked)"
    case .encodingFound(let encoding, let byMark):
      "encoding: \(encoding), \(byMark ? "from the byte order mark" : "found from the content (--encoding sets it)")"
    case .delimiterFound(let delimiter, let announced):
      "delimiter: \(nameOfDelimiter(delimiter)), "
        + (announced ? "from the line sep= at the top" : "found from the content (--delimiter sets it)")
    case .quoteFound(let quote):
      "quote: \(Character(Unicode.Scalar(quote))), found from the content (--quote sets it)"
    case .headerMissing(let column, let text, let kind):
      "there seems to be no header: \"\(text)\" in column \(column) of the first row is data (\(kind)), so the row is read as a "
        + "record, and the columns are called column1, column2 …; --header or --no-header says what it is"
    case .rowsWithEmptyFieldsBehind(let count):
      "\(count) \(count == 1 ? "row has" : "rows have") empty fields behind the last column, which are left out"
    case .blankColumn(let position, let name):
      "column \(position) has no name in the header and is called \"\(name)\""
    case .repeatedColumn(let name, let position, let renamed):
      "column \(position) repeats the name \"\(name)\" and is called \"\(renamed)\""
    case .recordsFound(let path):
      "list: \(path), found from the content (--records-path sets it)"
    case .recordElementFound(let path):
      "record element: \(path), found from the content (--record sets it)"
    }
  }
}

/// How messages call a delimiter.
func nameOfDelimiter(_ delimiter: UInt8) -> String {
  switch delimiter {
  case UInt8(ascii: ","): "comma"
  case UInt8(ascii: ";"): "semicolon"
  case UInt8(ascii: "\t"): "tab"
  case UInt8(ascii: "|"): "pipe"
  default: "\"\(Character(Unicode.Scalar(delimiter)))\""
  }
}
