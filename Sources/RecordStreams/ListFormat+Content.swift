extension ListFormat {
  /// How much of a list is looked at.
  static let sampleSize = 64 * 1024

  /// The format that a list's first bytes speak of, in UTF-8 or UTF-16; `nil` if they speak of none.
  init?(content sample: ArraySlice<UInt8>) {
    // Byte order marks, and the zeros of UTF-16.
    let insignificant: Set<UInt8> = [0xef, 0xbb, 0xbf, 0xfe, 0xff, 0]
    let text = sample.filter { !insignificant.contains($0) }
    let significant = text.drop(while: isJSONSpace)
    guard let first = significant.first else { return nil }
    let second = significant.dropFirst().first { !isJSONSpace($0) }
    switch (first, second) {
    case (UInt8(ascii: "["), UInt8(ascii: "{")), (UInt8(ascii: "["), UInt8(ascii: "]")): self = .json
    case (UInt8(ascii: "{"), UInt8(ascii: "\"")), (UInt8(ascii: "{"), UInt8(ascii: "}")):
      self = ListFormat.hasObjectOnEachLine(significant) ? .ndjson : .json
    case (UInt8(ascii: "<"), let second?) where second == UInt8(ascii: "?") || second == UInt8(ascii: "!"): self = .xml
    case (UInt8(ascii: "<"), let second?) where second >= UInt8(ascii: "A"): self = .xml
    default: return nil
    }
  }

  /// Whether the first line ends with a brace and the next one begins with one.
  private static func hasObjectOnEachLine(_ text: ArraySlice<UInt8>) -> Bool {
    guard let lineBreak = text.firstIndex(of: UInt8(ascii: "\n")) else { return false }
    let firstLine = text[..<lineBreak].last { !isJSONSpace($0) }
    let nextLine = text[lineBreak...].first { !isJSONSpace($0) }
    return firstLine == UInt8(ascii: "}") && nextLine == UInt8(ascii: "{")
  }
}
