import CPlatform

/// Reads a JSON string from behind its opening quote, checks it, and writes its text without escapes to `target`.
///
/// The text is never longer than what stands in the list, so `target` needs room for that many bytes. Bytes must be valid UTF-8.
struct JSONStringDecoding {
  enum Ending: Equatable {
    /// `behind` is the place after the closing quote.
    case closed(behind: Int)
    /// The bytes end before the string does.
    case incomplete
    case failed(JSONFault, at: Int)
  }

  private let base: UnsafePointer<UInt8>
  private let limit: Int
  private let target: UnsafeMutablePointer<UInt8>
  private var at: Int
  /// How many bytes of text have been written.
  private(set) var written = 0

  init(_ base: UnsafePointer<UInt8>, from start: Int, limit: Int, to target: UnsafeMutablePointer<UInt8>) {
    self.base = base
    self.limit = limit
    self.target = target
    at = start
  }

  mutating func run() -> Ending {
    while at < limit {
      let plain = muster_json_plain_prefix(base + at, limit - at)
      (target + written).update(from: base + at, count: plain)
      at += plain
      written += plain
      guard at < limit else { break }
      switch base[at] {
      case UInt8(ascii: "\""): return .closed(behind: at + 1)
      case UInt8(ascii: "\\"):
        if let ending = escape() { return ending }
      default: return .failed(.controlCharacter(base[at]), at: at)
      }
    }
    return .incomplete
  }

  /// Reads the escape at `at`; gives an ending if there is no good one.
  private mutating func escape() -> Ending? {
    guard at + 1 < limit else { return .incomplete }
    let byte: UInt8
    switch base[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = base[at + 1]
    case UInt8(ascii: "b"): byte = 0x08
    case UInt8(ascii: "f"): byte = 0x0c
    case UInt8(ascii: "n"): byte = 0x0a
    case UInt8(ascii: "r"): byte = 0x0d
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "u"): return unicodeEscape()
    default: return .failed(.invalidEscape(scalar(at: at + 1, in: base, limit: limit)), at: at)
    }
    target[written] = byte
    written += 1
    at += 2
    return nil
  }

  private mutating func unicodeEscape() -> Ending? {
    let start = at
    let unit: UInt32
    switch codeUnit(at: start) {
    case .success(let value): unit = value
    case .failure(let stop): return stop.ending
    }
    guard 0xd800...0xdfff ~= unit else {
      at = start + 6
      write(unit)
      return nil
    }
    guard unit < 0xdc00 else { return .failed(.loneSurrogate, at: start) }
    guard start + 6 < limit else { return .incomplete }
    guard base[start + 6] == UInt8(ascii: "\\") else { return .failed(.loneSurrogate, at: start) }
    guard start + 7 < limit else { return .incomplete }
    guard base[start + 7] == UInt8(ascii: "u") else { return .failed(.loneSurrogate, at: start) }
    switch codeUnit(at: start + 6) {
    case .success(let low):
      guard 0xdc00...0xdfff ~= low else { return .failed(.loneSurrogate, at: start) }
      at = start + 12
      write(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
      return nil
    case .failure(let stop): return stop.ending
    }
  }

  private struct Stop: Error {
    var ending: Ending
  }

  /// The value of the four hexadecimal digits of the `\u` at `place`.
  private func codeUnit(at place: Int) -> Result<UInt32, Stop> {
    var value: UInt32 = 0
    for index in place + 2..<place + 6 {
      guard index < limit else { return .failure(Stop(ending: .incomplete)) }
      switch base[index] {
      case 0x30...0x39: value = value << 4 | UInt32(base[index] - 0x30)
      case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((base[index] | 0x20) - 0x61 + 10)
      default:
        return .failure(Stop(ending: .failed(.invalidEscape("u"), at: place)))
      }
    }
    return .success(value)
  }

  /// Writes a character that is no surrogate as UTF-8: at most four bytes, and its escape has six.
  private mutating func write(_ value: UInt32) {
    func append(_ byte: UInt32) {
      target[written] = UInt8(truncatingIfNeeded: byte)
      written += 1
    }
    switch value {
    case ..<0x80: append(value)
    case ..<0x800:
      append(0xc0 | value >> 6)
      append(0x80 | value & 0x3f)
    case ..<0x10000:
      append(0xe0 | value >> 12)
      append(0x80 | value >> 6 & 0x3f)
      append(0x80 | value & 0x3f)
    default:
      append(0xf0 | value >> 18)
      append(0x80 | value >> 12 & 0x3f)
      append(0x80 | value >> 6 & 0x3f)
      append(0x80 | value & 0x3f)
    }
  }
}

/// The character at `place` of valid UTF-8 that goes up to `limit`.
func scalar(at place: Int, in base: UnsafePointer<UInt8>, limit: Int) -> Unicode.Scalar {
  let bytes = UnsafeBufferPointer(start: base + place, count: max(0, min(4, limit - place)))
  return String(decoding: bytes, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
}
