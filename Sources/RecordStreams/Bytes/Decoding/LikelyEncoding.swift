/// The encoding that a stretch of a list is probably in, to tell a person what to try. Nothing is ever read by it.
///
/// The rule: a pattern of zeros is UTF-16, and what is valid UTF-8 is UTF-8. Else it may be Shift_JIS, GBK, Windows-1251 or Windows-1252.
/// Where the stretch is valid, those of its characters beyond ASCII are counted that are common in the languages the encoding is for:
/// kana and the kanji of the first level, hanzi of the first level, Cyrillic letters side by side, Latin letters with accents among ASCII.
/// The largest share wins, if it is more than half.
///
/// A stretch may begin inside of a character; then it is looked at from its first line break on.
func likelyEncoding(of stretch: ArraySlice<UInt8>) -> TextEncoding? {
  if let encoding = likelyEncoding(ofWhole: Array(stretch)) { return encoding }
  guard let lineBreak = stretch.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
  return likelyEncoding(ofWhole: Array(stretch[(lineBreak + 1)...]))
}

/// How many bytes from a fault on are looked at. Always as many, so that it does not matter how they came.
let likelyEncodingSampleSize = 4096

private func likelyEncoding(ofWhole bytes: [UInt8]) -> TextEncoding? {
  if let evidence = EncodingEvidence(of: bytes[...]), evidence.encoding != .utf8, evidence.markLength == 0 {
    return evidence.encoding
  }
  guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
  let verdict = bytes.withUnsafeBufferPointer { buffer in
    buffer.baseAddress.map { checkUTF8($0, from: 0, to: buffer.count) } ?? .valid
  }
  switch verdict {
  case .valid, .incomplete: return .utf8
  case .invalid: break
  }
  var best: (encoding: TextEncoding, share: Double)?
  // In this order where two have the same share.
  for (encoding, share) in [
    (TextEncoding.shiftJIS, shareOfPairs(in: bytes, weight: shiftJISWeight)),
    (.gbk, shareOfPairs(in: bytes, weight: gbkWeight)),
    (.windows1251, shareOfLetters(in: bytes, weight: cyrillicWeight)),
    (.windows1252, shareOfLetters(in: bytes, weight: latinWeight)),
  ] where share > max(best?.share ?? 0, 0.5) && isValid(bytes, in: encoding) {
    best = (encoding, share)
  }
  return best?.encoding
}

/// The average weight of the characters beyond ASCII, where a byte of the upper half begins a pair.
private func shareOfPairs(in bytes: [UInt8], weight: (_ lead: UInt8, _ trail: UInt8) -> (Double, isPair: Bool))
  -> Double
{
  var (sum, count, at) = (0.0, 0.0, 0)
  while at + 1 < bytes.count {
    guard bytes[at] >= 0x80 else {
      at += 1
      continue
    }
    let (own, isPair) = weight(bytes[at], bytes[at + 1])
    sum += own
    count += 1
    at += isPair ? 2 : 1
  }
  return count == 0 ? 0 : sum / count
}

private func shiftJISWeight(_ lead: UInt8, _ trail: UInt8) -> (Double, isPair: Bool) {
  switch lead {
  // Punctuation, full-width letters, kana, kanji of the first level
  case 0x81...0x83, 0x88...0x98: (1, true)
  // Kana of half width, which look like the letters of other encodings
  case 0xa0...0xdf: (0, false)
  default: (0.3, true)
  }
}

private func gbkWeight(_ lead: UInt8, _ trail: UInt8) -> (Double, isPair: Bool) {
  guard trail >= 0xa1 else { return (0, true) }
  return switch lead {
  // Punctuation, full-width letters, hanzi of the first level
  case 0xa1, 0xa3, 0xb0...0xd7: (1, true)
  default: (0.1, true)
  }
}

/// The average weight of the bytes beyond ASCII, each of them a character, given its neighbours.
private func shareOfLetters(in bytes: [UInt8], weight: (_ byte: UInt8, _ isBesideOther: Bool) -> Double) -> Double {
  var (sum, count) = (0.0, 0.0)
  for (index, byte) in bytes.enumerated() where byte >= 0x80 {
    let isBesideOther = index > 0 && bytes[index - 1] >= 0xa8 || index + 1 < bytes.count && bytes[index + 1] >= 0xa8
    sum += weight(byte, isBesideOther)
    count += 1
  }
  return count == 0 ? 0 : sum / count
}

private func cyrillicWeight(_ byte: UInt8, _ isBesideOther: Bool) -> Double {
  byte >= 0xc0 || byte == 0xa8 || byte == 0xb8 ? (isBesideOther ? 1 : 0.2) : 0
}

private func latinWeight(_ byte: UInt8, _ isBesideOther: Bool) -> Double {
  switch byte {
  case 0xd7, 0xf7: 0
  case 0xc0...0xff, 0x8a, 0x8c, 0x8e, 0x9a, 0x9c, 0x9e, 0x9f: isBesideOther ? 0.4 : 0.9
  // €, …, quotation marks, dashes, no-break space, ©, «, ®, °, »
  case 0x80, 0x85, 0x91...0x94, 0x96, 0x97, 0xa0, 0xa9, 0xab, 0xae, 0xb0, 0xbb: 0.9
  default: 0
  }
}

/// The last character may be cut.
private func isValid(_ bytes: [UInt8], in encoding: TextEncoding) -> Bool {
  guard var decoder = encoding.makeDecoder() else { return false }
  var text = [UInt8](repeating: 0, count: 3 * bytes.count + decodedCharacterRoom)
  let stretch = text.withUnsafeMutableBytes { output in
    bytes.withUnsafeBytes { decoder.decode($0, isLast: false, into: output) }
  }
  return stretch.fault == nil
}
