/// A template that is parsed is written down as an equal one, and makes valid text of any record; one that is refused, is refused
/// at a place in it. The same text as a list of metadata members is read or refused.
func fuzzTemplate(_ text: String) {
  do throws(TemplateFailure) {
    let template = try Template(text)
    expect((try? Template(template.description)) == template, "written as \(template)")
    expectText(of: template)
  } catch {
    let places = 1...text.unicodeScalars.count + 1
    expect(places.contains(error.position) && !error.description.isEmpty, "refused at \(error.position)")
  }
  expectSameMembers(text)
}

/// Values that functions have to be careful with.
private let values = ["", " a ", "x@y:z", "Ünï ß İ ŉ", "🇩🇪 e\u{301} 👩‍👧", "\u{A0}"]

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
    expect(isValid, "no text of \(template)")
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
    expect(readAgain == mapping, "written as \(mapping.metadata)")
    expect(CustomerMapping(canonicalForm: mapping.canonicalForm) == mapping, "canonical form of \(mapping.metadata)")
  } catch {
    expect(!error.description.isEmpty, "no words")
  }
}
