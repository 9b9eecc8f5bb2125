import Engine

/// A whole number in decimal digits, commas as in `1,000,000` not among them.
func parseCount(_ text: String) -> Int? {
  guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
    return nil
  }
  return Int(text)
}

/// A number with at most one decimal point, neither negative nor with an exponent.
func parseDecimal(_ text: some StringProtocol) -> Double? {
  let isSound = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
  guard isSound, text.utf8.count <= 32 else { return nil }
  return Double(text)
}

/// `4096`, `64K`, `1.5G`, `20GiB`: bytes, with letters for powers of 1,024; at most 1,024 TiB.
func parseSize(_ text: String) -> Int? {
  let digits = text.prefix { $0.isNumber || $0 == "." }
  var unit = text.dropFirst(digits.count).lowercased()
  for ending in ["ib", "b"] where unit.hasSuffix(ending) && unit != "ib" {
    unit.removeLast(ending.count)
    break
  }
  guard let power = ["", "k", "m", "g", "t"].firstIndex(of: unit), let number = parseDecimal(digits) else { return nil }
  let size = number * Double(1 << (10 * power))
  return size >= 1 && size <= Double(1 << 50) ? Int(size) : nil
}

/// `500ms`, `30s`, `2m`, `1.5h`, `3d`, and one behind the other: `1h30m`. A number without a unit says nothing.
func parseDuration(_ text: String) -> Duration? {
  let units: [(name: String, length: Duration)] = [
    ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)), ("d", .seconds(86_400)),
  ]
  guard !text.isEmpty, text.utf8.count <= 64 else { return nil }
  var sum = Duration.zero
  var rest = text[...]
  while !rest.isEmpty {
    let digits = rest.prefix { $0.isNumber || $0 == "." }
    rest = rest.dropFirst(digits.count)
    let unit = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(unit.count)
    guard let number = parseDecimal(digits), let length = units.first(where: { $0.name == unit })?.length,
      number <= 1e6
    else { return nil }
    sum += length * number
  }
  return sum
}

/// A share as `50` or `50%`: over 0 and at most 100.
func parsePercentage(_ text: String) -> Double? {
  let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
  guard let number = parseDecimal(digits), number > 0, number <= 100 else { return nil }
  return number
}

/// What `--rate` takes: a limit, or none at all.
enum RateChoice: Sendable, Equatable {
  case limit(RateLimit)
  case none

  /// `120/60s` or `none`.
  init?(_ text: String) {
    if text == "none" {
      self = .none
      return
    }
    guard let slash = text.firstIndex(of: "/"), let count = parseCount(String(text[..<slash])),
      (1...1_000_000).contains(count)
    else { return nil }
    // 120/s means 120/1s.
    let span = text[text.index(after: slash)...]
    guard let window = parseDuration(span.first?.isNumber == true ? String(span) : "1" + span),
      (.milliseconds(1) ... .seconds(86_400)).contains(window)
    else { return nil }
    self = .limit(RateLimit(count: count, window: window))
  }

  var limit: RateLimit? {
    if case .limit(let limit) = self { limit } else { nil }
  }

  static let accepted = "a number of requests and a window of time, such as 120/60s, or none"
}

extension ErrorLimit {
  /// `50` or `5%`.
  init?(parsing text: String) {
    if text.hasSuffix("%") {
      guard let share = parsePercentage(text) else { return nil }
      self = .percent(share)
    } else {
      guard let count = parseCount(text) else { return nil }
      self = .count(count)
    }
  }
}

/// One ASCII character, or the name of one that is hard to type.
func parseDelimiter(_ text: String) -> UInt8? {
  let named: [String: UInt8] = [
    "tab": 0x09, "\\t": 0x09, "comma": 0x2C, "semicolon": 0x3B, "pipe": 0x7C, "space": 0x20,
  ]
  if let byte = named[text] { return byte }
  let bytes = Array(text.utf8)
  guard bytes.count == 1, bytes[0] < 0x80, bytes[0] >= 0x20 || bytes[0] == 0x09 else { return nil }
  return bytes[0]
}

/// What `--quote` takes: a character, or that quotes have no meaning.
enum QuoteChoice: Sendable, Equatable {
  case character(UInt8)
  case none

  init?(_ text: String) {
    if text == "none" {
      self = .none
    } else if let byte = parseDelimiter(text) {
      self = .character(byte)
    } else {
      return nil
    }
  }

  var byte: UInt8? {
    if case .character(let byte) = self { byte } else { nil }
  }
}
