import CPlatform

/// Reads JSON and NDJSON lists as RFC 8259 has JSON, strictly: what has two readings is refused, not guessed.
///
/// JSON is an array of objects, or an object that holds one somewhere, or one whose members are the records; documents may follow each
/// other. NDJSON has an object on each line. A byte order mark is passed over. Numbers stay as they are written. A name that a record
/// has twice, half a surrogate pair, control characters in strings and bytes that are not UTF-8 refuse the list; so does a list that is cut
/// off. An element that is no object, and a line of NDJSON that is none, are rejected rows unless the list begins with them.
/// Objects and arrays inside of a record are values of their own; names that stand twice in them are kept as they are.
public final class JSONReader: RecordReader {
  public enum Layout: Sendable {
    case documents, lines
  }

  /// The column of the members' names in a list whose members are the records.
  public static let keyColumn = "key"

  public internal(set) var columns = Columns(hasNestedValues: true, mayGrow: true)
  public var notices: [ReadNotice] { input.source.notices + ownNotices }
  public var shape: ListShape {
    ListShape(
      format: layout == .lines ? .ndjson : .json, recordsPath: options.path?.description, isKeyed: options.isKeyed)
  }

  let layout: Layout
  let options: JSONOptions
  let table: JSONColumnTable
  var input: BatchInput
  var ownNotices: [ReadNotice] = []
  /// Where the next unread byte stands: `start` in the batch's bytes, on `line`; `column` is that of the byte at `columnStart`.
  var start = 0
  var line = 1
  private var column = 1
  /// How many bytes behind a fault's place may be needed to see it: half a surrogate pair and what is there instead of the other half.
  private static let longestLook = 12
  private var columnStart = 0

  enum Stage {
    case beginning
    /// In front of a document.
    case documents
    /// In front of an object that could be a record or hold the list.
    case undecided
    /// On the way to the list, or from it to the document's end.
    case walking
    case elements(JSONScan.Place)
    case members(JSONScan.Place)
    /// In front of an object that the path leads to.
    case single
    case lines
    case ended
    case failed(ReadFailure)
  }
  var stage = Stage.beginning
  /// The document around the list.
  var walk: JSONWalk?
  /// What the documents so far have shown.
  var documents = Documents()
  private var rowsRead = 0
  /// Whether there may be whole rows among the bytes that are left over.
  private var restHasRows = false

  struct Documents {
    var count = 0
    /// Whether an object of this list is a record.
    var areRecords = false
    /// Where in the first document the list was found.
    var listPath: String?
    /// The line on which the last document ended, if it was an array.
    var arrayEndLine: Int?
  }

  /// A list of lines has neither path nor keys: those options say nothing for it.
  /// `chunkSize` bytes are asked of the source at a time; one chunk's rows make a batch.
  public init(
    _ source: any ByteSource, layout: Layout, options: JSONOptions = JSONOptions(), chunkSize: Int = 256 * 1024
  ) {
    self.layout = layout
    self.options = options
    input = BatchInput(source, chunkSize: chunkSize)
    table = JSONColumnTable(ownColumns: options.isKeyed ? 1 : 0)
    documents.areRecords = options.path?.steps.isEmpty == true && !options.isKeyed
  }

  public func read(into batch: RecordBatch) throws(ReadFailure) -> Bool {
    input.begin(batch)
    batch.firstNumber = rowsRead + 1
    switch stage {
    case .failed(let failure): throw failure
    case .ended: return false
    default: break
    }
    (start, columnStart) = (0, 0)
    do throws(ReadFailure) {
      try fill(batch)
    } catch {
      stage = .failed(error)
      // Rows in front of the failure are good; the next call throws it.
      if batch.isEmpty { throw error }
    }
    publishColumns()
    batch.columns = columns
    rowsRead += batch.rowCount
    return !batch.isEmpty
  }

  /// Reads and scans until the batch has a row, the list ends or it turns out to be wrong.
  private func fill(_ batch: RecordBatch) throws(ReadFailure) {
    // The first bytes say whether there is a mark.
    var wanted = 4
    while true {
      if !restHasRows { input.fill(batch, to: max(wanted, batch.inputCount + 1)) } else { input.fill(batch, to: 0) }
      batch.makeRoomForRewriting(batch.inputCount)
      let ending = try scan(batch)
      restHasRows = ending == .full
      if restHasRows {
        keepRest(of: batch)
        return
      }
      if case .ended = stage { return }
      if input.isCut { throw cut(in: batch) }
      if !batch.isEmpty {
        keepRest(of: batch)
        return
      }
      if start > 0 {
        passColumn(in: batch)
        input.drop(from: batch, before: start)
        (start, columnStart) = (0, 0)
      }
      if batch.inputCount > options.limits.recordBytes + JSONReader.longestLook { throw tooLong(in: batch) }
      // A long record is not scanned again for each chunk of it, only each time it has grown by a quarter.
      wanted = batch.inputCount > 64 * 1024 ? batch.inputCount + min(batch.inputCount / 4, 1 << 20) : 1
    }
  }

  /// One scan over what is there, with the zero at its end that scans rely on.
  private func scan(_ batch: RecordBatch) throws(ReadFailure) -> JSONScan.Ending {
    let limit = input.limit
    let kept = batch.memory[limit]
    batch.memory[limit] = 0
    var scan = JSONScan(batch, table: table, limits: options.limits, to: limit, line: line, isLast: input.isLast)
    let maxRows = (options.maxRows ?? .max) - rowsRead
    let ending = advance(&scan, maxRows: maxRows)
    batch.memory[limit] = kept
    line = scan.line
    if batch.rowCount >= maxRows { stage = .ended }
    guard ending == .stopped else { return ending }
    switch scan.stop {
    case .incomplete: return ending
    case .failed(let fault, let place): throw failure(.fault(fault), at: place, seen: scan.seen, in: batch)
    case .refused(let refusal, let place): throw failure(refusal, at: place, seen: scan.seen, in: batch)
    case .recordTooLong: throw tooLong(in: batch)
    }
  }

  private func keepRest(of batch: RecordBatch) {
    passColumn(in: batch)
    input.keepRest(of: batch, from: start)
  }

  private func publishColumns() {
    while columns.count < table.count {
      let position = columns.count
      if position < table.ownColumns {
        columns.append(JSONReader.keyColumn)
        continue
      }
      let name = String(decoding: table.names[position], as: UTF8.self)
      var free = name
      var number = 2
      while columns.position(of: free) != nil {
        free = "\(name)_\(number)"
        number += 1
      }
      if free != name { ownNotices.append(.repeatedColumn(name: name, position: position + 1, named: free)) }
      columns.append(free)
    }
    if case .ended = stage { columns.mayGrow = false }
  }
}

extension JSONReader {
  private func failure(
    _ refusal: JSONRefusal, at place: Int, seen: Int, in batch: RecordBatch
  ) -> ReadFailure {
    // What is behind the longest record's end is not looked at, whether it came in the same chunk or not.
    if max(place, seen) - start > options.limits.recordBytes { return tooLong(in: batch) }
    return ReadFailure(.json(refusal), in: input.source.name, at: position(of: place, in: batch))
  }

  private func tooLong(in batch: RecordBatch) -> ReadFailure {
    ReadFailure(
      .json(.recordTooLong(limit: options.limits.recordBytes)), in: input.source.name,
      at: position(of: start, in: batch))
  }

  /// Why the bytes from the limit on do not count.
  private func cut(in batch: RecordBatch) -> ReadFailure {
    if input.limit - start > options.limits.recordBytes { return tooLong(in: batch) }
    return input.fault(in: batch, from: start) { position(of: $0, in: batch) }
  }

  private func position(of place: Int, in batch: RecordBatch) -> SourcePosition {
    passColumn(in: batch)
    var textPlace = TextPlace(line: line, column: column)
    textPlace.pass(UnsafeRawBufferPointer(start: batch.memory + start, count: place - start))
    return SourcePosition(line: textPlace.line, column: textPlace.column, byteOffset: batch.byteOffset + place)
  }

  /// Counts on to the column of the byte at `start`.
  private func passColumn(in batch: RecordBatch) {
    let passed = UnsafePointer(batch.memory + columnStart)
    let count = start - columnStart
    let behindBreak = muster_last_line_break(passed, count)
    if behindBreak > 0 { column = 1 }
    column += muster_count_scalars(passed + behindBreak, count - behindBreak)
    columnStart = start
  }
}
