/// `bytes` (valid UTF-8) without white space at both ends: what Unicode calls White_Space, and what nobody sees either: zero-width
/// characters, marks of writing direction, the soft hyphen, blanks of braille and Hangul, the byte order mark.
@inline(__always) func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
  guard let first = bytes.first, let last = bytes.last else { return bytes }
  // Most values start and end with a visible ASCII character.
  if first > 0x20, first < 0x7f, last > 0x20, last < 0x7f { return bytes }
  return trimmedThoroughly(bytes)
}

@inline(never) private func trimmedThoroughly(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
  var start = 0
  var end = bytes.count
  while start < end, let length = spaceLength(bytes, at: start, end: end) { start += length }
  while end > start {
    var lead = end - 1
    while lead > start, bytes[lead] & 0xc0 == 0x80 { lead -= 1 }
    guard spaceLength(bytes, at: lead, end: end) == end - lead else { break }
    end = lead
  }
  return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
}

/// The length of the white space character at `position`, if it is one.
private func spaceLength(_ bytes: UnsafeRawBufferPointer, at position: Int, end: Int) -> Int? {
  let lead = bytes[position]
  switch lead {
  case 0x20, 0x09...0x0d: return 1
  case 0xc2, 0xd8:
    guard position + 1 < end else { return nil }
    switch (lead, bytes[position + 1]) {
    case (0xc2, 0xa0), (0xc2, 0x85), (0xc2, 0xad), (0xd8, 0x9c): return 2
    default: return nil
    }
  case 0xe1, 0xe2, 0xe3, 0xef:
    guard position + 2 < end else { return nil }
    switch (lead, bytes[position + 1], bytes[position + 2]) {
    case (0xe1, 0x9a, 0x80), (0xe1, 0x85, 0x9f...0xa0), (0xe1, 0xa0, 0x8e),
      (0xe2, 0x80, 0x80...0x8f), (0xe2, 0x80, 0xa8...0xaf), (0xe2, 0x81, 0x9f...0xaf), (0xe2, 0xa0, 0x80),
      (0xe3, 0x80, 0x80), (0xe3, 0x85, 0xa4), (0xef, 0xbb, 0xbf), (0xef, 0xbe, 0xa0):
      return 3
    default: return nil
    }
  default: return nil
  }
}

/// The first control character (C0, DEL, C1) of valid UTF-8.
func controlCharacter(in bytes: UnsafeRawBufferPointer) -> UInt32? {
  let start = plainLength(of: bytes)
  var previous: UInt8 = 0
  for byte in bytes[start...] {
    if byte < 0x20 || byte == 0x7f { return UInt32(byte) }
    if previous == 0xc2, byte < 0xa0 { return UInt32(byte) }
    previous = byte
  }
  return nil
}

/// How many bytes at the front, in whole words, are visible ASCII characters or spaces.
@inline(__always) private func plainLength(of bytes: UnsafeRawBufferPointer) -> Int {
  let (ones, tops) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
  var length = 0
  while bytes.count - length >= 8 {
    let word = bytes.loadUnaligned(fromByteOffset: length, as: UInt64.self)
    // The top bit of a byte is set by subtracting if it is below 0x20, by adding if it is above 0x7e, or was set before.
    guard ((word &- ones &* 0x20) | (word &+ ones) | word) & tops == 0 else { return length }
    // The last word may have bytes that have been looked at.
    length = length + 8 < bytes.count ? min(length + 8, bytes.count - 8) : bytes.count
  }
  return length
}
