/// How a JSON or NDJSON list is written, as far as the person says so.
public struct JSONOptions: Sendable, Equatable {
  /// `nil`: found from the content. Not for NDJSON.
  public var path: RecordsPath?
  /// Whether the list is an object whose members are the records; a member's name becomes the record's column `key`.
  public var isKeyed: Bool
  /// Rows to read, rejected ones included; `nil`: all.
  public var maxRows: Int?
  public var limits: Limits

  /// What bounds memory whatever is in the list.
  public struct Limits: Sendable, Equatable {
    /// Of one record, in bytes as written; at most 256 MiB.
    public var recordBytes: Int = 16 << 20
    public var columns: Int = 16_384
    /// Of all columns' names together.
    public var nameBytes: Int = 1 << 20
    /// Levels of arrays and objects in one another: of a record, and of what is around the list.
    public var depth: Int = 512

    public init() {}
  }

  /// Whether something was said that only JSON documents have.
  var areAsked: Bool { path != nil || isKeyed }

  public init(
    path: RecordsPath? = nil, isKeyed: Bool = false, maxRows: Int? = nil, limits: Limits = Limits()
  ) {
    self.path = path
    self.isKeyed = isKeyed
    self.maxRows = maxRows
    self.limits = limits
  }
}
