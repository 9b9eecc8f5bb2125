/// The encoding that a stretch of a list is probably in, to tell a person what to try. Nothing is ever read by it.
///
/// The rule: a pattern of zeros is UTF-16, and what is valid UTF-8 is UTF-8. Else the stretch is decoded as Shift_JIS, GBK, Windows-1251 and
/// Windows-1252. Where it is valid, those of its characters beyond ASCII are counted that are common in the language the encoding is for:
/// kana and the kanji of the first level, hanzi of the first level, Cyrillic letters, Latin letters with accents that stand alone
/// among ASCII. The largest share wins, if it is more than half.
/// A stretch may begin inside of a character; then it is looked at from its first line break on.
func likelyEncoding(of stretch: ArraySlice<UInt8>) -> TextEncoding? {
  if let encoding = likelyEncoding(ofWhole: stretch) { return encoding }
  guard let lineBreak = stretch.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
  return likelyEncoding(ofWhole: stretch[(lineBreak + 1)...])
}

/// How many bytes from a fault on are looked at. Always as many, so that it does not matter how they came.
let likelyEncodingSampleSize = 4096

private func likelyEncoding(ofWhole stretch: ArraySlice<UInt8>) -> TextEncoding? {
  if let evidence = EncodingEvidence(of: stretch), evidence.encoding != .utf8, evidence.markLength == 0 {
    return evidence.encoding
  }
  let bytes = Array(stretch)
  guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
  let verdict = bytes.withUnsafeBufferPointer { buffer in
    buffer.baseAddress.map { checkUTF8($0, from: 0, to: buffer.count) } ?? .valid
  }
  switch verdict {
  case .valid, .incomplete: return .utf8
  case .invalid: break
  }
  var best: (encoding: TextEncoding, share: Double)?
  for candidate in candidates {
    guard let scalars = decoded(bytes, as: candidate.encoding) else { continue }
    let share = candidate.share(scalars)
    if share > max(best?.share ?? 0, 0.5) { best = (candidate.encoding, share) }
  }
  return best?.encoding
}

private struct Candidate {
  let encoding: TextEncoding
  /// How much a character at a place speaks for the encoding, from 0 to 1.
  let weight: @Sendable (_ scalars: [Unicode.Scalar], _ index: Int) -> Double

  func share(_ scalars: [Unicode.Scalar]) -> Double {
    let foreign = scalars.indices.filter { scalars[$0].value >= 0x80 }
    guard !foreign.isEmpty else { return 0 }
    return foreign.reduce(0) { $0 + weight(scalars, $1) } / Double(foreign.count)
  }
}

/// In this order where two have the same share.
private let candidates: [Candidate] = [
  Candidate(encoding: .shiftJIS) { scalars, index in
    switch scalars[index].value {
    case 0x3000...0x30ff, 0xff01...0xff5e: 1
    case 0x4e00...0x9fff: firstLevelKanji.contains(scalars[index]) ? 1 : 0.3
    default: 0
    }
  },
  Candidate(encoding: .gbk) { scalars, index in
    switch scalars[index].value {
    case 0x3000...0x3011, 0xff01...0xff5e: 1
    case 0x4e00...0x9fff: firstLevelHanzi.contains(scalars[index]) ? 1 : 0.1
    default: 0
    }
  },
  Candidate(encoding: .windows1251) { scalars, index in
    (0x410...0x44f).contains(scalars[index].value) || [0x401, 0x451].contains(scalars[index].value) ? 1 : 0
  },
  Candidate(encoding: .windows1252) { scalars, index in
    let isLetter = isAccentedLatin(scalars[index])
    let isMark = [0x20ac, 0x2018, 0x2019, 0x201c, 0x201d, 0x2013, 0x2014, 0x2026, 0xa0, 0xa9, 0xab, 0xae, 0xb0, 0xbb]
      .contains(scalars[index].value)
    guard isLetter || isMark else { return 0 }
    let hasCrowd =
      (index > 0 && isAccentedLatin(scalars[index - 1]))
      || (index + 1 < scalars.count && isAccentedLatin(scalars[index + 1]))
    return isLetter && hasCrowd ? 0.4 : 0.9
  },
]

private func isAccentedLatin(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0xd7, 0xf7: false
  case 0xc0...0xff, 0x152, 0x153, 0x160, 0x161, 0x178, 0x17d, 0x17e: true
  default: false
  }
}

/// The characters of a rectangle of two-byte codes.
private func characters(leads: ClosedRange<UInt8>, trails: ClosedRange<UInt8>, _ encoding: TextEncoding) -> Set<
  Unicode.Scalar
> {
  let codes = leads.flatMap { lead in trails.map { [lead, $0] } }
  return Set(codes.compactMap { decoded($0, as: encoding)?.first })
}

private let firstLevelKanji = characters(leads: 0x88...0x98, trails: 0x40...0xfc, .shiftJIS)
private let firstLevelHanzi = characters(leads: 0xb0...0xd7, trails: 0xa1...0xfe, .gbk)

/// The characters of a stretch that may end inside of one; `nil` if it is not valid.
private func decoded(_ bytes: [UInt8], as encoding: TextEncoding) -> [Unicode.Scalar]? {
  guard var decoder = encoding.makeDecoder() else { return nil }
  var text: [UInt8] = Array(repeating: 0, count: 3 * bytes.count + decodedCharacterRoom)
  let stretch = text.withUnsafeMutableBytes { output in
    bytes.withUnsafeBytes { decoder.decode($0, isLast: false, into: output) }
  }
  guard stretch.fault == nil else { return nil }
  text.removeLast(text.count - stretch.produced)
  return Array(String(decoding: text, as: UTF8.self).unicodeScalars)
}
