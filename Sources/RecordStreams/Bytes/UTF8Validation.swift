import CPlatform

/// What a look at bytes that should be UTF-8 found.
enum UTF8Verdict: Equatable {
  case valid
  /// A character starts here and the bytes end before it does: more bytes decide.
  case incomplete(at: Int)
  case invalid(at: Int)
}

/// Checks `bytes[from..<end]` against the Unicode Standard's table 3-7: no overlong form, no surrogate, nothing above U+10FFFF.
///
/// Lists are ASCII for the most part: runs of it are passed over 64 bytes at a time.
func checkUTF8(_ bytes: UnsafePointer<UInt8>, from: Int, to end: Int) -> UTF8Verdict {
  var at = from
  while at < end {
    at += muster_ascii_prefix(bytes + at, end - at)
    while at < end, bytes[at] >= 0x80 {
      let lead = bytes[at]
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xbf
      switch lead {
      case 0xc2...0xdf: length = 2
      case 0xe0: (length, second) = (3, 0xa0...0xbf)
      case 0xed: (length, second) = (3, 0x80...0x9f)
      case 0xe1...0xef: length = 3
      case 0xf0: (length, second) = (4, 0x90...0xbf)
      case 0xf4: (length, second) = (4, 0x80...0x8f)
      case 0xf1...0xf3: length = 4
      default: return .invalid(at: at)
      }
      if at + 1 >= end { return .incomplete(at: at) }
      if !second.contains(bytes[at + 1]) { return .invalid(at: at) }
      for index in 2..<max(2, length) {
        if at + index >= end { return .incomplete(at: at) }
        if bytes[at + index] & 0xc0 != 0x80 { return .invalid(at: at) }
      }
      at += length
    }
  }
  return .valid
}
