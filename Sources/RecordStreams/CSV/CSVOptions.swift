/// What stands around a field that holds delimiters or line breaks.
public enum CSVQuote: Sendable, Equatable {
  /// `"`, or `'` where the content shows that it is used in its place.
  case found
  case byte(UInt8)
  /// Quotes have no meaning and stand for themselves.
  case none

  public init(_ byte: UInt8?) { self = byte.map(CSVQuote.byte) ?? .none }
}

/// How a CSV or TSV list is written, as far as the person says so.
public struct CSVOptions: Sendable, Equatable {
  /// `nil`: found from the content among comma, semicolon, tab and pipe. Any ASCII byte but a quote or line break.
  public var delimiter: UInt8?
  public var quote: CSVQuote
  /// Takes its meaning from a delimiter, quote, line break or escape behind it; in front of anything else it stands for itself.
  /// `nil`: there is no such character.
  public var escape: UInt8?
  /// A line that begins with it is no row. `nil`: there is no such character.
  public var comment: UInt8?
  /// `nil`: the first row is the header unless it is evidently data. Without a header the columns are called `column1`, `column2` …,
  /// as many as the first row has.
  public var hasHeader: Bool?
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
    public var rowBytes: Int = 8 << 20
    /// Of the header in bytes as written, if that is less.
    public var headerBytes: Int = 1 << 20
    /// Of the header. 16,384 is what a spreadsheet has.
    public var columns: Int = 16_384

    public init() {}
  }

  public init(
    delimiter: UInt8? = nil, quote: CSVQuote = .found, escape: UInt8? = nil, comment: UInt8? = nil,
    hasHeader: Bool? = nil, skippedLines: Int = 0, maxRows: Int? = nil,
    isDefused: Bool = false, limits: Limits = Limits()
  ) {
    self.delimiter = delimiter
    self.quote = quote
    self.escape = escape
    self.comment = comment
    self.hasHeader = hasHeader
    self.skippedLines = skippedLines
    self.maxRows = maxRows
    self.isDefused = isDefused
    self.limits = limits
  }

  /// What makes these options impossible, if anything does.
  var contradiction: String? {
    var named: [(name: String, byte: UInt8)] = []
    if let delimiter { named.append(("delimiter", delimiter)) }
    switch quote {
    case .byte(let byte): named.append(("quote", byte))
    case .found: named.append(("quote", UInt8(ascii: "\"")))
    case .none: break
    }
    if let escape { named.append(("escape", escape)) }
    if let comment { named.append(("comment", comment)) }
    let forbidden: [UInt8] = [UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0]
    for (index, one) in named.enumerated() {
      if one.byte >= 0x80 || forbidden.contains(one.byte) {
        return "the \(one.name) must be one ASCII character and no line break"
      }
      if let other = named[(index + 1)...].first(where: { $0.byte == one.byte }) {
        return "\(one.name) and \(other.name) must differ"
      }
    }
    return nil
  }
}
