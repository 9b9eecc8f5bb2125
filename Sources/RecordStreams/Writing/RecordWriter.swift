/// Writes records of one shape: results, an inventory, rejects, or records as they were read.
///
/// `begin` once, `write` for each record, `finish` once. What is written lies in a buffer until it is full or `finish` is called.
public protocol RecordWriter {
  mutating func begin(columns: [String]) throws(WriteFailure)

  /// Adds columns behind those that there are; to be called only if `takesMoreColumns`.
  mutating func add(columns: [String])

  /// Whether there may be more columns when records have been written already: not where a header stands at the top.
  var takesMoreColumns: Bool { get }

  /// Writes one record. Fields behind the last column are ignored; absent ones count as missing.
  mutating func write(_ fields: UnsafeBufferPointer<Field>) throws(WriteFailure)

  /// The same with further members of the record, the inside of a JSON object; formats with fixed columns leave them out.
  mutating func write(_ fields: UnsafeBufferPointer<Field>, otherMembers: String) throws(WriteFailure)

  /// Writes what has to stand at the end, and what is still in the buffer.
  mutating func finish() throws(WriteFailure)

  /// How many characters had to be replaced because the format cannot hold them; only XML has such.
  var replacedCharacters: Int { get }
}

extension RecordWriter {
  public var replacedCharacters: Int { 0 }
  public var takesMoreColumns: Bool { false }
  public mutating func add(columns: [String]) {}

  public mutating func write(_ fields: UnsafeBufferPointer<Field>, otherMembers: String) throws(WriteFailure) {
    try write(fields)
  }

  /// Writes one record of texts; `nil` is a value that is not there.
  public mutating func write(_ values: [String?]) throws(WriteFailure) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for value in values {
      if let value { bytes.append(contentsOf: value.utf8) }
      ends.append(bytes.count)
    }
    let result: Result<Void, WriteFailure> = bytes.withUnsafeBytes { all in
      var start = 0
      let fields = zip(values, ends).map { value, end in
        defer { start = end }
        return Field(bytes: UnsafeRawBufferPointer(rebasing: all[start..<end]), kind: value == nil ? .null : .text)
      }
      return written(fields)
    }
    try result.get()
  }

  /// Writes one record of fields that lie anywhere.
  public mutating func write(_ fields: [Field]) throws(WriteFailure) { try written(fields).get() }

  /// Writes a record as it was read, with one field for each of `columns`.
  public mutating func write(_ record: Record, columns: Int) throws(WriteFailure) {
    let result: Result<Void, WriteFailure> = withUnsafeTemporaryAllocation(
      of: Field.self, capacity: columns
    ) { fields in
      for column in 0..<columns { fields.initializeElement(at: column, to: record[column]) }
      return written(UnsafeBufferPointer(fields))
    }
    try result.get()
  }

  private mutating func written(_ fields: [Field]) -> Result<Void, WriteFailure> {
    fields.withUnsafeBufferPointer { written($0) }
  }

  private mutating func written(_ fields: UnsafeBufferPointer<Field>) -> Result<Void, WriteFailure> {
    do throws(WriteFailure) {
      try write(fields)
      return .success(())
    } catch {
      return .failure(error)
    }
  }
}

/// A format in which records can be written.
public enum OutputFormat: String, Sendable, CaseIterable {
  case csv, tsv, json, ndjson, xml, table

  /// A writer of this format.
  ///
  /// - Parameters:
  ///   - recordName: what XML calls a record; the root is its plural.
  ///   - defusesFormulas: see `CSVWriter`; other formats have no cells.
  public func makeWriter(
    to sink: any ByteSink, recordName: String = "record", defusesFormulas: Bool = false
  ) -> any RecordWriter {
    switch self {
    case .csv: CSVWriter(to: sink, defusesFormulas: defusesFormulas)
    case .tsv: CSVWriter(to: sink, delimiter: UInt8(ascii: "\t"), defusesFormulas: defusesFormulas)
    case .json: JSONWriter(to: sink, layout: .array)
    case .ndjson: JSONWriter(to: sink, layout: .lines)
    case .xml: XMLWriter(to: sink, recordName: recordName)
    case .table: TableWriter(to: sink)
    }
  }
}
