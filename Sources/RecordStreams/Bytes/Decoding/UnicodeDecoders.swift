/// UTF-16 in either byte order. A surrogate without its other half is no character.
struct UTF16Decoder: TextDecoder {
  let order: TextEncoding.ByteOrder

  mutating func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) -> DecodedStretch {
    var sink = UTF8Sink(output)
    var at = 0
    var fault: DecodedStretch.Fault?
    while at + 1 < input.count, sink.hasRoom {
      let first = unit(at, of: input)
      guard first & 0xf800 == 0xd800 else {
        sink.append(first)
        at += 2
        continue
      }
      guard first < 0xdc00 else {
        fault = .invalid(length: 2)
        break
      }
      guard at + 3 < input.count else { break }
      let second = unit(at + 2, of: input)
      guard second & 0xfc00 == 0xdc00 else {
        fault = .invalid(length: 2)
        break
      }
      sink.append(0x10000 + (first & 0x3ff) << 10 + second & 0x3ff)
      at += 4
    }
    if fault == nil, isLast, at < input.count, sink.hasRoom { fault = .incomplete }
    return DecodedStretch(consumed: at, produced: sink.count, fault: fault)
  }

  @inline(__always) private func unit(_ at: Int, of input: UnsafeRawBufferPointer) -> UInt32 {
    order == .little ? UInt32(input[at]) | UInt32(input[at + 1]) << 8 : UInt32(input[at]) << 8 | UInt32(input[at + 1])
  }
}

/// UTF-32 in either byte order. Surrogates and what lies above U+10FFFF are no characters.
struct UTF32Decoder: TextDecoder {
  let order: TextEncoding.ByteOrder

  mutating func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) -> DecodedStretch {
    var sink = UTF8Sink(output)
    var at = 0
    while at + 3 < input.count, sink.hasRoom {
      let word = input.loadUnaligned(fromByteOffset: at, as: UInt32.self)
      let scalar = order == .little ? UInt32(littleEndian: word) : UInt32(bigEndian: word)
      guard Unicode.Scalar(scalar) != nil else {
        return DecodedStretch(consumed: at, produced: sink.count, fault: .invalid(length: 4))
      }
      sink.append(scalar)
      at += 4
    }
    let isCutOff = isLast && at < input.count && sink.hasRoom
    return DecodedStretch(consumed: at, produced: sink.count, fault: isCutOff ? .incomplete : nil)
  }
}
