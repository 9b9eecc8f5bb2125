/// Where the digits of a number stand in its text, so that numbers of any length are compared exactly.
///
/// A number is an optional sign, digits, an optional fraction and an optional exponent: what JSON has, and leading zeros and a
/// plus sign besides, as lists from elsewhere have them. Exponents count exactly up to eighteen digits.
struct DecimalShape: Equatable {
  private let isNegative: Bool
  /// The digits in front of and behind the point.
  private let whole: Range<Int>
  private let fraction: Range<Int>
  /// How many leading zeros there are among all digits.
  private let leadingZeros: Int
  /// The power of ten above the first digit that is not zero.
  private let magnitude: Int

  private var isZero: Bool { leadingZeros == digitCount }
  private var digitCount: Int { whole.count + fraction.count }

  /// - Returns: `nil` if the text is no number.
  init?(_ text: UnsafeRawBufferPointer) {
    var position = 0
    func digits() -> Range<Int> {
      let start = position
      while position < text.count, isDecimalDigit(text[position]) { position += 1 }
      return start..<position
    }
    func take(_ byte: Character) -> Bool {
      guard position < text.count, text[position] == byte.asciiValue else { return false }
      position += 1
      return true
    }
    isNegative = take("-")
    if !isNegative { _ = take("+") }
    whole = digits()
    guard !whole.isEmpty else { return nil }
    if take(".") {
      fraction = digits()
      guard !fraction.isEmpty else { return nil }
    } else {
      fraction = position..<position
    }
    var exponent = 0
    if take("e") || take("E") {
      let isDown = take("-")
      if !isDown { _ = take("+") }
      let range = digits()
      guard !range.isEmpty else { return nil }
      for digit in text[range] where exponent < 100_000_000_000_000_000 { exponent = exponent * 10 + Int(digit - 0x30) }
      if isDown { exponent = -exponent }
    }
    guard position == text.count else { return nil }
    let inFront = text[whole].prefix { $0 == 0x30 }.count
    leadingZeros = inFront < whole.count ? inFront : inFront + text[fraction].prefix { $0 == 0x30 }.count
    magnitude = whole.count - leadingZeros + exponent
  }

  /// Negative if this number is less than the other, 0 if they are equal.
  func order(in text: UnsafeRawBufferPointer, to other: DecimalShape, in otherText: UnsafeRawBufferPointer) -> Int {
    let (sign, otherSign) = (self.sign, other.sign)
    guard sign == otherSign, sign != 0 else { return sign - otherSign }
    if magnitude != other.magnitude { return magnitude < other.magnitude ? -sign : sign }
    let count = max(digitCount - leadingZeros, other.digitCount - other.leadingZeros)
    for place in 0..<count {
      let (one, two) = (digit(place, in: text), other.digit(place, in: otherText))
      if one != two { return one < two ? -sign : sign }
    }
    return 0
  }

  private var sign: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// The digit at a place, counted from the first that is not zero; zeros follow the last one.
  private func digit(_ place: Int, in text: UnsafeRawBufferPointer) -> UInt8 {
    let index = leadingZeros + place
    if index < whole.count { return text[whole.lowerBound + index] }
    return index < digitCount ? text[fraction.lowerBound + index - whole.count] : 0x30
  }
}

extension DecimalShape {
  init?(_ text: String) {
    var text = text
    guard let shape = text.withUTF8({ DecimalShape(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = shape
  }
}

private func isDecimalDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
