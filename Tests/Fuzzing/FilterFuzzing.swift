/// A filter that is parsed is written down as an equal one, which takes the same rows; one that is refused, is refused at a place
/// in it.
func fuzzFilter(_ text: String) {
  do throws(FilterFailure) {
    let filter = try RecordFilter(text)
    guard let again = try? RecordFilter(filter.description), again == filter else {
      found("written as \(filter)")
    }
    let columns = Columns(filter.columns)
    let (one, other) = (try FilterPlan(filter, columns: columns), try FilterPlan(again, columns: columns))
    for (value, kind) in values {
      Array(value.utf8).withUnsafeBytes { bytes in
        let row = columns.names.indices.map { Field(bytes: bytes, kind: $0 % 2 == 0 ? kind : .text) }
        row.withUnsafeBufferPointer { expect(one.matches($0) == other.matches($0), "\(filter) is not \(again)") }
      }
    }
  } catch {
    let places = 1...text.unicodeScalars.count + 1
    expect(places.contains(error.position) && !error.description.isEmpty, "refused at \(error.position)")
  }
}

private let values: [(String, FieldKind)] = [
  ("", .text), (" a ", .text), ("12", .number), ("-0.50e3", .text), ("1e99999999999999999999", .text), ("TRUE", .text),
  ("Ünï ß 🇩🇪", .text), ("", .null), ("", .missing), ("[1]", .json), ("2025-01-01T00:00:00Z", .text),
]
