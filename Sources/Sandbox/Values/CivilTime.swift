/// A UTC calendar time to the second, for the two spellings that the API uses.
struct CivilTime: Equatable {
  private var year, month, day, hour, minute, second, weekday: Int

  /// Howard Hinnant's `civil_from_days`, exact for every day of the proleptic Gregorian calendar.
  init(secondsSince1970 seconds: Int64) {
    let days = Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
    let rest = Int(seconds) - days * 86_400
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    weekday = ((days + 4) % 7 + 7) % 7
  }

  /// `2026-01-31T08:00:00Z`, RFC 3339.
  var timestamp: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(20)
    Self.append(year, width: 4, to: &text)
    for (separator, value) in [("-", month), ("-", day), ("T", hour), (":", minute), (":", second)] {
      text.append(contentsOf: separator.utf8)
      Self.append(value, width: 2, to: &text)
    }
    text.append(UInt8(ascii: "Z"))
    return text
  }

  /// `Sat, 31 Jan 2026 08:00:00 GMT`, the date form of HTTP headers (RFC 9110, IMF-fixdate).
  var httpDate: String {
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    var text = Array("\(weekdays[weekday]), ".utf8)
    Self.append(day, width: 2, to: &text)
    text.append(contentsOf: " \(months[month - 1]) ".utf8)
    Self.append(year, width: 4, to: &text)
    for (separator, value) in [(" ", hour), (":", minute), (":", second)] {
      text.append(contentsOf: separator.utf8)
      Self.append(value, width: 2, to: &text)
    }
    text.append(contentsOf: " GMT".utf8)
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(_ value: Int, width: Int, to text: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

extension CivilTime {
  /// Nanoseconds since 1970 of an RFC 3339 text with any offset and fraction; `nil` if it is none.
  static func nanoseconds(rfc3339 text: [UInt8]) -> Int64? {
    var reader = DigitReader(bytes: text)
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), reader.skip("T") || reader.skip("t"), let hour = reader.number(2), reader.skip(":"),
      let minute = reader.number(2), reader.skip(":"), let second = reader.number(2),
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60,
      (1678...2261).contains(year)
    else { return nil }
    var fraction: Int64 = 0
    if reader.skip(".") {
      guard let value = reader.fraction() else { return nil }
      fraction = value
    }
    var offset = 0
    if !(reader.skip("Z") || reader.skip("z")) {
      let sign = reader.skip("+") ? 1 : reader.skip("-") ? -1 : 0
      guard sign != 0, let hours = reader.number(2), reader.skip(":"), let minutes = reader.number(2), hours < 24,
        minutes < 60
      else { return nil }
      offset = sign * (hours * 3_600 + minutes * 60)
    }
    guard reader.isAtEnd else { return nil }
    let seconds = days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
    return Int64(seconds) * 1_000_000_000 + fraction
  }

  /// Howard Hinnant's `days_from_civil`.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

private struct DigitReader {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func digit() -> Int? {
    guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
    position += 1
    return Int(bytes[position - 1]) - 0x30
  }

  mutating func number(_ width: Int) -> Int? {
    var value = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// The fraction of a second in nanoseconds; digits beyond the ninth are dropped.
  mutating func fraction() -> Int64? {
    guard var value = digit().map(Int64.init) else { return nil }
    var scale: Int64 = 100_000_000
    value *= scale
    while let digit = digit() {
      scale /= 10
      value += Int64(digit) * scale
    }
    return value
  }
}
