/// Puts one record after the other together from values, to be written: an inventory's, for instance, which is not read
/// from a list.
///
/// Its memory is used again for each record.
public struct RecordComposer {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var kinds: [FieldKind] = []

  public init() {}

  /// Begins the next record.
  public mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    kinds.removeAll(keepingCapacity: true)
  }

  public mutating func append(_ text: String) { append(.text) { $0.append(contentsOf: text.utf8) } }

  /// A value that is not there.
  public mutating func appendNull() { append(.null) { _ in } }

  public mutating func append(_ flag: Bool) {
    append(.boolean) { $0.append(contentsOf: (flag ? "true" : "false").utf8) }
  }

  /// A field of any kind, whose bytes `write` appends.
  public mutating func append(_ kind: FieldKind, _ write: (inout [UInt8]) -> Void) {
    write(&bytes)
    ends.append(bytes.count)
    kinds.append(kind)
  }

  /// Hands the record's fields to `body`, in the order in which they were appended; they are valid during the call.
  ///
  /// Not generic over the error on purpose: called from another module it would look its types up for each record.
  public func withFields(
    _ body: (UnsafeBufferPointer<Field>) throws(WriteFailure) -> Void
  ) throws(WriteFailure) {
    let result: Result<Void, WriteFailure> = bytes.withUnsafeBytes { all in
      withUnsafeTemporaryAllocation(of: Field.self, capacity: ends.count) { fields in
        var start = 0
        for (index, end) in ends.enumerated() {
          let slice = UnsafeRawBufferPointer(rebasing: all[start..<end])
          fields.initializeElement(at: index, to: Field(bytes: slice, kind: kinds[index]))
          start = end
        }
        do throws(WriteFailure) {
          try body(UnsafeBufferPointer(fields))
          return .success(())
        } catch {
          return .failure(error)
        }
      }
    }
    try result.get()
  }
}

extension RecordWriter {
  /// Writes the record that was put together.
  public mutating func write(_ record: borrowing RecordComposer) throws(WriteFailure) {
    try record.withFields { fields throws(WriteFailure) in try write(fields) }
  }
}
