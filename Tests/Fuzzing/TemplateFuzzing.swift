// Fuzzed: Sources/RecordStreams Sources/Roster
// Compiled by Tests/Fuzzing/run as one module.

/// A template that is parsed is written down as an equal one, and makes valid text of any record; one that is refused, is refused
/// at a place in it. The same text as a list of metadata members is read or refused.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTemplate(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  do throws(TemplateFailure) {
    let template = try Template(text)
    precondition((try? Template(template.description)) == template, "written as \(template)")
    expectText(of: template)
  } catch {
    precondition((1...text.unicodeScalars.count + 1).contains(error.position) && !error.description.isEmpty)
  }
  expectSameMembers(text)
  return 0
}

/// Values that functions have to be careful with.
private let values = ["", " a ", "x@y:z", "Ünï ß İ ŉ", "🇩🇪 e\u{301} 👩‍👧", "\u{A0}"]

/// Filled over and over, as making one takes longer than reading a row.
nonisolated(unsafe) private let batch = RecordBatch()

private func expectText(of template: Template) {
  let columns = Columns(template.columns)
  guard columns.count <= 16, let plan = try? FieldPlan(template, for: .name, columns: columns) else { return }
  for first in values.indices {
    let record = columns.names.indices.map { "\"\(values[(first + $0) % values.count])\"" }.joined(separator: ",")
    let options = CSVOptions(delimiter: UInt8(ascii: ","), hasHeader: false)
    guard let reader = try? CSVReader(MemoryByteSource(record + ",\n"), options: options),
      (try? reader.read(into: batch)) == true, case .record(let record)? = batch.first
    else { continue }
    var workspace = MappingWorkspace()
    workspace.begin()
    let value = plan.value(of: record, in: &workspace)
    let isValid = workspace.buffer.withUnsafeBytes { String(validating: value.bytes(in: $0), as: UTF8.self) != nil }
    precondition(isValid, "\(template)")
  }
}

private func expectSameMembers(_ list: String) {
  var columns = Columns(["name"])
  columns.mayGrow = true
  do throws(MappingFailure) {
    var request = MappingRequest()
    try request.setMetadata(list)
    let mapping = try MappingProposal(columns: columns, request: request).mapping
    var again = MappingRequest()
    try again.setMetadata(mapping.metadata.map(\.description).joined(separator: ","))
    let readAgain = try MappingProposal(columns: columns, request: again).mapping
    precondition(readAgain == mapping, "written as \(mapping.metadata)")
    precondition(CustomerMapping(canonicalForm: mapping.canonicalForm) == mapping)
  } catch {
    precondition(!error.description.isEmpty)
  }
}
