/// How a list turned out to be written: what is needed to write rows of it again, so that they can be read like the list itself.
///
/// A checkpoint keeps it beside the original rows. New members must have defaults, so that old checkpoints can be read.
public struct ListShape: Sendable, Equatable, Codable {
  public var format: ListFormat
  /// Of a CSV or TSV list.
  public var delimiter: UInt8
  /// `nil` if quotes have no meaning.
  public var quote: UInt8?
  public var hasHeader: Bool
  /// What takes a quote's or delimiter's meaning; `nil` if nothing does.
  public var escape: UInt8?
  /// Where in a JSON document the list is, if that had to be said.
  public var recordsPath: String?
  /// Whether a JSON list's records are the members of an object.
  public var isKeyed: Bool?
  /// Of an XML list with records.
  public var xml: XMLShape?

  public init(
    format: ListFormat, delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""),
    hasHeader: Bool = true,
    escape: UInt8? = nil, recordsPath: String? = nil, isKeyed: Bool? = nil, xml: XMLShape? = nil
  ) {
    self.format = format
    self.delimiter = delimiter
    self.quote = quote
    self.hasHeader = hasHeader
    self.escape = escape
    self.recordsPath = recordsPath
    self.isKeyed = isKeyed
    self.xml = xml
  }

  /// How to read single rows of the list.
  public var rowOptions: CSVOptions {
    CSVOptions(delimiter: delimiter, quote: CSVQuote(quote), escape: escape, hasHeader: false)
  }
}

extension ListShape {
  /// Whether a row is found by its line; else by its number, as a whole list can stand on one line.
  private var rowsAreLines: Bool {
    switch format {
    case .csv, .tsv, .ndjson: true
    case .json, .xml: false
    }
  }

  /// The number by which a row of the list is found.
  public func number(record: Int, line: Int) -> Int { rowsAreLines ? line : record }

  /// Where a row stands, for messages: `list.csv:12`, or `list.json:12 (record 3)`.
  public func place(in list: String, record: Int, line: Int) -> String {
    "\(list):\(line)" + (rowsAreLines ? "" : " (record \(record))")
  }

  /// Where a row of the list stands, in words: `line 12` or `record 3`.
  public func place(record: Int, line: Int) -> String { rowsAreLines ? "line \(line)" : "record \(record)" }
}
