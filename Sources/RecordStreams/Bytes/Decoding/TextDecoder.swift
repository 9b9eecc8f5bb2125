/// Turns the bytes of one encoding into UTF-8. A machine: it neither reads nor allocates.
protocol TextDecoder {
  /// Decodes from the front of `input` as far as characters are complete, and as there is room.
  ///
  /// - Parameter isLast: whether the list ends with `input`.
  mutating func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) -> DecodedStretch
}

/// How far a decoder came. Without a fault and without a byte consumed or produced, the rest of the input is the beginning of a
/// character.
struct DecodedStretch: Equatable {
  var consumed = 0
  var produced = 0
  var fault: Fault?

  enum Fault: Equatable {
    /// So many bytes at the place reached are no character.
    case invalid(length: Int)
    /// The list ends inside a character.
    case incomplete
  }
}

/// More than any encoding makes of one character, so that a decoder with so much room never stands still.
let decodedCharacterRoom = 32

extension TextEncoding {
  /// `nil` for UTF-8, which readers take and check as it is. A byte order that the encoding leaves open has been found by now.
  func makeDecoder() -> (any TextDecoder)? {
    switch form {
    case .utf8: nil
    case .utf16(let order): UTF16Decoder(order: order ?? .little)
    case .utf32(let order): UTF32Decoder(order: order ?? .little)
    case .singleByte(let table): SingleByteDecoder(table)
    case .system(let name): SystemDecoder(name)
    }
  }
}

/// Appends scalars to memory in UTF-8.
struct UTF8Sink {
  private let output: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(_ output: UnsafeMutableRawBufferPointer) { self.output = output }

  var hasRoom: Bool { output.count - count >= 4 }

  /// - Parameter scalar: no surrogate and at most U+10FFFF.
  @inline(__always) mutating func append(_ scalar: UInt32) {
    if scalar < 0x80 {
      put(scalar)
    } else if scalar < 0x800 {
      put(0xc0 | scalar >> 6)
      put(0x80 | scalar & 0x3f)
    } else if scalar < 0x10000 {
      put(0xe0 | scalar >> 12)
      put(0x80 | scalar >> 6 & 0x3f)
      put(0x80 | scalar & 0x3f)
    } else {
      put(0xf0 | scalar >> 18)
      put(0x80 | scalar >> 12 & 0x3f)
      put(0x80 | scalar >> 6 & 0x3f)
      put(0x80 | scalar & 0x3f)
    }
  }

  @inline(__always) private mutating func put(_ byte: UInt32) {
    output[count] = UInt8(truncatingIfNeeded: byte)
    count += 1
  }
}
