/// A list's bytes on their way into batches, checked to be UTF-8; what one batch did not use comes first in the next.
struct BatchInput {
  let source: any ByteSource
  private let chunkSize: Int
  /// Bytes behind the last row that was handed out, and where in the list they start.
  private var rest: [UInt8] = []
  private var offset = 0
  private var hasEnded = false
  /// Why the source ended, if it did not end well.
  private var failure: ReadFailure?
  private var verdict = UTF8Verdict.valid
  private var checked = 0

  /// Bytes of the batch at or behind it do not exist for a scan: the end of a character is missing, or they are wrong.
  private(set) var limit = 0
  /// Whether the list ends at `limit`.
  private(set) var isLast = false
  /// Whether nothing usable follows `limit`, although the list does not end there; `fault` says why.
  private(set) var isCut = false

  init(_ source: any ByteSource, chunkSize: Int) {
    self.source = source
    self.chunkSize = max(64, chunkSize)
  }

  /// Empties the batch and puts into it what was left over.
  mutating func begin(_ batch: RecordBatch) {
    batch.inputCount = 0
    batch.removeRows()
    batch.reserve(rest.count + chunkSize)
    rest.withUnsafeBufferPointer {
      batch.memory.update(from: $0.baseAddress ?? UnsafePointer(batch.memory), count: $0.count)
    }
    batch.inputCount = rest.count
    rest.removeAll(keepingCapacity: rest.capacity <= chunkSize)
    batch.byteOffset = offset
    checked = 0
  }

  /// Adds bytes until the batch has `count` of them or the list ends. Rows that are in the batch must be made anew.
  mutating func fill(_ batch: RecordBatch, to count: Int) {
    refill(batch, to: count)
    verdict = checkUTF8(batch.memory, from: checked, to: batch.inputCount)
    switch verdict {
    case .valid: (limit, isLast, isCut) = (batch.inputCount, hasEnded && failure == nil, failure != nil)
    case .incomplete(let at): (limit, isLast, isCut) = (at, false, hasEnded)
    case .invalid(let at): (limit, isLast, isCut) = (at, false, true)
    }
    checked = limit
  }

  private mutating func refill(_ batch: RecordBatch, to count: Int) {
    while batch.inputCount < count, !hasEnded {
      batch.reserve(batch.inputCount + chunkSize)
      let free = UnsafeMutableRawBufferPointer(start: batch.memory + batch.inputCount, count: chunkSize)
      do throws(ReadFailure) {
        let received = try source.read(into: free)
        if received == 0 { hasEnded = true }
        batch.inputCount += received
      } catch {
        (hasEnded, failure) = (true, error)
      }
    }
  }

  /// Why the bytes from `limit` on do not count; to be asked only if `isCut`.
  mutating func fault(in batch: RecordBatch, from rowStart: Int, at position: (Int) -> SourcePosition) -> ReadFailure {
    if let failure, verdict.isWell { return failure }
    let known = max(rowStart, limit - likelyEncodingSampleSize)
    let end = min(batch.inputCount, limit + likelyEncodingSampleSize)
    var sample = Array(UnsafeBufferPointer(start: batch.memory + known, count: end - known))
    // The batch may have rows, whose rewritten fields stand where more bytes would.
    let wanted = limit + likelyEncodingSampleSize - known
    while sample.count < wanted, !hasEnded {
      let received = (try? source.append(to: &sample, atMost: wanted - sample.count)) ?? 0
      hasEnded = received == 0
    }
    return ReadFailure(
      .invalidUTF8(byte: batch.memory[limit], likely: likelyEncoding(of: sample[...])), in: source.name,
      at: position(limit))
  }

  /// Forgets the bytes in front of `start`; no row of the batch may lie in them.
  mutating func drop(from batch: RecordBatch, before start: Int) {
    batch.removeInput(start)
    checked -= start
    limit -= start
  }

  /// Keeps the bytes from `start` on for the next batch.
  mutating func keepRest(of batch: RecordBatch, from start: Int) {
    rest.append(contentsOf: UnsafeBufferPointer(start: batch.memory + start, count: batch.inputCount - start))
    offset = batch.byteOffset + start
  }
}

extension UTF8Verdict {
  /// Whether nothing is wrong but that, perhaps, the bytes end inside a character.
  fileprivate var isWell: Bool {
    if case .invalid = self { false } else { true }
  }
}
