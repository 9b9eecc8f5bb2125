/// A word of a filter expression and the byte at which it stands.
struct FilterToken: Equatable {
  enum Kind: Equatable {
    case open, close, openList, closeList, comma, dot
    case not, and, or, `in`
    case comparison(AccountFilter.Comparison)
    case text(AccountText)
    case name(String)
  }

  var kind: Kind
  var offset: Int
}

extension FilterToken {
  static let maximumLength = 8_192

  static func tokens(of text: AccountText) throws(AccountRefusal) -> [FilterToken] {
    let bytes = text.bytes
    guard bytes.count <= maximumLength else { throw .invalidFilter("longer than \(maximumLength) bytes") }
    var tokens: [FilterToken] = []
    var position = 0
    while position < bytes.count {
      let start = position
      if bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
        position += 1
        continue
      }
      if let (kind, length) = symbol(at: position, in: bytes) {
        position += length
        tokens.append(FilterToken(kind: kind, offset: start))
      } else if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") {
        tokens.append(FilterToken(kind: .text(try literal(&position, in: bytes)), offset: start))
      } else if isNameStart(bytes[position]) {
        while position < bytes.count, isNameStart(bytes[position]) || (0x30...0x39).contains(bytes[position]) {
          position += 1
        }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(FilterToken(kind: name == "in" ? .in : .name(name), offset: start))
      } else {
        throw .invalidFilter("unexpected character at byte \(start)")
      }
    }
    return tokens
  }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
  }

  /// Longer symbols stand before their own beginnings.
  private static let symbols: [(String, Kind)] = [
    ("==", .comparison(.equal)), ("!=", .comparison(.notEqual)), ("<=", .comparison(.lessOrEqual)),
    (">=", .comparison(.greaterOrEqual)), ("&&", .and), ("||", .or), ("<", .comparison(.less)),
    (">", .comparison(.greater)), ("!", .not), ("(", .open), (")", .close), ("[", .openList), ("]", .closeList),
    (",", .comma), (".", .dot),
  ]

  private static func symbol(at position: Int, in bytes: [UInt8]) -> (Kind, Int)? {
    for (text, kind) in symbols where bytes[position...].starts(with: text.utf8) { return (kind, text.utf8.count) }
    return nil
  }

  /// A quoted literal with the simple escapes of CEL.
  private static func literal(_ position: inout Int, in bytes: [UInt8]) throws(AccountRefusal) -> AccountText {
    let quote = bytes[position]
    let start = position
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote { return AccountText(text) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard position < bytes.count else { break }
      switch bytes[position] {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): text.append(bytes[position])
      default: throw .invalidFilter("unknown escape at byte \(position)")
      }
      position += 1
    }
    throw .invalidFilter("the text that begins at byte \(start) is not closed")
  }
}
