// Fuzzed: Sources/RecordStreams Sources/Roster
// Compiled by Tests/Fuzzing/run as one module.

/// A filter that is parsed is written down as an equal one, which takes the same rows; one that is refused, is refused at a place
/// in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFilter(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  do throws(FilterFailure) {
    let filter = try RecordFilter(text)
    guard let again = try? RecordFilter(filter.description), again == filter else {
      preconditionFailure("written as \(filter)")
    }
    let columns = Columns(filter.columns)
    let (one, other) = (try FilterPlan(filter, columns: columns), try FilterPlan(again, columns: columns))
    for (value, kind) in values {
      Array(value.utf8).withUnsafeBytes { bytes in
        let row = columns.names.indices.map { Field(bytes: bytes, kind: $0 % 2 == 0 ? kind : .text) }
        row.withUnsafeBufferPointer { precondition(one.matches($0) == other.matches($0)) }
      }
    }
  } catch {
    precondition((1...text.unicodeScalars.count + 1).contains(error.position) && !error.description.isEmpty)
  }
  return 0
}

private let values: [(String, FieldKind)] = [
  ("", .text), (" a ", .text), ("12", .number), ("-0.50e3", .text), ("1e99999999999999999999", .text), ("TRUE", .text),
  ("Ünï ß 🇩🇪", .text), ("", .null), ("", .missing), ("[1]", .json), ("2025-01-01T00:00:00Z", .text),
]
