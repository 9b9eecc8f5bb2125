/// What the values of a column are like.
public struct ColumnStatistics: Sendable {
  /// Records that have a value in the column: a field that is neither missing nor null nor empty.
  public private(set) var filled = 0
  /// In bytes of UTF-8, 0 if there is no value.
  public private(set) var longest = 0
  /// Where the longest value stands first.
  public private(set) var longestLine = 0
  /// The first values that differ, at most three, cut to 40 characters.
  public private(set) var examples: [String] = []
  private var counter: DistinctCounter
  private var kinds = [Int](repeating: 0, count: ValueShape.allCases.count)

  init(isFine: Bool) { counter = DistinctCounter(isFine: isFine) }

  /// How many different values there are.
  public var distinct: Int { min(counter.count, filled) }
  /// Whether `distinct` was counted and not estimated.
  public var isDistinctExact: Bool { counter.isExact }

  /// What values look like and how many do, the most frequent first.
  public var shapes: [(shape: ValueShape, count: Int)] {
    ValueShape.allCases.map { ($0, kinds[Int($0.rawValue)]) }.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
  }

  mutating func add(_ field: Field, line: Int) {
    guard !field.bytes.isEmpty, field.kind != .null, field.kind != .missing else { return }
    filled += 1
    let bytes = field.bytes
    kinds[Int(ColumnStatistics.shape(of: field).rawValue)] += 1
    counter.add(hash: mixedHash(of: bytes))
    if bytes.count > longest { (longest, longestLine) = (bytes.count, line) }
    if examples.count < ColumnStatistics.exampleCount { addExample(bytes) }
  }

  private static let exampleCount = 3

  private static func shape(of field: Field) -> ValueShape {
    switch field.kind {
    case .boolean: .truth
    case .json: .nested
    case .number, .text, .null, .missing: ValueShape(of: field.bytes)
    }
  }

  private mutating func addExample(_ bytes: UnsafeRawBufferPointer) {
    // No character has more bytes than that but in texts that nobody wants to see.
    let start = String(decoding: bytes.prefix(400), as: UTF8.self)
    let isWhole = bytes.count <= 400 && start.count <= 40
    let example = isWhole ? start : start.prefix(39) + "…"
    if !examples.contains(example) { examples.append(example) }
  }
}

/// What the records of a list are like, a column at a time. Memory depends on the number of columns only.
public struct ListStatistics: Sendable {
  public private(set) var names: [String] = []
  public private(set) var columns: [ColumnStatistics] = []
  public private(set) var records = 0
  public private(set) var rejected = 0

  /// Columns behind that many are counted more coarsely, so that a list with thousands of them fits into memory, too.
  private static let fineColumns = 1000

  public init() {}

  /// Counts the rows of a batch; stops behind `most` records.
  public mutating func add(_ batch: RecordBatch, upTo most: Int = .max) {
    for name in batch.columns.names.dropFirst(columns.count) {
      names.append(name)
      columns.append(ColumnStatistics(isFine: columns.count < ListStatistics.fineColumns))
    }
    for item in batch where records < most {
      switch item {
      case .record(let record):
        records += 1
        for column in columns.indices { columns[column].add(record[column], line: record.origin.line) }
      case .rejected: rejected += 1
      }
    }
  }
}
