import Foundation
import RecordStreams

/// An XML list of customers, about 250 bytes each, with an attribute, nested elements, references and umlauts.
func writeXMLList(to path: String, rows: Int) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer { close(descriptor) }
  let sink = FileByteSink(descriptor: descriptor, name: path)
  let forms = ["GmbH", "Inc.", "Ltd.", "Müller &amp; Söhne", "SARL", "AG"]
  var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<customers>\n"
  for row in 0..<rows {
    text += "  <customer id=\"C-\(10_000_000 + row)\"><company>Company \(row) \(forms[row % 6])</company>"
    text += "<email>contact\(row)@example-\(row % 5000).com</email><plan>\(["gold", "silver", "free"][row % 3])</plan>"
    text += "<address type=\"billing\"><region>\(["eu", "us", "ap"][row % 3])</region>"
    text += "<country>\(["DE", "FR", "US"][row % 3])</country></address>"
    text += "<created_at>2024-0\(1 + row % 9)-1\(row % 10)T12:00:00Z</created_at></customer>\n"
    if row % 1000 == 999 {
      try write(text, to: sink)
      text = ""
    }
  }
  try write(text + "</customers>\n", to: sink)
}

private func write(_ text: String, to sink: FileByteSink) throws {
  try Array(text.utf8).withUnsafeBytes { bytes in try sink.write(bytes) }
}

/// Reads an XML list as a command does, every field of every record looked at.
func measureXMLList(at path: String) throws {
  let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  var best = Double.infinity
  var records = 0
  for _ in 0..<3 {
    let start = cpuSeconds()
    let reader = try makeReader(of: .xml, from: try FileByteSource(path: path))
    let batch = RecordBatch()
    var total = 0
    records = 0
    while try reader.read(into: batch) {
      records += batch.count
      for case .record(let record) in batch {
        for column in 0..<batch.columns.count { total += record[column].bytes.count }
      }
    }
    precondition(total > 0)
    best = min(best, cpuSeconds() - start)
  }
  print("muster        \(Int(Double(bytes) / best / 1e6)) MB per CPU s, \(records) records")
}
