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
    case invalidUTF8(byte: UInt8)
    case otherEncoding(String)
    case compressed(String)
    case noHeader
    case unclosedQuote
    case textAfterQuote(Character)
    case quoteInField
    case recordTooLong(limit: Int)
    case tooManyColumns(limit: Int)
    /// With the parser's reason, in words for a person.
    case notWellFormed(String)
    /// `named`: the element that a person said is the record. `seen`: some of those that are there.
    case noRecords(named: String?, seen: [String])
    /// `candidates`: elements that repeat, as paths with how often. `sample`: how many bytes were looked at if not all.
    case recordElementUnclear([XMLRecordCandidate], seen: [String], sample: Int?)
    case markupTooLong(limit: Int)
    case tooDeep(limit: Int)
    case tooManyAttributes(limit: Int)
    case tooManyNamespaces(limit: Int)
    case entityExpansion
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
