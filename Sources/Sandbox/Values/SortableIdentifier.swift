/// A KSUID as ngrok's ids end in it: 32 bits of seconds, 128 bits of chance, 27 characters that sort like the bytes.
///
/// Format: https://github.com/segmentio/ksuid.
struct SortableIdentifier: Equatable {
  static let length = 27
  /// KSUID's epoch in seconds since 1970.
  private static let epoch: Int64 = 1_400_000_000
  static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  private(set) var second: UInt32
  private var high: UInt64
  private var low: UInt64

  init(secondsSince1970: Int64, using generator: inout SeededGenerator) {
    second = UInt32(clamping: secondsSince1970 - Self.epoch)
    high = generator.next()
    low = generator.next()
  }

  /// An id that sorts behind `previous` and is still hard to guess.
  init(after previous: SortableIdentifier?, secondsSince1970: Int64, using generator: inout SeededGenerator) {
    self.init(secondsSince1970: secondsSince1970, using: &generator)
    // Room to grow: with the first bit taken, 2^63 steps could not fill the rest of the second.
    high >>= 1
    guard let previous, second <= previous.second else { return }
    second = previous.second
    let (sum, carry) = previous.low.addingReportingOverflow(1 + generator.next() >> 16)
    low = sum
    high = previous.high &+ (carry ? 1 : 0)
  }

  var text: [UInt8] {
    var limbs: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
      UInt64(second), high >> 32, high & 0xFFFF_FFFF, low >> 32, low & 0xFFFF_FFFF
    )
    var digits = [UInt8](repeating: 0, count: Self.length)
    for index in stride(from: Self.length - 1, through: 0, by: -1) {
      var rest: UInt64 = 0
      func divide(_ limb: inout UInt64) {
        let value = rest << 32 | limb
        limb = value / 62
        rest = value % 62
      }
      divide(&limbs.0)
      divide(&limbs.1)
      divide(&limbs.2)
      divide(&limbs.3)
      divide(&limbs.4)
      digits[index] = Self.alphabet[Int(rest)]
    }
    return digits
  }

  /// The id spelled by 27 base62 characters; `nil` if they are none.
  init?(text: some Collection<UInt8>) {
    guard text.count == Self.length else { return nil }
    var limbs = [UInt64](repeating: 0, count: 5)
    for character in text {
      guard let digit = Self.alphabet.firstIndex(of: character) else { return nil }
      var carry = UInt64(digit)
      for index in stride(from: 4, through: 0, by: -1) {
        let value = limbs[index] * 62 + carry
        limbs[index] = value & 0xFFFF_FFFF
        carry = value >> 32
      }
      guard carry == 0 else { return nil }
    }
    second = UInt32(limbs[0])
    high = limbs[1] << 32 | limbs[2]
    low = limbs[3] << 32 | limbs[4]
  }
}
