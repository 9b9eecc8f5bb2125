/// An encoding that has one byte for each character and ASCII in its lower half.
enum SingleByteTable: Sendable, Equatable {
  case windows1252, iso8859Part1, iso8859Part15

  /// Scalars of the bytes from 0x80 on; 0 where the encoding has no character.
  ///
  /// Windows-1252 is Microsoft's table, which leaves five bytes undefined: a browser lets them pass, a list with one of them is in
  /// another encoding.
  var upperHalf: [UInt16] {
    var table = (0x80...0xff).map { UInt16($0) }
    switch self {
    case .iso8859Part1: break
    case .iso8859Part15:
      let changes: [(byte: Int, scalar: UInt16)] = [
        (0xa4, 0x20ac), (0xa6, 0x0160), (0xa8, 0x0161), (0xb4, 0x017d), (0xb8, 0x017e), (0xbc, 0x0152), (0xbd, 0x0153),
        (0xbe, 0x0178),
      ]
      for change in changes { table[change.byte - 0x80] = change.scalar }
    case .windows1252:
      table.replaceSubrange(
        0..<32,
        with: [
          0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d,
          0,
          0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e,
          0x0178,
        ])
    }
    return table
  }
}
