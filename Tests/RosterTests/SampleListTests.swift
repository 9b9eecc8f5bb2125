import Foundation
import RecordStreams
import Roster
import Testing

@Suite struct SampleListTests {
  @Test("the sample list has the faults that it is there to show")
  func sample() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let reader = try CSVReader(FileByteSource(path: root.appendingPathComponent("samples/customers.csv").path))
    let batch = RecordBatch()
    var keys: [String: Int] = [:]
    var names: [String: Int] = [:]
    var rejections: [String] = []
    while try reader.read(into: batch) {
      var mapper = try CustomerMapper(try MappingProposal(columns: batch.columns).mapping, columns: batch.columns)
      mapper.map(batch) { row in
        switch row {
        case .filtered: Issue.record("nothing is filtered")
        case .rejected(let row): rejections.append(row.rejection.code)
        case .customer(let customer):
          keys[String(decoding: customer.key, as: UTF8.self), default: 0] += 1
          names[String(decoding: customer.name, as: UTF8.self), default: 0] += 1
        }
      }
      #expect(mapper.notices.trimmedValues == 1)
    }
    #expect(rejections == ["name-empty", "row-field-count"])
    #expect(keys.values.reduce(0, +) == 246)
    #expect(keys.filter { $0.value > 1 }.values.sorted() == [2])
    #expect(names.filter { $0.value > 1 }.values.sorted() == [2])
    for name in ["Acme, Inc.", "The \"Best\" Bakery", "Rocket 🚀 Deliveries", "東京クラウド株式会社", "Bäcker Health AG"] {
      #expect(names[name] == 1)
    }
  }
}
