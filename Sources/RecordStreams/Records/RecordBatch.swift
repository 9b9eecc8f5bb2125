#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A stretch of a list: its bytes, and where in them the rows and fields lie.
///
/// A batch is made once and filled over and over, so that reading allocates nothing per row. A record's fields are ranges into
/// the batch's bytes; a field that had to be rewritten (a doubled quote) lies behind them in the same memory.
/// The batch is the unit in which records cross a module's border.
public final class RecordBatch: RandomAccessCollection {
  /// Wide loads may look this far beyond the last byte.
  static let overread = 64

  public internal(set) var columns = Columns()

  /// Input bytes at the front, `overread` free bytes, then rewritten fields up to `rewrittenEnd`.
  private(set) var memory: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  /// How many input bytes the memory holds.
  var inputCount = 0
  var rewrittenEnd = 0

  private(set) var fields: UnsafeMutablePointer<FieldSlice>
  private(set) var fieldCapacity = 4096
  var fieldCount = 0

  private(set) var rows: UnsafeMutablePointer<RowEntry>
  private(set) var rowCapacity = 1024
  var rowCount = 0

  /// Problems of rejected rows; an entry refers to them by number.
  var problems: [RowProblem] = []
  /// The number of the batch's first row.
  var firstNumber = 1
  /// Where in the list the batch's first byte stands.
  var byteOffset = 0

  struct RowEntry: BitwiseCopyable {
    var line: Int
    var start: UInt32
    var length: UInt32
    var firstField: UInt32
    var storedFields: UInt32
    /// 0 for a good row, else a position in `problems` and one.
    var problem: UInt32
    /// Where in the list the row starts; -1 if its bytes stand in the batch as they do there.
    var sourceOffset = -1
  }

  public init() {
    capacity = 64 * 1024
    memory = RecordBatch.made(capacity)
    fields = RecordBatch.made(fieldCapacity)
    rows = RecordBatch.made(rowCapacity)
  }

  deinit {
    free(memory)
    free(fields)
    free(rows)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { rowCount }

  /// The row at `position` in this batch, from 0.
  public subscript(position: Int) -> ReadItem {
    precondition(position >= 0 && position < rowCount, "no such row in this batch")
    let entry = rows[position]
    let base = UnsafePointer(memory)
    let origin = RowOrigin(
      number: firstNumber + position,
      line: entry.line,
      byteOffset: entry.sourceOffset < 0 ? byteOffset + Int(entry.start) : entry.sourceOffset,
      bytes: UnsafeRawBufferPointer(start: base + Int(entry.start), count: Int(entry.length)))
    if entry.problem > 0 {
      return .rejected(Rejection(origin: origin, problem: problems[Int(entry.problem) - 1]))
    }
    return .record(
      Record(
        origin: origin, base: base, fields: UnsafePointer(fields + Int(entry.firstField)),
        fieldCount: Int(entry.storedFields)))
  }

  func removeRows() {
    rowCount = 0
    fieldCount = 0
    problems.removeAll(keepingCapacity: true)
    rewrittenEnd = inputCount + RecordBatch.overread
  }

  /// Forgets the first `count` input bytes, of which there must be no rows.
  func removeInput(_ count: Int) {
    memory.update(from: memory + count, count: inputCount - count)
    inputCount -= count
    byteOffset += count
  }

  /// Makes room for `count` bytes and the overread behind them, keeping what is there.
  func reserve(_ count: Int) {
    let needed = count + RecordBatch.overread
    guard needed > capacity else { return }
    // By a quarter and not twofold: a long row must not cost twice its length.
    let larger = Swift.max(needed, capacity + capacity / 4)
    memory = RecordBatch.grown(memory, from: capacity, to: larger)
    capacity = larger
  }

  /// To be called behind the last input byte, before rows are looked for; makes room for `count` rewritten bytes.
  func makeRoomForRewriting(_ count: Int = 0) {
    rewrittenEnd = inputCount + RecordBatch.overread
    reserve(rewrittenEnd + count)
  }

  func growFields() {
    fields = RecordBatch.grown(fields, from: fieldCapacity, to: fieldCapacity * 2)
    fieldCapacity *= 2
  }

  func growRows() {
    rows = RecordBatch.grown(rows, from: rowCapacity, to: rowCapacity * 2)
    rowCapacity *= 2
  }

  /// Large memory is moved by the system without being copied, so that at no time there are two of it.
  static func grown<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>, from capacity: Int, to larger: Int
  ) -> UnsafeMutablePointer<Element> {
    guard let moved = realloc(old, larger * MemoryLayout<Element>.stride) else { outOfMemory() }
    return moved.bindMemory(to: Element.self, capacity: larger)
  }

  static func made<Element: BitwiseCopyable>(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    guard let memory = malloc(capacity * MemoryLayout<Element>.stride) else { outOfMemory() }
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }

  /// It can happen, where the system refuses memory (`ulimit -v`, no overcommitment): as Swift's own allocations do, it ends
  /// the program. Nothing is under way while a list is read. Sizes are bounded by the limits of a row and of a batch.
  private static func outOfMemory() -> Never {
    fatalError(
      "the system gives no more memory for the list that is being read. Nothing was sent meanwhile, and what was recorded "
        + "before is kept. Allow the process more (ulimit -v, the limit of its container), then give the same command again."
    )
  }
}
