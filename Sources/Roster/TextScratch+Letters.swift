enum LetterCase { case lower, upper }

extension TextScratch {
  /// Appends `bytes`, valid UTF-8, in lower or upper case as Unicode maps each character, whatever the language.
  func append(_ bytes: UnsafeRawBufferPointer, as letterCase: LetterCase) {
    forEachScalar(of: bytes) { scalar in
      if scalar.isASCII {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        append(letterCase == .lower ? lowered(byte) : raised(byte))
      } else {
        append((letterCase == .lower ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping).utf8)
      }
    }
  }

  /// Appends what is safe as a label of a host name (RFC 1123): letters a to z, digits, single hyphens inside, at most 63 bytes.
  ///
  /// Latin letters lose their accents (`ß` is `ss`, `æ` is `ae`); everything else that is no combining mark becomes a hyphen.
  /// Nothing is left of a text in another script.
  func appendSlug(of bytes: UnsafeRawBufferPointer) {
    let start = value.count
    let limit = start + 63
    var owesHyphen = false
    func put(_ byte: UInt8) {
      if owesHyphen, value.count > start { append(UInt8(ascii: "-")) }
      owesHyphen = false
      append(byte)
    }
    forEachScalar(of: bytes) { scalar in
      guard value.count < limit else { return }
      if scalar.isASCII {
        let byte = lowered(UInt8(truncatingIfNeeded: scalar.value))
        if isSlugByte(byte) { put(byte) } else { owesHyphen = true }
      } else if let letters = latinLetters(of: scalar) {
        for byte in letters.utf8 { put(byte) }
      } else if !isCombiningMark(scalar) {
        owesHyphen = true
      }
    }
    remove(from: limit)
    // A hyphen that the cut has left at the end.
    if value.count > start, value[value.count - 1] == UInt8(ascii: "-") { remove(from: value.count - 1) }
  }
}

private func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
private func raised(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }

private func isSlugByte(_ byte: UInt8) -> Bool {
  (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
}

private func isCombiningMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .spacingMark: true
  default: false
  }
}

/// The letters a to z that a Latin letter is made of, or a digit; found by its name, which Unicode never changes:
/// LATIN SMALL LETTER E WITH ACUTE, LATIN SMALL LIGATURE OE, FULLWIDTH LATIN CAPITAL LETTER A.
private func latinLetters(of scalar: Unicode.Scalar) -> String? {
  switch scalar.value {
  case 0xDF, 0x1E9E: return "ss"
  case 0xF0, 0xD0: return "d"
  case 0xFE, 0xDE: return "th"
  case 0x131: return "i"
  case 0x138: return "k"
  case 0x14A, 0x14B: return "n"
  case 0x17F: return "s"
  case 0xFF10...0xFF19: return String(scalar.value - 0xFF10)
  default: break
  }
  guard let name = scalar.properties.name else { return nil }
  let words = name.split(separator: " ")
  guard let latin = words.firstIndex(of: "LATIN"), latin <= 1, latin == 0 || words[0] == "FULLWIDTH",
    words.count > latin + 3, words[latin + 2] == "LETTER" || words[latin + 2] == "LIGATURE"
  else { return nil }
  let letters = words[latin + 3]
  guard letters.utf8.count <= 2, letters.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
  return letters.lowercased()
}

/// Hands over the scalars of `bytes`, valid UTF-8.
private func forEachScalar(of bytes: UnsafeRawBufferPointer, _ body: (Unicode.Scalar) -> Void) {
  var position = 0
  while position < bytes.count {
    let lead = bytes[position]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    // Of the lead byte's bits those that belong to the character.
    var value = UInt32(lead) & (length == 1 ? 0x7F : 0xFF >> UInt32(length + 1))
    for next in position + 1..<min(position + length, bytes.count) { value = value << 6 | UInt32(bytes[next] & 0x3F) }
    body(Unicode.Scalar(value) ?? "\u{FFFD}")
    position += length
  }
}
