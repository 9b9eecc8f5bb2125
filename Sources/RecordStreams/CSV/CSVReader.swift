/// Reads CSV and TSV lists as RFC 4180 has them, strictly: what has two readings is refused, not guessed.
///
/// Lines end with `\n`, `\r\n` or `\r`; empty lines are no rows. A byte order mark is passed over. A quote inside a field without
/// quotes, text behind a closing quote, an unclosed quote and bytes that are not UTF-8 refuse the list. A row with more or fewer
/// fields than the header is a rejected row, unless what is too much is empty. Blank and repeated names in the header are made unique,
/// with a notice. `docs/formats.md` says all of it for people.
public final class CSVReader: RecordReader {
  public private(set) var columns = Columns()

  public var notices: [ReadNotice] {
    input.source.notices + ownNotices + (paddedRows > 0 ? [.rowsWithEmptyFieldsBehind(count: paddedRows)] : [])
  }

  public var shape: ListShape {
    ListShape(
      format: dialect.delimiter == UInt8(ascii: "\t") ? .tsv : .csv, delimiter: dialect.delimiter, quote: dialect.quote,
      hasHeader: hasHeader, escape: dialect.escape)
  }

  private var input: BatchInput
  private let options: CSVOptions
  private var dialect: CSVDialect
  private var ownNotices: [ReadNotice] = []
  private var paddedRows = 0

  private enum Stage {
    case preamble
    case skipping(lines: Int)
    case dialect
    case header
    case rows
    case ended
    case failed(ReadFailure)
  }
  private var stage = Stage.preamble

  /// Whether there may be whole rows among the bytes behind the last row that was handed out.
  private var restHasRows = false
  /// The line of the next unread row.
  private var line = 1
  private var rowsRead = 0

  /// `chunkSize` bytes are asked of the source at a time; one chunk's rows make a batch.
  public init(
    _ source: any ByteSource, options: CSVOptions = CSVOptions(), chunkSize: Int = 256 * 1024
  ) throws(ReadFailure) {
    if let contradiction = options.contradiction {
      throw ReadFailure(.invalidOption(contradiction), in: source.name)
    }
    input = BatchInput(source, chunkSize: chunkSize)
    self.options = options
    dialect = CSVDialect(of: UnsafeBufferPointer(start: nil, count: 0), isWhole: true, options: options)
  }

  private var hasHeader: Bool { options.hasHeader ?? (dialect.firstRowEvidence == nil) }

  public func read(into batch: RecordBatch) throws(ReadFailure) -> Bool {
    input.begin(batch)
    batch.firstNumber = rowsRead + 1
    switch stage {
    case .failed(let failure): throw failure
    case .ended: return false
    default: break
    }
    do {
      try fill(batch)
    } catch {
      stage = .failed(error)
      // Rows in front of the failure are good; the next call throws it.
      if batch.isEmpty { throw error }
    }
    batch.columns = columns
    rowsRead += batch.rowCount
    return !batch.isEmpty
  }

  /// Reads and scans until the batch has a row, the list ends or it turns out to be wrong.
  private func fill(_ batch: RecordBatch) throws(ReadFailure) {
    /// Of the batch's bytes, those in front of it are done with.
    var start = 0
    // The first bytes say whether there is a mark.
    var wanted = 4
    while true {
      input.fill(batch, to: restHasRows ? 0 : max(wanted, batch.inputCount + 1))
      batch.makeRoomForRewriting()
      let (limit, isLast) = (input.limit, input.isLast)
      let ending = try scan(batch, from: &start, to: limit, isLast: isLast, isCut: input.isCut)
      restHasRows = ending == .batchFull
      if case .failed(let cause, let place) = ending {
        throw failure(cause, at: place, rowStart: start, in: batch, to: limit)
      }
      if case .ended = stage { return }
      if restHasRows {
        input.keepRest(of: batch, from: start)
        return
      }
      if input.isCut { throw cut(rowStart: start, in: batch) }
      if isLast {
        stage = .ended
        return
      }
      if !batch.isEmpty {
        input.keepRest(of: batch, from: start)
        return
      }
      // Empty lines and comments are no rows, however many there are of them.
      if start > 0 {
        input.drop(from: batch, before: start)
        start = 0
      }
      let rowBytes = batch.inputCount - start
      if let tooLong = tooLong(batch.inputCount, rowStart: start, in: batch) { throw tooLong }
      // A long row is not scanned again for each chunk of it, only each time it has grown by a quarter.
      wanted = rowBytes > 64 * 1024 ? batch.inputCount + min(rowBytes / 4, 1 << 20) : 1
    }
  }

  private var isInsideRow: Bool {
    switch stage {
    case .skipping, .header, .rows: true
    case .preamble, .dialect, .ended, .failed: false
    }
  }

  private var rowLimit: Int {
    if case .header = stage, hasHeader { return min(options.limits.headerBytes, options.limits.rowBytes) }
    return options.limits.rowBytes
  }

  /// Why the bytes from the limit on do not count.
  private func cut(rowStart: Int, in batch: RecordBatch) -> ReadFailure {
    if let tooLong = tooLong(input.limit, rowStart: rowStart, in: batch) { return tooLong }
    return input.fault(in: batch, from: rowStart) { locate($0, in: batch, from: rowStart, line: line) }
  }

  /// What is behind the longest row's end is not looked at, whether it came in the same chunk or not.
  private func tooLong(_ seen: Int, rowStart: Int, in batch: RecordBatch) -> ReadFailure? {
    // A line break may stand behind the longest row.
    guard isInsideRow, seen - rowStart > rowLimit + 2 else { return nil }
    return ReadFailure(
      .recordTooLong(limit: rowLimit), in: input.source.name,
      at: locate(rowStart, in: batch, from: rowStart, line: line))
  }

  private func failure(
    _ cause: ReadFailure.Cause, at place: Int, rowStart: Int, in batch: RecordBatch, to limit: Int
  ) -> ReadFailure {
    let seen = cause == .unclosedQuote ? limit : place
    if let tooLong = tooLong(seen, rowStart: rowStart, in: batch) { return tooLong }
    return ReadFailure(cause, in: input.source.name, at: locate(place, in: batch, from: rowStart, line: line))
  }
}

extension CSVReader {
  /// Goes on through the stages as far as the bytes allow, leaving `start` at the first byte that is not done with.
  ///
  /// `isCut`: nothing usable follows `limit`, although the list does not end there.
  private func scan(
    _ batch: RecordBatch, from start: inout Int, to limit: Int, isLast: Bool, isCut: Bool
  ) throws(ReadFailure) -> CSVScan.Ending {
    let more = CSVScan.Ending.incomplete
    while true {
      switch stage {
      case .preamble:
        if limit >= 3, batch.memory[0] == 0xef, batch.memory[1] == 0xbb, batch.memory[2] == 0xbf { start = 3 }
        stage = .skipping(lines: options.skippedLines)
      case .skipping(let lines):
        if lines == 0 {
          stage = .dialect
          continue
        }
        guard let next = lineEnd(in: batch, from: start, to: limit, isLast: isLast) else { return more }
        if next - start - 2 > rowLimit { return .failed(.recordTooLong(limit: rowLimit), at: start) }
        start = next
        line += 1
        stage = .skipping(lines: next == limit && isLast ? 0 : lines - 1)
      case .dialect:
        let sampleSize = CSVDialect.neededSize(options)
        guard limit - start >= sampleSize || isLast || isCut else { return more }
        let sample = UnsafeBufferPointer(
          start: UnsafePointer(batch.memory + start), count: min(limit - start, sampleSize))
        takeDialect(of: sample, isWhole: isLast && sample.count == limit - start)
        if dialect.announcementLength > 0 {
          start += dialect.announcementLength
          line += 1
        }
        stage = .header
      case .header:
        let ending = run(batch, from: &start, to: limit, isLast: isLast, expectedFields: nil, maxRows: 1)
        guard case .rowLimitReached = ending else {
          if case .incomplete = ending, isLast, hasHeader { throw ReadFailure(.noHeader, in: input.source.name) }
          return ending
        }
      case .rows:
        let remaining = (options.maxRows ?? .max) - rowsRead
        let ending = run(
          batch, from: &start, to: limit, isLast: isLast, expectedFields: columns.count, maxRows: remaining)
        if case .rowLimitReached = ending { stage = .ended }
        return ending
      case .ended, .failed:
        return more
      }
    }
  }

  private func run(
    _ batch: RecordBatch, from start: inout Int, to limit: Int, isLast: Bool, expectedFields: Int?, maxRows: Int
  ) -> CSVScan.Ending {
    var scan = CSVScan(
      batch, dialect: dialect, expectedFields: expectedFields, maxColumns: options.limits.columns,
      maxRowBytes: rowLimit, from: start, to: limit,
      line: line,
      isLast: isLast)
    let ending = scan.run(maxRows: maxRows)
    if expectedFields == nil, !batch.isEmpty {
      takeHeader(from: batch)
      batch.removeRows()
      // Without a header the first row was only counted, and is read again as a record.
      if hasHeader { (start, line) = (scan.rowStart, scan.line) }
      stage = .rows
      return .rowLimitReached
    }
    (start, line) = (scan.rowStart, scan.line)
    paddedRows += scan.paddedRows
    return ending
  }

  private func takeDialect(of sample: UnsafeBufferPointer<UInt8>, isWhole: Bool) {
    dialect = CSVDialect(of: sample, isWhole: isWhole, options: options)
    if options.delimiter == nil {
      ownNotices.append(.delimiterFound(dialect.delimiter, announced: dialect.isAnnounced))
    }
    if options.quote == .found, let quote = dialect.quote, quote != UInt8(ascii: "\"") {
      ownNotices.append(.quoteFound(quote))
    }
    if let evidence = dialect.firstRowEvidence {
      ownNotices.append(.headerMissing(column: evidence.column, text: evidence.text, kind: evidence.kind))
    }
  }

  private func takeHeader(from batch: RecordBatch) {
    guard case .record(let row) = batch[0] else { return }
    let names = (0..<row.fieldCount).map { hasHeader ? row[$0].text : "" }
    columns = Columns(uniqueColumnNames(names, notices: &ownNotices, isHeader: hasHeader))
  }
}
