/// How a CSV list is written: what was asked for, and what its first bytes say where nothing was.
struct CSVDialect: Equatable {
  var delimiter: UInt8
  /// `nil`: quotes have no meaning.
  var quote: UInt8?
  var escape: UInt8?
  var comment: UInt8?
  /// Whether a line `sep=;`, as Excel understands it, names the delimiter.
  var isAnnounced = false
  /// Length of that line with its line break; 0 without one.
  var announcementLength = 0
  /// What shows that the first row is no header; `nil` where it is one, or where it was said what it is.
  var firstRowEvidence: CSVFirstRow.Evidence?

  /// How much of a list is looked at. A reader waits for so many bytes, so that chunks do not change what is found.
  static let sampleSize = 64 * 1024
  /// The same for a reader that was told everything and has only a line `sep=` to pass over.
  static let announcementSize = 16

  /// How much of the list has to be there before it can be said how it is written.
  static func neededSize(_ options: CSVOptions) -> Int {
    options.delimiter == nil || options.quote == .found || options.hasHeader == nil ? sampleSize : announcementSize
  }

  /// - Parameter isWhole: whether the list ends with the sample.
  init(of sample: UnsafeBufferPointer<UInt8>, isWhole: Bool, options: CSVOptions) {
    let announcement = CSVAnnouncement(in: sample)
    (escape, comment) = (options.escape, options.comment)
    delimiter = options.delimiter ?? announcement?.delimiter ?? UInt8(ascii: ",")
    isAnnounced = options.delimiter == nil && announcement != nil
    announcementLength = announcement?.length ?? 0
    quote = CSVDialect.defaultQuote(options)
    guard CSVDialect.neededSize(options) == CSVDialect.sampleSize else { return }

    let rows = CSVSample(UnsafeBufferPointer(rebasing: sample.dropFirst(announcementLength)), isWhole: isWhole)
    let findsDelimiter = options.delimiter == nil && !isAnnounced
    if findsDelimiter { delimiter = findDelimiter(rows) ?? delimiter }
    if options.quote == .found, findsOtherQuote(rows) {
      quote = UInt8(ascii: "'")
      if findsDelimiter { delimiter = findDelimiter(rows) ?? delimiter }
    }
    if options.hasHeader == nil { firstRowEvidence = CSVFirstRow(rows.scan(self)).evidence }
  }

  private static func defaultQuote(_ options: CSVOptions) -> UInt8? {
    switch options.quote {
    case .byte(let byte): byte
    case .none: nil
    case .found: UInt8(ascii: "\"")
    }
  }

  private func isFree(_ byte: UInt8) -> Bool { byte != escape && byte != comment }

  /// The candidate that the header has and most rows have as often as the header; of equals the more frequent one, then comma,
  /// semicolon, tab, pipe. A candidate by which the list cannot be read counts only if that is so for all.
  private func findDelimiter(_ rows: CSVSample) -> UInt8? {
    var best: (delimiter: UInt8, rank: (Int, Double, Int))?
    for candidate in [",", ";", "\t", "|"].map({ UInt8(ascii: $0) }) where candidate != quote && isFree(candidate) {
      var dialect = self
      dialect.delimiter = candidate
      let scan = rows.scan(dialect)
      guard let header = scan.fieldCounts.first, header > 1 else { continue }
      let agreement = Double(scan.fieldCounts.count { $0 == header }) / Double(scan.fieldCounts.count)
      let rank = (scan.hasFailed ? 0 : 1, agreement, header)
      if rank > best?.rank ?? (-1, 0, 0) { best = (candidate, rank) }
    }
    return best?.delimiter
  }

  /// Whether no field begins with `"` while some begin with `'`, all of which end with it, too.
  private func findsOtherQuote(_ rows: CSVSample) -> Bool {
    var dialect = self
    dialect.quote = UInt8(ascii: "'")
    guard isFree(UInt8(ascii: "'")), delimiter != dialect.quote else { return false }
    if rows.scan(self).quotedFields > 0 { return false }
    let otherwise = rows.scan(dialect)
    return otherwise.quotedFields > 1 && !otherwise.hasFailed
  }
}

/// Excel's first line: `sep=` and one ASCII character, with or without quotes around it.
struct CSVAnnouncement: Equatable {
  let delimiter: UInt8
  /// With the line break.
  let length: Int

  init?(in sample: UnsafeBufferPointer<UInt8>) {
    let line = sample.prefix(CSVDialect.announcementSize).prefix {
      $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r")
    }
    var text = Array(line)
    if text.count > 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") {
      text = Array(text.dropFirst().dropLast())
    }
    guard text.count == 5, text[4] < 0x80, text[4] != UInt8(ascii: "\"") else { return nil }
    guard text.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }) else { return nil }
    var length = line.count
    if length < sample.count, sample[length] == UInt8(ascii: "\r") { length += 1 }
    if length < sample.count, sample[length] == UInt8(ascii: "\n") { length += 1 }
    (delimiter, self.length) = (text[4], length)
  }
}
