/// A place in a list.
public struct SourcePosition: Sendable, Equatable {
  /// As an editor counts, from 1.
  public let line: Int
  /// In Unicode scalars from the start of the line, from 1.
  public let column: Int
  /// From 0, in the bytes as the reader saw them: after unpacking and decoding.
  public let byteOffset: Int

  public init(line: Int, column: Int, byteOffset: Int) {
    self.line = line
    self.column = column
    self.byteOffset = byteOffset
  }
}

/// Why a whole list is refused, and where. Rows that are wrong by themselves are `RowProblem`s instead.
public struct ReadFailure: Error, Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    case cannotOpen(reason: String)
    case cannotRead(reason: String)
    case unknownFormat(name: String)
    case invalidOption(String)
    case invalidUTF8(byte: UInt8, likely: TextEncoding? = nil)
    /// Bytes that are no character in the encoding.
    case invalidText(TextEncoding, bytes: [UInt8], likely: TextEncoding?)
    /// The last bytes are the beginning of a character.
    case incompleteText(TextEncoding, bytes: [UInt8])
    /// The byte order mark says another encoding than was asked for.
    case otherMark(TextEncoding, asked: TextEncoding)
    /// No list at all, or packed in a way that is not read; the text says what to do.
    case foreignFile(String)
    case packedTwice(String)
    case archiveDamaged(String, reason: String)
    case archiveCutOff(String)
    case archiveFollowed(String)
    case archiveWithoutList
    case archiveOfSeveral([String])
    case archiveEncrypted(member: String)
    case unpackedTooLarge(limit: Int, packed: Int)
    case noHeader
    case unclosedQuote
    case textAfterQuote(Character)
    case quoteInField
    case recordTooLong(limit: Int)
    case tooManyColumns(limit: Int)
    case json(JSONRefusal)
    case xml(XMLFault)
  }

  public let cause: Cause
  /// The list's name as the person gave it.
  public let source: String
  /// Absent where the whole list is meant.
  public let position: SourcePosition?

  public init(_ cause: Cause, in source: String, at position: SourcePosition? = nil) {
    self.cause = cause
    self.source = source
    self.position = position
  }
}
