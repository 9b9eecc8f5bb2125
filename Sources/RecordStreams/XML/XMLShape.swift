/// How an XML list names things, as far as rows of it need it to be a list again.
public struct XMLShape: Sendable, Equatable, Codable {
  /// The element around the records, without prefix.
  public var root: String
  /// The record element, without prefix.
  public var record: String

  public init(root: String, record: String) {
    self.root = root
    self.record = record
  }

  /// What stands in front of the rows to make a document of them.
  var opening: String { XMLRecordMark.declaration + XMLRecordMark.instruction(record) + "<\(root)>\n" }
  var closing: String { "</\(root)>\n" }
}
