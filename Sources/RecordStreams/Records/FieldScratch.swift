/// Memory for values that do not lie in their record as they are, such as a string with escapes in a nested object.
///
/// Values stay where they are until `removeAll()`, which is to be called once a record.
public final class FieldScratch {
  private static let blockSize = 16 * 1024

  /// The last one is being filled.
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  private var used = 0

  public init() {}

  deinit { for block in blocks { block.deallocate() } }

  /// Forgets all values; memory of a usual size is kept for the next ones.
  public func removeAll() {
    used = 0
    guard blocks.count > 1 || (blocks.first?.count ?? 0) > FieldScratch.blockSize else { return }
    for block in blocks { block.deallocate() }
    blocks = []
  }

  /// Room for `count` bytes, of which `write` says how many it has filled.
  public func value(upTo count: Int, write: (UnsafeMutablePointer<UInt8>) -> Int) -> UnsafeRawBufferPointer {
    if blocks.isEmpty || (blocks.last?.count ?? 0) - used < count {
      blocks.append(.allocate(byteCount: max(count, FieldScratch.blockSize), alignment: 1))
      used = 0
    }
    guard let base = blocks.last?.baseAddress else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let start = (base + used).assumingMemoryBound(to: UInt8.self)
    let length = write(start)
    used += length
    return UnsafeRawBufferPointer(start: start, count: length)
  }
}
