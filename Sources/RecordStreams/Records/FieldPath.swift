/// Where in a record a name leads: to a column, or to a member inside a column's JSON value (`address.country`, `phones.0`).
///
/// A column with that very name always wins; else the longest column name in front of a dot is the column, and the rest leads
/// into its value: a member's name in an object, a position from 0 in an array. A member whose name has a dot in it cannot be
/// reached. Columns that come later can change what a name means: make the path anew when there are more.
public struct FieldPath: Sendable, Equatable {
  /// The column's position.
  public let column: Int
  /// The way from the column's value inwards; empty for the column itself.
  private let steps: [[UInt8]]

  /// Whether the value lies inside a column's value.
  public var isNested: Bool { !steps.isEmpty }

  /// - Returns: `nil` if the name is no column, and leads into none.
  public init?(_ name: String, in columns: Columns) {
    if let position = columns.position(of: name) {
      (column, steps) = (position, [])
      return
    }
    guard columns.hasNestedValues else { return nil }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    for length in stride(from: parts.count - 1, to: 0, by: -1) {
      guard let position = columns.position(of: parts[..<length].joined(separator: ".")) else { continue }
      (column, steps) = (position, parts[length...].map { Array($0.utf8) })
      return
    }
    return nil
  }

  /// The value in `record`; `missing` if it has none there, and if a nested object has the name twice, since nobody could say
  /// which of the two is meant.
  ///
  /// The field lies in the record or, if it had to be rewritten, in `scratch`: it is valid as long as both are.
  @inlinable public func value(in record: Record, scratch: FieldScratch) -> Field {
    let field = record[column]
    return isNested ? member(of: field, scratch: scratch) : field
  }

  @usableFromInline func member(of field: Field, scratch: FieldScratch) -> Field {
    guard field.kind == .json else { return .missing }
    let text = JSONNavigation(field.bytes)
    var place: Int? = text.start
    for step in steps {
      guard let at = place else { return .missing }
      place = text.child(step, ofValueAt: at, scratch: scratch)
    }
    return place.map { text.field(at: $0, scratch: scratch) } ?? .missing
  }
}
