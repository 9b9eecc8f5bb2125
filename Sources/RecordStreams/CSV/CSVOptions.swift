/// How a CSV or TSV list is written, as far as the person says so.
public struct CSVOptions: Sendable, Equatable {
  /// `nil`: found from the content among comma, semicolon, tab and pipe. Any ASCII byte but a quote or line break.
  public var delimiter: UInt8?
  /// `nil`: quotes have no meaning and stand for themselves.
  public var quote: UInt8?
  /// Without a header the columns are called `column1`, `column2` …, as many as the first row has.
  public var hasHeader: Bool
  /// Lines to pass over before the header, whatever is in them.
  public var skippedLines: Int
  /// Rows to read, rejected ones included; `nil`: all.
  public var maxRows: Int?
  /// Whether cells that a spreadsheet would run got an apostrophe in front, which is to be taken off again.
  public var isDefused: Bool
  public var limits: Limits

  /// What bounds memory whatever is in the list.
  public struct Limits: Sendable, Equatable {
    /// Of one row and so of one field, in bytes as written; at most 256 MiB.
    public var rowBytes: Int = 16 << 20
    /// Of the header. 16,384 is what a spreadsheet has.
    public var columns: Int = 16_384

    public init() {}
  }

  public init(
    delimiter: UInt8? = nil, quote: UInt8? = UInt8(ascii: "\""), hasHeader: Bool = true, skippedLines: Int = 0,
    maxRows: Int? = nil, isDefused: Bool = false, limits: Limits = Limits()
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.hasHeader = hasHeader
    self.skippedLines = skippedLines
    self.maxRows = maxRows
    self.isDefused = isDefused
    self.limits = limits
  }

  /// What makes these options impossible, if anything does.
  var contradiction: String? {
    let forbidden: [UInt8] = [UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0]
    if let delimiter, delimiter >= 0x80 || forbidden.contains(delimiter) {
      return "the delimiter must be one ASCII character and no line break"
    }
    if let quote, quote >= 0x80 || forbidden.contains(quote) {
      return "the quote must be one ASCII character and no line break"
    }
    if let delimiter, delimiter == quote { return "delimiter and quote must differ" }
    return nil
  }
}
