import CPlatform

/// Collects what a writer writes and hands it to the sink in blocks.
///
/// Its memory is its own and not an array's: what is appended are many small pieces, and each would check the array anew. A copy
/// shares the memory, so there is one of it for each writer.
struct OutputBuffer {
  private let sink: any ByteSink
  private var memory = Memory(capacity: OutputBuffer.blockSize + 4096)
  private var count = 0
  /// For functions that append to an array.
  private var scratch: [UInt8] = []
  private static let blockSize = 64 * 1024

  init(_ sink: any ByteSink) { self.sink = sink }

  mutating func append(_ byte: UInt8) {
    reserve(1)
    memory.start[count] = byte
    count += 1
  }

  mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func append(_ more: UnsafeRawBufferPointer) {
    guard let start = more.baseAddress else { return }
    reserve(more.count)
    UnsafeMutableRawPointer(memory.start + count).copyMemory(from: start, byteCount: more.count)
    count += more.count
  }

  mutating func append(_ more: [UInt8]) { more.withUnsafeBytes { append($0) } }

  /// Appends a field as CSV has it, see `CSVText`.
  mutating func append(csv field: UnsafeRawBufferPointer, delimiter: UInt8, isOnlyField: Bool) {
    reserve(field.count * 2 + 2)
    let bytes = field.baseAddress?.assumingMemoryBound(to: UInt8.self)
    count += muster_csv_field(memory.start + count, bytes, field.count, delimiter, isOnlyField)
  }

  /// Appends text as JSON has it, see `JSONText`.
  mutating func append(json text: UnsafeRawBufferPointer) {
    reserve(text.count * 6 + 18)
    count += muster_json_string(
      memory.start + count, text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
  }

  mutating func withBytes(_ body: (inout [UInt8]) -> Void) {
    body(&scratch)
    append(scratch)
    scratch.removeAll(keepingCapacity: true)
  }

  /// Writes what has come together if it is a block; to be called once a record.
  mutating func flushIfFull() throws(WriteFailure) {
    if count >= OutputBuffer.blockSize { try flush() }
  }

  mutating func flush() throws(WriteFailure) {
    try sink.write(UnsafeRawBufferPointer(start: memory.start, count: count))
    count = 0
  }

  @inline(__always) private mutating func reserve(_ more: Int) {
    if more > memory.capacity - count { grow(by: more) }
  }

  private mutating func grow(by more: Int) {
    let larger = Memory(capacity: max(memory.capacity * 2, count + more))
    larger.start.update(from: memory.start, count: count)
    memory = larger
  }

  private final class Memory {
    let start: UnsafeMutablePointer<UInt8>
    let capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }
  }
}
