import Foundation
import RecordStreams
import Roster

// How fast lists are read, mapped and written, on one thread: `readers [ROWS]`, 1,000,000 if not said.
// `Benchmarks/readers/xml` compares the XML reader with others.
// CPU seconds are the figures to compare: wall time depends on what else the machine does.

switch CommandLine.arguments.dropFirst().first {
case "write-xml":
  try writeXMLList(to: CommandLine.arguments[2], rows: Int(CommandLine.arguments[3]) ?? 1_000_000)
  exit(0)
case "xml":
  try measureXMLList(at: CommandLine.arguments[2])
  exit(0)
default: break
}

let rowCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let path = FileManager.default.temporaryDirectory.appendingPathComponent("muster-readers-\(getpid()).csv").path

/// A list of customers as a CRM exports it, about 95 bytes a row, every sixth name with an umlaut.
func writeList() throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer { close(descriptor) }
  var writer = CSVWriter(to: FileByteSink(descriptor: descriptor, name: path))
  let forms = ["GmbH", "Inc.", "Ltd.", "Müller & Söhne", "SARL", "AG"]
  try writer.begin(columns: ["id", "company", "email", "plan", "region", "country", "created_at"])
  for row in 0..<rowCount {
    try writer.write([
      "C-\(10_000_000 + row)", "Company \(row) \(forms[row % 6])", "contact\(row)@example-\(row % 5000).com",
      ["gold", "silver", "free"][row % 3], ["eu", "us", "ap"][row % 3], ["DE", "FR", "US"][row % 3],
      "2024-0\(1 + row % 9)-1\(row % 10)T12:00:00Z",
    ])
  }
  try writer.finish()
}

func cpuSeconds() -> Double {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  #endif
  let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
  return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
}

/// Runs `work` five times and prints the best.
func measure(_ label: String, bytes: Int, _ work: () throws -> Void) rethrows {
  var best = Double.infinity
  for _ in 0..<5 {
    let start = cpuSeconds()
    try work()
    best = min(best, cpuSeconds() - start)
  }
  let rate = Int(Double(bytes) / best / 1e6)
  print(
    label.padding(toLength: 34, withPad: " ", startingAt: 0), "\(rate) MB per CPU s,",
    "\(Int(best / Double(rowCount) * 1e9)) ns a row")
}

/// Reads the whole list, giving each batch to `use`.
func readList(_ source: any ByteSource, _ use: (RecordBatch) throws -> Void = { _ in }) throws {
  let reader = try CSVReader(source)
  let batch = RecordBatch()
  while try reader.read(into: batch) { try use(batch) }
}

try writeList()
defer { unlink(path) }
let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
print("\(rowCount) rows, \(bytes / 1_000_000) MB")

try measure("parse", bytes: bytes) { try readList(try FileByteSource(path: path)) }
try measure("parse, every field looked at", bytes: bytes) {
  var total = 0
  try readList(try FileByteSource(path: path)) { batch in
    for case .record(let record) in batch {
      for column in 0..<batch.columns.count { total += record[column].bytes.count }
    }
  }
  precondition(total > 0)
}
try measure("parse with digest", bytes: bytes) {
  try readList(DigestingByteSource(try FileByteSource(path: path)))
}
try measure("parse and map", bytes: bytes) {
  var mapper: CustomerMapper?
  var request = MappingRequest()
  try request.set(.name, .template(Template("{company} ({id})")))
  try request.setMetadata("plan,region")
  var customers = 0
  try readList(try FileByteSource(path: path)) { batch in
    if mapper == nil {
      mapper = try CustomerMapper(
        try MappingProposal(columns: batch.columns, request: request).mapping, columns: batch.columns)
    }
    mapper?.map(batch) { row in
      if case .customer = row { customers += 1 }
    }
  }
  precondition(customers == rowCount)
}
for format in [OutputFormat.csv, .ndjson, .xml] {
  let null = open("/dev/null", O_WRONLY)
  defer { close(null) }
  try measure("parse and write \(format.rawValue)", bytes: bytes) {
    var writer = format.makeWriter(to: FileByteSink(descriptor: null, name: "/dev/null"))
    var hasBegun = false
    try readList(try FileByteSource(path: path)) { batch in
      if !hasBegun { try writer.begin(columns: batch.columns.names) }
      hasBegun = true
      for case .record(let record) in batch { try writer.write(record, columns: batch.columns.count) }
    }
    try writer.finish()
  }
}
var usage = rusage()
#if canImport(Darwin)
  getrusage(RUSAGE_SELF, &usage)
  print("peak memory \(usage.ru_maxrss >> 20) MiB")
#else
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  print("peak memory \(usage.ru_maxrss >> 10) MiB")
#endif
