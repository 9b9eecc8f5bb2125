/// The first bytes of a list, read by the scan itself in one way after the other, to see which way makes sense.
struct CSVSample {
  /// What a way of reading gave.
  struct Scan {
    /// The texts of the first rows.
    var rows: [[String]] = []
    var fieldCounts: [Int] = []
    var quotedFields = 0
    /// Whether the list would be refused.
    var hasFailed = false
  }

  private static let most = 200
  private let batch = RecordBatch()
  private let count: Int
  private let isWhole: Bool

  init(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) {
    count = bytes.count
    self.isWhole = isWhole
    batch.reserve(count)
    if let base = bytes.baseAddress { batch.memory.update(from: base, count: count) }
    batch.inputCount = count
  }

  /// Reads at most 200 rows; the row that the sample's end cuts only if there is no other.
  func scan(_ dialect: CSVDialect) -> Scan {
    var result = scan(dialect, isLast: isWhole)
    if result.fieldCounts.isEmpty, !result.hasFailed { result = scan(dialect, isLast: true) }
    return result
  }

  private func scan(_ dialect: CSVDialect, isLast: Bool) -> Scan {
    batch.removeRows()
    // What a sample holds is no matter of limits.
    var scan = CSVScan(
      batch, dialect: dialect, expectedFields: nil, maxColumns: .max, maxRowBytes: .max, from: 0, to: count, line: 1,
      isLast: isLast)
    let ending = scan.run(maxRows: CSVSample.most)
    var result = Scan()
    if case .failed = ending { result.hasFailed = true }
    for row in batch {
      guard case .record(let record) = row else { continue }
      result.fieldCounts.append(record.fieldCount)
      // A wide list shows in its first columns what it is.
      result.rows.append((0..<min(record.fieldCount, 200)).map { record[$0].text })
      if let quote = dialect.quote { result.quotedFields += quotedFields(of: record, quote) }
    }
    return result
  }

  private func quotedFields(of record: Record, _ quote: UInt8) -> Int {
    (0..<record.fieldCount).count { index in
      let start = Int(record.fields[index].start)
      // Behind the input stand fields with doubled quotes.
      return start > count || start > record.origin.byteOffset && batch.memory[start - 1] == quote
    }
  }
}
