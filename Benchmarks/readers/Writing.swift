import Foundation
import RecordStreams

/// Writes the records of a list that lies in memory already, so that nothing but the writer is measured.
struct Writing {
  private let batches: [RecordBatch]

  init(readingAll path: String) throws {
    let reader = try makeReader(of: nil, from: try FileByteSource(path: path))
    var batches: [RecordBatch] = []
    var batch = RecordBatch()
    while try reader.read(into: batch) {
      batches.append(batch)
      batch = RecordBatch()
    }
    self.batches = batches
  }

  /// - Returns: how many bytes were written.
  func write(as format: OutputFormat) throws -> Int {
    let sink = CountingSink()
    defer { sink.close() }
    var writer = format.makeWriter(to: sink, recordName: "customer")
    try writer.begin(columns: batches.first?.columns.names ?? [])
    for batch in batches {
      for case .record(let record) in batch { try writer.write(record, columns: batch.columns.count) }
    }
    try writer.finish()
    return sink.bytes
  }
}

/// Counts what goes to /dev/null.
private final class CountingSink: ByteSink {
  private(set) var bytes = 0
  private let descriptor = open("/dev/null", O_WRONLY)
  private lazy var sink = FileByteSink(descriptor: descriptor, name: "/dev/null")

  func write(_ block: UnsafeRawBufferPointer) throws(WriteFailure) {
    bytes += block.count
    try sink.write(block)
  }

  func close() { Foundation.close(descriptor) }
}
