/// Reads XML lists: each element of one name is a record.
///
/// Columns are what stands in the records: `@id` is an attribute, `address` the text of an element, `address/country` and
/// `address/@type` what is inside it, `phone[2]` the second of its name beside each other, `#text` the record's own text. An element that
/// has elements and text has both columns, its text in one piece. Namespaces do not count: the name without prefix does.
/// White space between elements is no text; comments and processing instructions are passed over.
///
/// Well-formedness is libxml2's to judge, with what it lets pass refused beside it. Nothing outside the document is ever read.
public final class XMLReader: RecordReader {
  public private(set) var columns = Columns(mayGrow: true)
  public var notices: [ReadNotice] {
    (text?.notices ?? []) + ownNotices + (parser?.records.paths.notices ?? [])
  }
  public var shape: ListShape { ListShape(format: .xml, xml: parser?.shape) }

  private let source: any ByteSource
  private let options: XMLOptions
  private let chunkSize: Int
  private let encoding: TextEncoding?
  private var text: XMLWindow?
  private var parser: XMLParser?
  private var pieces: XMLPieces

  private enum Stage {
    case beginning
    case records
    case ended
    case failed(ReadFailure)
  }
  private var stage = Stage.beginning
  private var rowsRead = 0
  /// Only tests cut otherwise, to see that it does not show.
  var pieceLength = XMLPieces.usualLength
  private var ownNotices: [ReadNotice] = []
  /// Why no record element was found.
  private var unclear: XMLFault?

  /// What a batch is to hold at least, if the list has so much.
  private static let batchBytes = 192 * 1024
  /// In fields, for lists with many columns of which each record has few.
  private static let batchFields = 256 * 1024
  /// What the parser may keep of pieces that end where markup ends: text, or the name of an entity.
  private static let mostHeldBack = 128 * 1024

  /// - Parameters:
  ///   - source: the document in its own encoding.
  ///   - encoding: `nil`: as the document says.
  ///   - chunkSize: how many bytes are asked of the source at a time.
  public init(
    _ source: any ByteSource, options: XMLOptions = XMLOptions(), encoding: TextEncoding? = nil,
    chunkSize: Int = 128 * 1024
  ) throws(ReadFailure) {
    if let record = options.record, record.split(separator: "/").isEmpty {
      throw ReadFailure(.invalidOption("--record takes the name of an element, and this is none"), in: source.name)
    }
    self.source = source
    self.options = options
    self.encoding = encoding
    self.chunkSize = max(64, chunkSize)
    pieces = XMLPieces(limits: options.limits)
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
    do {
      try fill(batch)
    } catch {
      stage = .failed(error)
      // Rows in front of the failure are good; the next call throws it.
      if batch.isEmpty { throw error }
    }
    rowsRead += batch.rowCount
    return !batch.isEmpty
  }

  private func fill(_ batch: RecordBatch) throws(ReadFailure) {
    if case .beginning = stage { try begin() }
    guard let text, let parser else { return }
    parser.records.resume(in: batch)
    defer {
      parser.records.suspend()
      let found = parser.records.paths.columns
      if found.count != columns.count { columns = Columns(found, mayGrow: true) }
      if case .ended = stage { columns.mayGrow = false }
      batch.columns = columns
    }
    while batch.isEmpty
      || (parser.records.count < XMLReader.batchBytes && parser.records.fieldsInRows < XMLReader.batchFields)
    {
      let isLast = XMLReader.pushPiece(of: text, to: parser, &pieces, length: pieceLength)
      if let fault = parser.fault { throw ReadFailure(.xml(fault.cause), in: source.name, at: fault.position) }
      guard isLast || parser.isStopped else { continue }
      try text.throwFailure(in: source.name)
      if rowsRead + batch.rowCount == 0 {
        let cause = unclear ?? .noRecords(named: options.record, seen: parser.namesSeen)
        throw ReadFailure(.xml(cause), in: source.name)
      }
      stage = .ended
      return
    }
  }

  /// Finds the record element, if nobody named it, and gets ready to read records.
  private func begin() throws(ReadFailure) {
    do throws(XMLFault) {
      let text = XMLWindow(try XMLEncoding.text(of: source, asked: encoding), chunkSize: chunkSize)
      text.skipMark()
      var path = options.record
      if path == nil { path = try searchedPath(in: text) }
      parser = XMLParser(text, recordPath: path ?? "", options: options)
      self.text = text
    } catch {
      throw ReadFailure(.xml(error), in: source.name)
    }
    stage = .records
  }

  /// The record element's path; `nil` if it is not evident, which is said when the document has turned out to be well-formed.
  private func searchedPath(in text: XMLWindow) throws(XMLFault) -> String? {
    text.fill(to: options.limits.searchBytes)
    let sample = text.waiting.prefix(options.limits.searchBytes)
    let isWhole = text.isLast && sample.count == text.waiting.count
    let sampleText = XMLWindow(MemoryByteSource(Array(sample)), chunkSize: chunkSize)
    guard let search = XMLParser(sampleText, recordPath: nil, options: options) else { return nil }
    var pieces = XMLPieces(limits: options.limits)
    // What is wrong with the document is found again when it is read.
    while !XMLReader.pushPiece(of: sampleText, to: search, &pieces, length: pieceLength), !search.isStopped {}
    if let marked = search.markedRecord { return marked }
    let candidates = search.candidates
    if candidates.count == 1 {
      ownNotices.append(.recordElementFound(candidates[0].path))
      return "/" + candidates[0].path
    }
    unclear = .recordElementUnclear(candidates, seen: search.namesSeen, sample: isWhole ? nil : sample.count)
    if !isWhole, let unclear { throw unclear }
    return nil
  }

  /// Gives the parser the next piece.
  ///
  /// - Returns: whether it was the last.
  private static func pushPiece(
    of text: XMLWindow, to parser: XMLParser, _ pieces: inout XMLPieces, length: Int
  ) -> Bool {
    let fewFields = max(64, XMLReader.batchFields / max(1, parser.records.paths.columns.count))
    var wanted = 1
    while true {
      text.fill(to: max(wanted, length))
      let waiting = text.waiting
      guard let bytes = waiting.baseAddress else { return true }
      let cut = pieces.next(
        of: bytes, count: waiting.count, isLast: text.isLast, length: min(length, fewFields))
      switch cut {
      case .more:
        // Twice as much, so that long markup is not looked through again for each chunk of it.
        wanted = 2 * waiting.count + 1
      case .piece(let count):
        let isLast = text.isLast && count == waiting.count
        text.give(count, doctype: pieces.doctype) { parser.push($0, isLast: isLast && text.hasEnded) }
        text.release(upTo: parser.offset)
        if text.heldBack > XMLReader.mostHeldBack {
          // The parser waits for the semicolon of a reference that has none.
          text.give(0, doctype: nil) { parser.push($0, isLast: true, isBroken: true) }
          return true
        }
        return isLast
      case .broken(let count):
        text.give(count, doctype: nil) { parser.push($0, isLast: true, isBroken: true) }
        return true
      case .unfinished(let count):
        text.give(count, doctype: nil) { parser.push($0, isLast: true) }
        return true
      case .tooLong(let limit):
        parser.stop(.markupTooLong(limit: limit), at: text.positionOfWaiting)
        return true
      case .tooManyAttributes(let limit):
        parser.stop(.tooManyAttributes(limit: limit), at: text.positionOfWaiting)
        return true
      }
    }
  }
}
