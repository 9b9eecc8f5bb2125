/// What a field holds, as its format says; CSV knows text only.
public enum FieldKind: UInt8, Sendable {
  case text
  /// A JSON number, kept as it was written.
  case number
  /// `true` or `false`.
  case boolean
  /// A JSON null: the field is there and empty on purpose.
  case null
  /// A JSON array or object, as it was written but for white space between its tokens.
  case json
  /// The record has no such field.
  case missing
}

/// A field's place in its batch: eight bytes, no object.
@usableFromInline struct FieldSlice: BitwiseCopyable {
  @usableFromInline let start: UInt32
  /// The kind in the three highest bits, the length in the other 29.
  @usableFromInline let lengthAndKind: UInt32

  @inline(__always) init(start: Int, length: Int, kind: FieldKind = .text) {
    self.start = UInt32(truncatingIfNeeded: start)
    lengthAndKind = UInt32(truncatingIfNeeded: length) | UInt32(kind.rawValue) << 29
  }

  @inline(__always) var length: Int { Int(lengthAndKind & 0x1fff_ffff) }
  @inline(__always) var kind: FieldKind { FieldKind(rawValue: UInt8(lengthAndKind >> 29)) ?? .missing }
}

/// A field's bytes, valid UTF-8, without quotes and escapes. Valid as long as the record it came from.
public struct Field {
  public let bytes: UnsafeRawBufferPointer
  public let kind: FieldKind

  @inlinable public init(bytes: UnsafeRawBufferPointer, kind: FieldKind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// What a record holds where it has no such field.
  @inlinable public static var missing: Field {
    Field(bytes: UnsafeRawBufferPointer(start: nil, count: 0), kind: .missing)
  }

  /// A copy of the text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Where a row stands in the list and what it looks like there.
public struct RowOrigin {
  /// The row's number among the list's records, from 1; rejected rows count, the header does not.
  public let number: Int
  /// The line on which the row starts, as an editor counts, from 1.
  public let line: Int
  /// The row's first byte in the list, from 0.
  public let byteOffset: Int
  /// The row as it stands in the list, without its line break. Valid until its batch is filled again.
  public let bytes: UnsafeRawBufferPointer
}

/// A row of the list: a view into a batch, **valid until the batch is filled again**. Copy what is to be kept.
public struct Record {
  public let origin: RowOrigin
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let fields: UnsafePointer<FieldSlice>
  @usableFromInline let fieldCount: Int

  /// The field in the given column; a column that this record does not have is `missing`.
  @inlinable public subscript(column: Int) -> Field {
    guard column >= 0, column < fieldCount else { return .missing }
    let slice = fields[column]
    let bytes = UnsafeRawBufferPointer(start: base + Int(slice.start), count: Int(slice.lengthAndKind & 0x1fff_ffff))
    return Field(bytes: bytes, kind: FieldKind(rawValue: UInt8(slice.lengthAndKind >> 29)) ?? .missing)
  }
}

/// A row that is no record. It stops nothing: the rows behind it are read.
public struct Rejection {
  public let origin: RowOrigin
  public let problem: RowProblem
}

/// Why a row is no record.
public enum RowProblem: Sendable, Equatable {
  case fieldCount(expected: Int, found: Int)
  /// An element of a JSON list that is no object.
  case notAnObject
  /// A line of NDJSON; `column` is where in it, in Unicode scalars from 1.
  case invalidJSON(JSONFault, column: Int)
  /// An XML record that refers to an entity which stands outside of the list.
  case unreadEntity(String)

  /// Stable, for scripts.
  public var code: String {
    switch self {
    case .fieldCount: "row-field-count"
    case .notAnObject: JSONFault.notAnObject.code
    case .invalidJSON(let fault, _): fault.code
    case .unreadEntity: "row-entity-not-read"
    }
  }

  /// What is wrong and what to do, in a sentence for a person.
  public var message: String {
    switch self {
    case .fieldCount(let expected, let found):
      "the row has \(found) \(found == 1 ? "field" : "fields"), the list \(expected) \(expected == 1 ? "column" : "columns"): "
        + (found > expected
          ? "a value that contains the delimiter must stand in quotes"
          : "a value is missing or a line break stands outside quotes")
    case .notAnObject: JSONFault.notAnObject.message
    case .invalidJSON(let fault, let column): "column \(column): \(fault.message)"
    case .unreadEntity(let name):
      "the record refers to &\(name);, which this document does not hold, so a part of the record is missing; "
        + "write its text where the reference stands"
    }
  }
}

/// One row, as read.
public enum ReadItem {
  case record(Record)
  case rejected(Rejection)

  public var origin: RowOrigin {
    switch self {
    case .record(let record): record.origin
    case .rejected(let rejection): rejection.origin
    }
  }
}
