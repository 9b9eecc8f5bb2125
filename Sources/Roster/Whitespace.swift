/// `bytes` (valid UTF-8) without white space at both ends: what Unicode calls White_Space, and the invisible U+200B and U+FEFF.
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
  switch bytes[position] {
  case 0x20, 0x09...0x0d: return 1
  case 0xc2 where position + 1 < end:
    return bytes[position + 1] == 0xa0 || bytes[position + 1] == 0x85 ? 2 : nil
  case 0xe1, 0xe2, 0xe3, 0xef:
    guard position + 2 < end else { return nil }
    switch (bytes[position], bytes[position + 1], bytes[position + 2]) {
    case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8b), (0xe2, 0x80, 0xa8...0xa9), (0xe2, 0x80, 0xaf),
      (0xe2, 0x81, 0x9f),
      (0xe3, 0x80, 0x80), (0xef, 0xbb, 0xbf):
      return 3
    default: return nil
    }
  default: return nil
  }
}

/// The first control character (C0, DEL, C1) of valid UTF-8.
@inline(__always) func controlCharacter(in bytes: UnsafeRawBufferPointer) -> UInt32? {
  var previous: UInt8 = 0
  for byte in bytes {
    if byte < 0x20 || byte == 0x7f { return UInt32(byte) }
    if previous == 0xc2, byte < 0xa0 { return UInt32(byte) }
    previous = byte
  }
  return nil
}
