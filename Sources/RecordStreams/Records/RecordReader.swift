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
  case delimiterFound(UInt8, announced: Bool)
  case blankColumn(position: Int, named: String)
  case repeatedColumn(name: String, position: Int, named: String)
  /// With its path in an XML document.
  case recordElementFound(String)

  public var message: String {
    switch self {
    case .delimiterFound(let delimiter, let announced):
      "delimiter: \(nameOfDelimiter(delimiter)), "
        + (announced ? "from the line sep= at the top" : "found from the content (--delimiter sets it)")
    case .blankColumn(let position, let name):
      "column \(position) has no name in the header and is called \"\(name)\""
    case .repeatedColumn(let name, let position, let renamed):
      "column \(position) repeats the name \"\(name)\" and is called \"\(renamed)\""
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
