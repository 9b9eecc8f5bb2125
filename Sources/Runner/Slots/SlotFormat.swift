import Engine

/// The bytes of a slot file: a magic word, a checksum, the boot's id, then two words for each slot, little endian.
enum SlotFormat {
  private static let magic: UInt64 = 0x3130_7473_6C6F_7473  // "stolst01"
  private static let bootSize = 64
  private static let headSize = 16 + bootSize

  static func size(slots count: Int) -> Int { headSize + 16 * count }

  static func encode(_ slots: [SlotWindow.Slot], boot: [UInt8]) -> [UInt8] {
    let size = size(slots: slots.count)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      for (index, byte) in boot.prefix(bootSize).enumerated() { bytes[16 + index] = byte }
      for (index, slot) in slots.enumerated() {
        let offset = headSize + 16 * index
        bytes.storeBytes(of: slot.freeAt.nanoseconds.littleEndian, toByteOffset: offset, as: Int64.self)
        bytes.storeBytes(of: slot.holder.littleEndian, toByteOffset: offset + 8, as: UInt64.self)
      }
      bytes.storeBytes(of: magic.littleEndian, toByteOffset: 0, as: UInt64.self)
      bytes.storeBytes(of: checksum(UnsafeRawBufferPointer(bytes)).littleEndian, toByteOffset: 8, as: UInt64.self)
      count = size
    }
  }

  /// `nil` if the bytes are not what `encode` made.
  static func decode(_ encoded: ArraySlice<UInt8>) -> (boot: [UInt8], slots: [SlotWindow.Slot])? {
    encoded.withUnsafeBytes { bytes in
      let count = (bytes.count - headSize) / 16
      guard count > 0, bytes.count == size(slots: count), word(bytes, at: 0) == magic,
        word(bytes, at: 8) == checksum(bytes)
      else { return nil }
      var slots: [SlotWindow.Slot] = []
      slots.reserveCapacity(count)
      for index in 0..<count {
        let offset = headSize + 16 * index
        let freeAt = Instant(nanoseconds: Int64(bitPattern: word(bytes, at: offset)))
        slots.append(SlotWindow.Slot(freeAt: freeAt, holder: word(bytes, at: offset + 8)))
      }
      return (Array(bytes[16..<headSize].prefix { $0 != 0 }), slots)
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// FNV-1a over words instead of bytes: it only has to notice a torn write.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var offset = 16
    while offset + 8 <= bytes.count {
      hash = (hash ^ word(bytes, at: offset)) &* 0x0000_0100_0000_01B3
      hash ^= hash >> 29
      offset += 8
    }
    return hash
  }
}
