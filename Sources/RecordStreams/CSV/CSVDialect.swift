/// What the first bytes of a CSV list say about how it is written.
struct CSVDialect: Equatable {
  var delimiter: UInt8
  /// Whether a line `sep=;`, as Excel understands it, names the delimiter.
  var isAnnounced = false
  /// Length of that line with its line break; 0 without one.
  var announcementLength = 0

  /// How much of a list is looked at. A reader waits for so many bytes, so that chunks do not change what is found.
  static let sampleSize = 64 * 1024
  /// The same for a reader that knows its delimiter and has only a line `sep=` to pass over.
  static let announcementSize = 16
  private static let candidates: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  /// The delimiter of `sample`: the one a line `sep=` names, else the candidate that the header has and
  /// most rows have as often as the header; of equals the more frequent one, then comma, semicolon, tab, pipe.
  init(of sample: UnsafeBufferPointer<UInt8>, quote: UInt8?) {
    if let announced = CSVDialect.announcement(in: sample) {
      self = announced
      return
    }
    var best = (delimiter: UInt8(ascii: ","), agreement: 0.0, fields: 1)
    for candidate in CSVDialect.candidates where candidate != quote {
      let counts = CSVDialect.fieldCounts(in: sample, delimiter: candidate, quote: quote)
      guard let header = counts.first, header > 1 else { continue }
      let agreement = Double(counts.count { $0 == header }) / Double(counts.count)
      if (agreement, header) > (best.agreement, best.fields) { best = (candidate, agreement, header) }
    }
    delimiter = best.delimiter
  }

  private init(delimiter: UInt8, announcementLength: Int) {
    self.delimiter = delimiter
    self.announcementLength = announcementLength
    isAnnounced = true
  }

  /// `sep=` and one ASCII character alone on the first line, with or without quotes around it.
  private static func announcement(in sample: UnsafeBufferPointer<UInt8>) -> CSVDialect? {
    let line = sample.prefix(announcementSize).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    var text = Array(line)
    if text.count > 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") {
      text = Array(text.dropFirst().dropLast())
    }
    guard text.count == 5, text[4] < 0x80, text[4] != UInt8(ascii: "\"") else { return nil }
    guard text.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }) else { return nil }
    var length = line.count
    if length < sample.count, sample[length] == UInt8(ascii: "\r") { length += 1 }
    if length < sample.count, sample[length] == UInt8(ascii: "\n") { length += 1 }
    return CSVDialect(delimiter: text[4], announcementLength: length)
  }

  /// The number of fields of each row that the sample holds completely, at most 200 of them; of an only row in any case.
  private static func fieldCounts(in sample: UnsafeBufferPointer<UInt8>, delimiter: UInt8, quote: UInt8?) -> [Int] {
    var counts: [Int] = []
    var fields = 1
    var isQuoted = false
    var isBlank = true
    for byte in sample {
      if byte == quote { isQuoted.toggle() }
      if !isQuoted, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if !isBlank { counts.append(fields) }
        if counts.count == 200 { break }
        (fields, isBlank) = (1, true)
        continue
      }
      isBlank = false
      if !isQuoted, byte == delimiter { fields += 1 }
    }
    if counts.isEmpty, !isBlank { counts.append(fields) }
    return counts
  }
}
