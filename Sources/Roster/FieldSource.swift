import RecordStreams

/// A name of the mapping, and where in the list's records it leads as far as the columns are known.
///
/// A list whose columns are found in its records can bring a column with a later batch: until then there is nothing in it.
struct FieldSource {
  let name: String
  private var path: FieldPath?
  private let sightings = Sightings()

  /// Whether a nested value has ever been there; shared by copies, as they are one source.
  private final class Sightings {
    var hasAny = false
  }

  init(_ name: String, in columns: Columns) {
    self.name = name
    path = FieldPath(name, in: columns)
  }

  /// To be called when there are more columns.
  mutating func resolve(in columns: Columns) { path = FieldPath(name, in: columns) }

  /// The column's position, if it is no member inside one.
  var position: Int? {
    guard let path, !path.isNested else { return nil }
    return path.column
  }

  /// Whether nothing can have come from here because the list has no such column, or nowhere a member of that name.
  var leadsNowhere: Bool {
    guard let path else { return true }
    return path.isNested && !sightings.hasAny
  }

  @inline(__always) func value(in record: Record, scratch: FieldScratch) -> Field {
    guard let path else { return .missing }
    let field = path.value(in: record, scratch: scratch)
    if path.isNested, field.kind != .missing { sightings.hasAny = true }
    return field
  }
}

extension Columns {
  /// Refuses a name that leads nowhere, unless a later batch can still bring its column.
  func source(_ name: String, for field: CustomerField) throws(MappingFailure) -> FieldSource {
    guard mayGrow || FieldPath(name, in: self) != nil else { throw unknown(name, for: field) }
    return FieldSource(name, in: self)
  }

  func unknown(_ name: String, for field: CustomerField) -> MappingFailure {
    MappingFailure(.unknownColumn(name, for: field, suggestion: nearest(to: name, among: names), columns: names))
  }
}
