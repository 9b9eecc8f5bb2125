/// Finds out in which encoding a document is written, as XML 1.0 (4.3.3 and appendix F) has it: a byte order mark or the form of the first
/// characters tells the family, the declaration the encoding; without one it is UTF-8.
///
/// A declaration that contradicts the bytes refuses the document, since one of them must be wrong.
enum XMLEncoding {
  /// How much of a document is looked at for its declaration.
  private static let sampleSize = 1024

  /// `source` as UTF-8, perhaps with a byte order mark.
  ///
  /// - Parameter asked: the encoding that a person named; it has precedence over what the document says.
  static func text(of source: any ByteSource, asked: TextEncoding?) throws(XMLFault) -> any ByteSource {
    if let asked { return DecodingByteSource(source, encoding: asked) }
    let peekable = PeekableByteSource(source)
    let found = try encoding(of: Array(peekable.peek(sampleSize)))
    return DecodingByteSource(peekable, encoding: found)
  }

  private static func encoding(of sample: [UInt8]) throws(XMLFault) -> TextEncoding {
    let family = family(of: sample)
    let beginning = family.flatMap { decoded(sample, $0) } ?? sample
    guard let name = declaredEncoding(in: beginning) else { return family ?? .utf8 }
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    let isWide = ["ucs2", "iso10646ucs2", "ucs4", "iso10646ucs4"].contains(plain)
    guard let declared = TextEncoding(isWide ? (plain.hasSuffix("2") ? "UTF-16" : "UTF-32") : name) else {
      throw .unknownEncoding(name)
    }
    if let family, family != .ebcdic {
      guard declared == family || declared.leavesOrderOpen(of: family) else {
        throw .otherEncoding(declared: name, found: family)
      }
      return family
    }
    // Read as the declaration says, it must be what it was.
    guard let again = decoded(sample, declared), declaredEncoding(in: again) == name else {
      throw .otherEncoding(declared: name, found: nil)
    }
    return declared
  }

  /// What the first bytes are for certain; `nil`: something with ASCII in it.
  private static func family(of sample: [UInt8]) -> TextEncoding? {
    let signs: [([UInt8], TextEncoding)] = [
      ([0xef, 0xbb, 0xbf], .utf8), ([0xff, 0xfe, 0, 0], .utf32LittleEndian), ([0, 0, 0xfe, 0xff], .utf32BigEndian),
      ([0xff, 0xfe], .utf16LittleEndian), ([0xfe, 0xff], .utf16BigEndian), ([0x3c, 0, 0, 0], .utf32LittleEndian),
      ([0, 0, 0, 0x3c], .utf32BigEndian), ([0x3c, 0], .utf16LittleEndian), ([0, 0x3c], .utf16BigEndian),
      ([0x4c, 0x6f, 0xa7, 0x94], .ebcdic),
    ]
    return signs.first { sample.starts(with: $0.0) }?.1
  }

  /// The text as far as the sample goes, without a mark; `nil` if it is not in the encoding.
  private static func decoded(_ sample: [UInt8], _ encoding: TextEncoding) -> [UInt8]? {
    var decoder = encoding.makeDecoder()
    var text = sample
    if decoder != nil {
      text = Array(repeating: 0, count: 3 * sample.count + decodedCharacterRoom)
      let stretch = text.withUnsafeMutableBytes { output in
        sample.withUnsafeBytes { decoder?.decode($0, isLast: false, into: output) ?? DecodedStretch() }
      }
      text.removeLast(text.count - stretch.produced)
    }
    return text.starts(with: [0xef, 0xbb, 0xbf]) ? Array(text.dropFirst(3)) : text
  }

  /// The name in `<?xml … encoding="name" … ?>`.
  private static func declaredEncoding(in text: [UInt8]) -> String? {
    guard text.starts(with: "<?xml".utf8), text.count > 5, isSpace(text[5]) else { return nil }
    let declaration = text.prefix { $0 != UInt8(ascii: ">") && $0 < 0x80 }
    let word = Array("encoding".utf8)
    guard
      let start = declaration.indices.first(where: { declaration[$0...].starts(with: word) && isSpace(text[$0 - 1]) })
    else { return nil }
    var rest = declaration[(start + word.count)...].drop(while: isSpace)
    guard rest.popFirst() == UInt8(ascii: "=") else { return nil }
    rest = rest.drop(while: isSpace)
    guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let end = rest.firstIndex(of: quote)
    else { return nil }
    // What is no name of an encoding is the parser's to refuse.
    let name = rest[..<end]
    guard name.first.map(isLetter) == true, name.allSatisfy({ isLetter($0) || "0123456789._-".utf8.contains($0) })
    else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

  private static func isSpace(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }
}

extension TextEncoding {
  /// The EBCDIC in which all its kinds write an XML declaration alike.
  fileprivate static let ebcdic = TextEncoding("IBM037") ?? .utf8

  /// Whether this is UTF-16 or UTF-32 without a byte order, and `other` is the same with one.
  fileprivate func leavesOrderOpen(of other: TextEncoding) -> Bool {
    switch (form, other.form) {
    case (.utf16(nil), .utf16), (.utf32(nil), .utf32): true
    default: false
    }
  }
}
