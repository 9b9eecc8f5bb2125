import RecordStreams

/// Writes bytes into room that has been measured before; what does not fit is left out.
struct TextWriter {
  private let base: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private(set) var count = 0

  init(to base: UnsafeMutablePointer<UInt8>, capacity: Int) {
    self.base = base
    self.capacity = capacity
  }

  var last: UInt8? { count > 0 ? base[count - 1] : nil }

  mutating func append(_ byte: UInt8) {
    guard count < capacity else { return }
    base[count] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    let fitting = min(bytes.count, capacity - count)
    UnsafeMutableRawBufferPointer(start: base + count, count: fitting)
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<fitting]))
    count += fitting
  }

  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
  }

  mutating func removeLast() { count = max(0, count - 1) }
}

extension FieldScratch {
  /// What `write` writes, at most `capacity` bytes; valid until the scratch is emptied.
  func text(upTo capacity: Int, _ write: (inout TextWriter) -> Void) -> UnsafeRawBufferPointer {
    value(upTo: capacity) { base in
      var writer = TextWriter(to: base, capacity: capacity)
      write(&writer)
      return writer.count
    }
  }
}
