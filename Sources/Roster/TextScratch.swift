/// Memory in which functions put values together, used again for every record.
///
/// It has two areas, so that a function can read what the one before it has written. A view is valid until the scratch has
/// been begun twice more.
final class TextScratch {
  private struct Area {
    var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 1)
    var count = 0
  }

  private var current = Area()
  private var previous = Area()

  deinit {
    current.memory.deallocate()
    previous.memory.deallocate()
  }

  /// Begins a new value.
  func begin() {
    swap(&current, &previous)
    current.count = 0
  }

  func append(_ byte: UInt8) {
    reserve(1)
    current.memory[current.count] = byte
    current.count += 1
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    UnsafeMutableRawBufferPointer(rebasing: current.memory[current.count...]).copyMemory(from: bytes)
    current.count += bytes.count
  }

  func append(_ text: some Sequence<UInt8>) {
    for byte in text { append(byte) }
  }

  /// Shortens the value that is being written.
  func remove(from count: Int) { current.count = min(current.count, count) }

  /// What has been written since `begin`.
  var value: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: current.memory[..<current.count]) }

  private func reserve(_ count: Int) {
    let needed = current.count + count
    guard needed > current.memory.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(needed, current.memory.count * 2), alignment: 1)
    larger.copyMemory(from: value)
    current.memory.deallocate()
    current.memory = larger
  }
}
