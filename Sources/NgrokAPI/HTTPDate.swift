/// A date as HTTP headers give it, in any of the three forms of RFC 9110, section 5.6.7.
struct HTTPDate: Equatable {
  var secondsSince1970: Int

  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
  ///
  /// The weekday is not held against the date. A year of two digits is of 1970...2069.
  init?(_ text: String) {
    guard text.utf8.count <= 40 else { return nil }
    let words = text.split(whereSeparator: { $0 == " " || $0 == "-" })
    let day: Substring
    let month: Substring
    let year: Substring
    let time: Substring
    switch (words.count, text.utf8.contains(UInt8(ascii: ","))) {
    case (6, true):
      guard words[5] == "GMT" else { return nil }
      (day, month, year, time) = (words[1], words[2], words[3], words[4])
    case (5, false):
      (month, day, time, year) = (words[1], words[2], words[3], words[4])
    default: return nil
    }
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Self.number($0) }
    guard let day = Self.number(day), (1...31).contains(day), var year = Self.number(year),
      let month = Self.months.firstIndex(of: month), clock.count == 3,
      let hour = clock[0], let minute = clock[1], let second = clock[2],
      hour < 24, minute < 60, second <= 60
    else { return nil }
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    secondsSince1970 = Self.days(year: year, month: month + 1, day: day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func number(_ digits: Substring) -> Int? {
    (1...4).contains(digits.utf8.count) && digits.utf8.allSatisfy(\.isDecimalDigit) ? Int(digits) : nil
  }

  /// Days from 1970-01-01 in the Gregorian calendar; years are counted from March, so that leap days end them.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
