/// Reads CSV and TSV lists as RFC 4180 has them, strictly: what has two readings is refused, not guessed.
///
/// Lines end with `\n`, `\r\n` or `\r`; empty lines are no rows. A byte order mark is passed over. A quote inside a field without
/// quotes, text behind a closing quote, an unclosed quote and bytes that are not UTF-8 refuse the list. A row with more or fewer
/// fields than the header is a rejected row. Blank and repeated names in the header are made unique, with a notice.
public final class CSVReader: RecordReader {
  public private(set) var columns = Columns()
  public private(set) var notices: [ReadNotice] = []

  public var shape: ListShape {
    let delimiter = delimiter ?? UInt8(ascii: ",")
    return ListShape(
      format: delimiter == UInt8(ascii: "\t") ? .tsv : .csv, delimiter: delimiter, quote: options.quote,
      hasHeader: options.hasHeader)
  }

  private let source: any ByteSource
  private let options: CSVOptions
  private let chunkSize: Int
  private var delimiter: UInt8?

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
  /// Where in the list the next unread row starts, and its line.
  private var offset = 0
  private var line = 1
  private var rowsRead = 0
  private var sourceEnded = false

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
    delimiter = options.delimiter
  }

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
    // The first bytes say whether this is a list at all.
    var wanted = 4
    while true {
      try refill(batch, to: max(wanted, batch.inputCount + 1))
      // Bytes behind `limit` do not exist for the scan: the end of a character is missing, or they are wrong.
      let verdict = checkUTF8(batch.memory, from: checked, to: batch.inputCount)
      var limit = batch.inputCount
      var isLast = sourceEnded
      switch verdict {
      case .valid: break
      case .incomplete(let at), .invalid(let at): (limit, isLast) = (at, false)
      }
      checked = limit
      let isWrong = isWrong(verdict)

      let ending = try scan(batch, from: &start, to: limit, isLast: isLast, isCut: isWrong)
      if case .failed(let cause, let place) = ending {
        throw failure(cause, at: place, rowStart: start, in: batch, to: limit)
      }
      if case .ended = stage { return }
      if isWrong {
        throw failure(.invalidUTF8(byte: batch.memory[limit]), at: limit, rowStart: start, in: batch, to: limit)
      }
      if isLast {
        stage = .ended
        return
      }
      if !batch.isEmpty {
        keepRest(of: batch, from: start)
        return
      }
      let rowBytes = batch.inputCount - start
      // A line break may stand behind the longest row.
      if isInsideRow, rowBytes > options.limits.rowBytes + 2 {
        throw failure(.recordTooLong(limit: options.limits.rowBytes), at: start, rowStart: start, in: batch, to: limit)
      }
      // A long row is not scanned again for each chunk of it, only each time it has grown twofold.
      wanted = rowBytes > 64 * 1024 ? batch.inputCount + min(rowBytes, options.limits.rowBytes) : 1
    }
  }

  private var isInsideRow: Bool {
    switch stage {
    case .skipping, .header, .rows: true
    case .preamble, .dialect, .ended, .failed: false
    }
  }

  /// Whether the bytes cannot become valid by more of them.
  private func isWrong(_ verdict: UTF8Verdict) -> Bool {
    switch verdict {
    case .valid: false
    case .incomplete: sourceEnded
    case .invalid: true
    }
  }

  private func refill(_ batch: RecordBatch, to count: Int) throws(ReadFailure) {
    while batch.inputCount < count, !sourceEnded {
      batch.reserve(batch.inputCount + chunkSize)
      let free = UnsafeMutableRawBufferPointer(start: batch.memory + batch.inputCount, count: chunkSize)
      let received = try source.read(into: free)
      if received == 0 { sourceEnded = true }
      batch.inputCount += received
    }
    batch.rewrittenEnd = batch.inputCount + RecordBatch.overread
    batch.reserve(batch.rewrittenEnd)
  }

  private func keepRest(of batch: RecordBatch, from start: Int) {
    rest.append(contentsOf: UnsafeBufferPointer(start: batch.memory + start, count: batch.inputCount - start))
    offset = batch.byteOffset + start
  }

  private func failure(
    _ cause: ReadFailure.Cause, at place: Int, rowStart: Int, in batch: RecordBatch, to limit: Int
  ) -> ReadFailure {
    // What is behind the longest row's end is not looked at, whether it came in the same chunk or not.
    let seen = cause == .unclosedQuote ? limit : place
    if isInsideRow, seen - rowStart > options.limits.rowBytes + 2 {
      let position = locate(rowStart, in: batch, from: rowStart, line: line, limit: limit)
      return ReadFailure(.recordTooLong(limit: options.limits.rowBytes), in: source.name, at: position)
    }
    return ReadFailure(cause, in: source.name, at: locate(place, in: batch, from: rowStart, line: line, limit: limit))
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
        try refuseForeign(batch)
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
        let sampleSize = delimiter == nil ? CSVDialect.sampleSize : CSVDialect.announcementSize
        guard limit - start >= sampleSize || isLast || isCut else { return more }
        let sample = UnsafeBufferPointer(
          start: UnsafePointer(batch.memory + start), count: min(limit - start, sampleSize))
        let dialect = CSVDialect(of: sample, quote: options.quote)
        if dialect.announcementLength > 0 {
          start += dialect.announcementLength
          line += 1
        }
        if delimiter == nil {
          delimiter = dialect.delimiter
          notices.append(.delimiterFound(dialect.delimiter, announced: dialect.isAnnounced))
        }
        stage = .header
      case .header:
        let ending = run(batch, from: &start, to: limit, isLast: isLast, expectedFields: nil, maxRows: 1)
        guard case .rowLimitReached = ending else {
          if case .incomplete = ending, isLast, options.hasHeader { throw ReadFailure(.noHeader, in: source.name) }
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
      batch, delimiter: delimiter ?? UInt8(ascii: ","), quote: options.quote, expectedFields: expectedFields,
      limits: options.limits, from: start, to: limit, line: line, isLast: isLast)
    let ending = scan.run(maxRows: maxRows)
    if expectedFields == nil, !batch.isEmpty {
      takeHeader(from: batch)
      batch.removeRows()
      // Without a header the first row was only counted, and is read again as a record.
      if options.hasHeader { (start, line) = (scan.rowStart, scan.line) }
      stage = .rows
      return .rowLimitReached
    }
    (start, line) = (scan.rowStart, scan.line)
    return ending
  }

  private func takeHeader(from batch: RecordBatch) {
    guard case .record(let row) = batch[0] else { return }
    let names = (0..<row.fieldCount).map { options.hasHeader ? row[$0].text : "" }
    columns = Columns(uniqueColumnNames(names, notices: &notices, isHeader: options.hasHeader))
  }

  /// Refuses what is certainly no UTF-8 text with a better reason than its first wrong byte.
  private func refuseForeign(_ batch: RecordBatch) throws(ReadFailure) {
    let first = (0..<min(4, batch.inputCount)).map { batch.memory[$0] }
    let cause: ReadFailure.Cause? =
      if first.starts(with: [0xff, 0xfe]) || first.starts(with: [0xfe, 0xff]) {
        .otherEncoding("UTF-16")
      } else if first.starts(with: [0x1f, 0x8b]) {
        .compressed("gzip")
      } else if first.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
        .compressed("zstd")
      } else if first.starts(with: [0x50, 0x4b, 0x03, 0x04]) {
        .compressed("zip")
      } else {
        nil
      }
    if let cause { throw ReadFailure(cause, in: source.name) }
  }
}
