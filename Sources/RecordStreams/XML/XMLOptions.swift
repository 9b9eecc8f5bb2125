/// How an XML list is to be read, as far as the person says so.
public struct XMLOptions: Sendable, Equatable {
  /// The element that is a record: its local name, or the end of its path (`customers/customer`), or, with a leading `/`, its whole
  /// path. `nil`: found from the content.
  public var record: String?
  /// Records to read; `nil`: all.
  public var maxRows: Int?
  public var limits: Limits

  /// What bounds memory and time whatever is in the list.
  public struct Limits: Sendable, Equatable {
    /// Of one record, written out, in bytes; at most 256 MiB.
    public var recordBytes: Int = 16 << 20
    /// Of one tag, comment, CDATA section or processing instruction.
    public var markupBytes: Int = 4 << 20
    /// Of the document type declaration.
    public var doctypeBytes: Int = 1 << 20
    /// Of all records together. 16,384 is what a spreadsheet has.
    public var columns: Int = 16_384
    /// Elements inside one another.
    public var depth: Int = 250
    /// Of one element, those from the document type declaration included.
    public var attributes: Int = 1024
    /// In the document type declaration.
    public var declaredAttributes: Int = 4096
    /// In force at one place.
    public var namespaces: Int = 256
    /// What references to entities may come to beside ten times what has been read.
    public var expandedBytes: Int = 1 << 20
    /// Looked at to find the record element.
    public var searchBytes: Int = 1 << 20

    public init() {}
  }

  public init(record: String? = nil, maxRows: Int? = nil, limits: Limits = Limits()) {
    self.record = record
    self.maxRows = maxRows
    self.limits = limits
  }
}
