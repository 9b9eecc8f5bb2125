/// Text as the bytes that came over the wire.
///
/// Names are unique by bytes. Swift's `String` equates canonically equivalent spellings, so an "é" in two forms would
/// be one name in it, and a lookup of an id spelled with a KELVIN SIGN would find the one spelled with a "K".
public struct AccountText: Sendable, ExpressibleByStringLiteral {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  public init(_ text: some StringProtocol) { bytes = Array(text.utf8) }
  public init(stringLiteral text: String) { self.init(text) }

  public var isEmpty: Bool { bytes.isEmpty }
  /// The text as a `String`; bytes that are not UTF-8 are shown by the replacement character.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }
}

extension AccountText: Hashable {
  public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

  public func hash(into hasher: inout Hasher) {
    // Array's own hashing combines element by element, which costs five times as much for an id.
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension AccountText: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    left.bytes.withUnsafeBufferPointer { left in
      right.bytes.withUnsafeBufferPointer { right in
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
          return left[index] < right[index]
        }
        return left.count < right.count
      }
    }
  }
}

extension AccountText: CustomStringConvertible {
  public var description: String { string }
}
