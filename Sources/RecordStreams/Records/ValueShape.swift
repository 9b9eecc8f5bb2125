/// What a value looks like: an aid for eyes, and the evidence for a list without a header.
public enum ValueShape: UInt8, Sendable, CaseIterable {
  case empty, text, integer, decimal, date, time, email, webAddress, uuid, identifier, truth, nested

  /// As statistics call it.
  public var name: String {
    switch self {
    case .empty: "empty"
    case .text: "text"
    case .integer: "integer"
    case .decimal: "decimal"
    case .date: "date"
    case .time: "date with time"
    case .email: "e-mail address"
    case .webAddress: "web address"
    case .uuid: "UUID"
    case .identifier: "id"
    case .truth: "true or false"
    case .nested: "nested"
    }
  }

  /// Numbers and dates.
  var isMeasure: Bool { [.integer, .decimal, .date, .time].contains(self) }

  public init(of bytes: some Collection<UInt8>) {
    guard let first = bytes.first else {
      self = .empty
      return
    }
    let count = bytes.count
    // Most texts show by their first letter that they are no number or date, and by their length that they are nothing else.
    if count <= 40, isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+"),
      let shape = ValueShape.measure(Array(bytes))
    {
      self = shape
    } else if count == 36, ValueShape.isUUID(Array(bytes)) {
      self = .uuid
    } else if (23...80).contains(count), ValueShape.isIdentifier(Array(bytes)) {
      self = .identifier
    } else if count <= 254, ValueShape.isEmail(bytes) {
      self = .email
    } else if ValueShape.isWebAddress(bytes) {
      self = .webAddress
    } else if count <= 5, ["true", "false"].contains(String(decoding: bytes, as: UTF8.self).lowercased()) {
      self = .truth
    } else {
      self = .text
    }
  }

  private static func measure(_ bytes: [UInt8]) -> ValueShape? {
    let digits = bytes.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard bytes.count - digits.count <= 1, !digits.isEmpty else { return nil }
    let rest = digits.drop(while: isDigit)
    if rest.isEmpty { return .integer }
    if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
      if rest.count > 1, rest.dropFirst().allSatisfy(isDigit) { return .decimal }
    }
    return date(bytes)
  }

  /// `2024-05-31`, `31.05.2024`, `05/31/2024`, and the first with a time of day behind it.
  private static func date(_ bytes: [UInt8]) -> ValueShape? {
    let pattern = String(
      decoding: bytes.prefix(10).map { isDigit($0) ? UInt8(ascii: "0") : $0 }, as: UTF8.self)
    guard ["0000-00-00", "00.00.0000", "00/00/0000", "0000/00/00"].contains(pattern) else { return nil }
    if bytes.count == 10 { return .date }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else { return nil }
    let time = bytes[11...]
    return time.count >= 4 && time.allSatisfy { isDigit($0) || ":.,+-Z ".utf8.contains($0) } ? .time : nil
  }

  private static func isUUID(_ bytes: [UInt8]) -> Bool {
    bytes.enumerated().allSatisfy { index, byte in
      [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : isHexadecimalDigit(byte)
    }
  }

  /// A kind and a long random part, as ngrok and others make ids: `bot_2f4Kp9cQ…`.
  private static func isIdentifier(_ bytes: [UInt8]) -> Bool {
    guard let line = bytes.firstIndex(of: UInt8(ascii: "_")), (2...12).contains(line) else { return false }
    let random = bytes[(line + 1)...]
    return random.count >= 20 && bytes[..<line].allSatisfy(isLetter)
      && random.allSatisfy { isDigit($0) || isLetter($0) } && random.contains(where: isDigit)
  }

  /// One `@` with something before it and a dotted name behind it, without white space.
  private static func isEmail(_ bytes: some Collection<UInt8>) -> Bool {
    guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at != bytes.startIndex else { return false }
    let domain = bytes[bytes.index(after: at)...]
    guard let dot = domain.firstIndex(of: UInt8(ascii: ".")), dot != domain.startIndex else { return false }
    guard domain.index(after: dot) != domain.endIndex, !domain.contains(UInt8(ascii: "@")) else { return false }
    return bytes.allSatisfy { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") }
  }

  private static func isWebAddress(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.starts(with: "https://".utf8) || bytes.starts(with: "http://".utf8)
  }
}

private func isHexadecimalDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6 }

private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
