enum LetterCase { case lower, upper }

extension TextWriter {
  /// The room that `bytes` needs in another case: what Unicode makes of a character is at most three times as long.
  static func room(for bytes: UnsafeRawBufferPointer) -> Int {
    bytes.count + 2 * bytes.count { $0 >= 0x80 }
  }

  /// Appends `bytes`, valid UTF-8, in lower or upper case as Unicode maps each character, whatever the language.
  mutating func append(_ bytes: UnsafeRawBufferPointer, as letterCase: LetterCase) {
    forEachScalar(of: bytes) { scalar in
      if scalar.isASCII {
        let byte = UInt8(truncatingIfNeeded: scalar.value)
        append(letterCase == .lower ? lowered(byte) : raised(byte))
      } else {
        append((letterCase == .lower ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping).utf8)
      }
    }
  }

  /// The longest label of a host name (RFC 1035).
  static let slugLimit = 63

  /// Appends what is safe as a label of a host name (RFC 1123): letters a to z, digits, single hyphens inside. The writer's
  /// capacity is the limit.
  ///
  /// Latin letters lose their accents (`ß` is `ss`, `æ` is `ae`); everything else that is no combining mark becomes a hyphen.
  /// Nothing is left of a text in another script.
  mutating func appendSlug(of bytes: UnsafeRawBufferPointer) {
    var owesHyphen = false
    func put(_ letters: some Sequence<UInt8>, in writer: inout TextWriter) {
      if owesHyphen, writer.count > 0 { writer.append(UInt8(ascii: "-")) }
      owesHyphen = false
      writer.append(letters)
    }
    forEachScalar(of: bytes) { scalar in
      if scalar.isASCII {
        let byte = lowered(UInt8(truncatingIfNeeded: scalar.value))
        if isSlugByte(byte) { put(CollectionOfOne(byte), in: &self) } else { owesHyphen = true }
      } else if let letters = latinLetters(of: scalar) {
        put(letters.utf8, in: &self)
      } else if !isCombiningMark(scalar) {
        owesHyphen = true
      }
    }
    // Where the limit has cut behind it.
    if last == UInt8(ascii: "-") { removeLast() }
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
