/// Reads CSV and TSV lists as RFC 4180 has them, strictly: what has two readings is refused, not guessed.
///
/// Lines end with `\n`, `\r\n` or `\r`; empty lines are no rows. A byte order mark is passed over. A quote inside a field without
/// quotes, text behind a closing quote, an unclosed quote and bytes that are not UTF-8 refuse the list. A row with more or fewer
/// fields than the header is a rejected row, unless what is too much is empty. Blank and repeated names in the header are made unique,
/// with a notice. `docs/formats.md` says all of it for people.
public final class CSVReader: RecordReader {
  public private(set) var columns = Columns()

  public var notices: [ReadNotice] {
    source.notices + ownNotices + (paddedRows > 0 ? [.rowsWithEmptyFieldsBehind(count: paddedRows)] : [])
  }

  public var shape: ListShape {
    ListShape(
      format: dialect.delimiter == UInt8(ascii: "\t") ? .tsv : .csv, delimiter: dialect.delimiter, quote: dialect.quote,
      hasHeader: hasHeader, escape: dialect.escape)
  }

  private let source: any ByteSource
  private let options: CSVOptions
  private let chunkSize: Int
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

  /// Bytes behind the last row that was handed out.
  private var rest: [UInt8] = []
  /// Whether there may be whole rows among them.
  private var restHasRows = false
  /// Where in the list the next unread row starts, and its line.
  private var offset = 0
  private var line = 1
  private var rowsRead = 0
  private var sourceEnded = false
  /// Why the source ended, if it did not end well.
  private var sourceFailure: ReadFailure?

  /// `chunkSize` bytes are asked of the source at a time; one chunk's rows make a batch.
  public init(
    _ source: any ByteSource, options: CSVOptions = CSVOptions(), chunkSize: Int = 256 * 1024
  ) throws(ReadFailure) {
    if let contradiction = options.contradiction {
      throw ReadFailure(.invalidOption(contradiction), in: source.name)
    }
    self.source = source
    self.options = options
    self.chunkSize = max(64, chunkSize)
    dialect = CSVDialect(of: UnsafeBufferPointer(start: nil, count: 0), isWhole: true, options: options)
  }

  private var hasHeader: Bool { options.hasHeader ?? (dialect.firstRowEvidence == nil) }

  public func read(into batch: RecordBatch) throws(ReadFailure) -> Bool {
    batch.inputCount = 0
    batch.removeRows()
    batch.firstNumber = rowsRead + 1
    switch stage {
    case .failed(let failure): throw failure
    case .ended: return false
    default: break
    }
    batch.reserve(rest.count + chunkSize)
    rest.withUnsafeBufferPointer {
      batch.memory.update(from: $0.baseAddress ?? UnsafePointer(batch.memory), count: $0.count)
    }
    batch.inputCount = rest.count
    rest.removeAll(keepingCapacity: true)
    batch.byteOffset = offset
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
    var checked = 0
    // The first bytes say whether there is a mark.
    var wanted = 4
    while true {
      if !restHasRows { refill(batch, to: max(wanted, batch.inputCount + 1)) }
      batch.makeRoomForRewriting()
      // Bytes behind `limit` do not exist for the scan: the end of a character is missing, or they are wrong.
      let verdict = checkUTF8(batch.memory, from: checked, to: batch.inputCount)
      var limit = batch.inputCount
      var isLast = sourceEnded
      switch verdict {
      case .valid: isLast = sourceEnded && sourceFailure == nil
      case .incomplete(let at), .invalid(let at): (limit, isLast) = (at, false)
      }
      checked = limit
      let isCut = sourceFailure != nil || isWrong(verdict)

      let ending = try scan(batch, from: &start, to: limit, isLast: isLast, isCut: isCut)
      restHasRows = ending == .batchFull
      if case .failed(let cause, let place) = ending {
        throw failure(cause, at: place, rowStart: start, in: batch, to: limit)
      }
      if case .ended = stage { return }
      if restHasRows {
        keepRest(of: batch, from: start)
        return
      }
      if isCut { throw fault(verdict, at: limit, rowStart: start, in: batch) }
      if isLast {
        stage = .ended
        return
      }
      if !batch.isEmpty {
        keepRest(of: batch, from: start)
        return
      }
      // Empty lines and comments are no rows, however many there are of them.
      if start >= chunkSize / 2 {
        batch.removeInput(start)
        checked -= start
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

  /// Whether the bytes cannot become valid by more of them.
  private func isWrong(_ verdict: UTF8Verdict) -> Bool {
    switch verdict {
    case .valid: false
    case .incomplete: sourceEnded
    case .invalid: true
    }
  }

  /// Why the bytes from `limit` on do not count.
  private func fault(
    _ verdict: UTF8Verdict, at limit: Int, rowStart: Int, in batch: RecordBatch
  ) -> ReadFailure {
    let isInvalid = if case .invalid = verdict { true } else { false }
    if !isInvalid, let sourceFailure { return tooLong(limit, rowStart: rowStart, in: batch) ?? sourceFailure }
    let known = max(rowStart, limit - likelyEncodingSampleSize)
    let wanted = limit + likelyEncodingSampleSize
    refill(batch, to: wanted)
    let sample = UnsafeBufferPointer(start: batch.memory + known, count: min(batch.inputCount, wanted) - known)
    let cause = ReadFailure.Cause.invalidUTF8(
      byte: batch.memory[limit], likely: likelyEncoding(of: Array(sample)[...]))
    return failure(cause, at: limit, rowStart: rowStart, in: batch, to: limit)
  }

  private func refill(_ batch: RecordBatch, to count: Int) {
    while batch.inputCount < count, !sourceEnded {
      batch.reserve(batch.inputCount + chunkSize)
      let free = UnsafeMutableRawBufferPointer(start: batch.memory + batch.inputCount, count: chunkSize)
      do throws(ReadFailure) {
        let received = try source.read(into: free)
        if received == 0 { sourceEnded = true }
        batch.inputCount += received
      } catch {
        (sourceEnded, sourceFailure) = (true, error)
      }
    }
  }

  private func keepRest(of batch: RecordBatch, from start: Int) {
    rest.append(contentsOf: UnsafeBufferPointer(start: batch.memory + start, count: batch.inputCount - start))
    offset = batch.byteOffset + start
  }

  /// What is behind the longest row's end is not looked at, whether it came in the same chunk or not.
  private func tooLong(_ seen: Int, rowStart: Int, in batch: RecordBatch) -> ReadFailure? {
    // A line break may stand behind the longest row.
    guard isInsideRow, seen - rowStart > rowLimit + 2 else { return nil }
    return ReadFailure(
      .recordTooLong(limit: rowLimit), in: source.name, at: locate(rowStart, in: batch, from: rowStart, line: line))
  }

  private func failure(
    _ cause: ReadFailure.Cause, at place: Int, rowStart: Int, in batch: RecordBatch, to limit: Int
  ) -> ReadFailure {
    let seen = cause == .unclosedQuote ? limit : place
    if let tooLong = tooLong(seen, rowStart: rowStart, in: batch) { return tooLong }
    return ReadFailure(cause, in: source.name, at: locate(place, in: batch, from: rowStart, line: line))
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
          if case .incomplete = ending, isLast, hasHeader { throw ReadFailure(.noHeader, in: source.name) }
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
