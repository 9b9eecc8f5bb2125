/// What a list's first bytes say for certain about its encoding.
struct EncodingEvidence: Equatable {
  let encoding: TextEncoding
  /// Length of the byte order mark; 0 where the encoding was recognised from the content.
  let markLength: Int

  /// How much of a list is looked at.
  static let sampleSize = 4096

  /// `nil` without a mark and without the pattern of zeros that UTF-16 and UTF-32 give to ASCII characters, of which every
  /// list has some. What is left is UTF-8 or an encoding that nothing tells for certain.
  init?(of sample: ArraySlice<UInt8>) {
    let marks: [([UInt8], TextEncoding)] = [
      ([0xef, 0xbb, 0xbf], .utf8), ([0xff, 0xfe, 0x00, 0x00], .utf32LittleEndian),
      ([0x00, 0x00, 0xfe, 0xff], .utf32BigEndian),
      ([0xff, 0xfe], .utf16LittleEndian), ([0xfe, 0xff], .utf16BigEndian),
    ]
    if let (mark, encoding) = marks.first(where: { sample.starts(with: $0.0) }) {
      (self.encoding, markLength) = (encoding, mark.count)
    } else if let encoding = EncodingEvidence.byZeros(sample) {
      (self.encoding, markLength) = (encoding, 0)
    } else {
      return nil
    }
  }

  /// At least every tenth character is ASCII, and hardly any other zero is there.
  private static func byZeros(_ sample: ArraySlice<UInt8>) -> TextEncoding? {
    var zeros = [0, 0, 0, 0]
    for (index, byte) in sample.enumerated() where byte == 0 { zeros[index % 4] += 1 }
    let words = sample.count / 4
    if words >= 2, sample.count % 4 == 0 || sample.count == sampleSize {
      // Two zeros in a row at the same end of every character: Unicode ends at U+10FFFF.
      if zeros[3] == words, zeros[2] > words / 2, zeros[0] == 0 { return .utf32LittleEndian }
      if zeros[0] == words, zeros[1] > words / 2, zeros[3] == 0 { return .utf32BigEndian }
    }
    let units = sample.count / 2
    let (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3])
    guard units >= 2 else { return nil }
    if odd * 10 >= units, even * 20 <= odd { return .utf16LittleEndian }
    if even * 10 >= units, odd * 20 <= even { return .utf16BigEndian }
    return nil
  }
}
