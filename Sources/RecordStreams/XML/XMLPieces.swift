import CPlatform

/// Cuts a document into pieces that end where markup ends, so that the parser never waits for the rest of a tag.
///
/// libxml2's push parser takes any pieces, but what it does at their borders differs from version to version, and it keeps what
/// is not complete however long it gets. Cut like this, what comes out depends on the document alone, and markup that is too long,
/// or has too many attributes, is refused before the parser has seen it. What is certainly not well-formed is handed over
/// up to the fault, for the parser to say what it is.
struct XMLPieces {
  enum Cut: Equatable {
    case piece(count: Int)
    /// So many bytes, the last of which make it certain that the document is not well-formed.
    case broken(count: Int)
    /// So many bytes, with which the document ends inside of markup.
    case unfinished(count: Int)
    /// More bytes decide.
    case more
    /// The markup that starts here is longer than this.
    case tooLong(limit: Int)
    /// The tag that starts here has more attributes than this.
    case tooManyAttributes(limit: Int)
  }

  /// A piece is as long as its last tag makes it, but not longer than this otherwise. Small, because a batch is full
  /// between two pieces only.
  static let usualLength = 16 * 1024
  /// Text without markup is cut after so much.
  static let textLength = 64 * 1024

  private let limits: XMLOptions.Limits
  /// The document type declaration in the piece that was cut last, if it has one.
  private(set) var doctype: XMLDoctype?
  private var mayHaveDoctype = true

  init(limits: XMLOptions.Limits) { self.limits = limits }

  /// The next piece of the `count` bytes at `bytes`, behind which 64 more can be looked at.
  ///
  /// - Parameter length: how long a piece is to be.
  mutating func next(
    of bytes: UnsafePointer<UInt8>, count: Int, isLast: Bool, length: Int = XMLPieces.usualLength
  ) -> Cut {
    doctype = nil
    var next = self
    let cut = next.cut(bytes, count: count, isLast: isLast, length: length)
    // What was seen without a cut is seen again.
    if cut != .more { self = next }
    return cut
  }

  private mutating func cut(_ bytes: UnsafePointer<UInt8>, count: Int, isLast: Bool, length: Int) -> Cut {
    var end = 0
    var special = SpecialBytes(bytes, from: 0, count: count)
    while end < length {
      let start = special.nextOpening()
      if start - end >= XMLPieces.textLength {
        return .piece(count: end > 0 ? end : XMLPieces.safeEnd(of: bytes))
      }
      if start >= count { return isLast ? .piece(count: count) : .more }
      switch markup(in: bytes, from: start, count: count, &special) {
      case .end(let next):
        if next - start > limit(at: start, of: bytes) {
          return end > 0 ? .piece(count: end) : tooLong(start, of: bytes)
        }
        end = next
      case .incomplete:
        if count - start > limit(at: start, of: bytes) {
          return start > 0 ? .piece(count: start) : tooLong(start, of: bytes)
        }
        guard isLast else { return .more }
        return end > 0 ? .piece(count: end) : .unfinished(count: count)
      case .broken(let place):
        return end > 0 ? .piece(count: end) : .broken(count: place)
      case .tooManyAttributes:
        return start > 0 ? .piece(count: start) : .tooManyAttributes(limit: limits.attributes)
      }
    }
    return .piece(count: end)
  }

  private enum Markup {
    case end(Int)
    case incomplete
    case broken(Int)
    case tooManyAttributes
  }

  private mutating func markup(
    in bytes: UnsafePointer<UInt8>, from start: Int, count: Int, _ special: inout SpecialBytes
  ) -> Markup {
    guard start + 1 < count else { return .incomplete }
    let kind = bytes[start + 1]
    if kind == UInt8(ascii: "!") || kind == UInt8(ascii: "?") {
      let end = otherMarkup(in: bytes, from: start, count: count)
      if case .end(let next) = end { special = SpecialBytes(bytes, from: next, count: count) }
      return end
    }
    mayHaveDoctype = false
    var values = 0
    while true {
      let place = special.next()
      if place >= count { return .incomplete }
      let byte = bytes[place]
      if byte == UInt8(ascii: ">") { return .end(place + 1) }
      if byte == UInt8(ascii: "<") { return .broken(place + 1) }
      values += 1
      if values > limits.attributes + limits.namespaces { return .tooManyAttributes }
      var closing = special.next()
      while closing < count, bytes[closing] != byte {
        if bytes[closing] == UInt8(ascii: "<") { return .broken(closing + 1) }
        closing = special.next()
      }
      if closing >= count { return .incomplete }
    }
  }

  private mutating func otherMarkup(in bytes: UnsafePointer<UInt8>, from start: Int, count: Int) -> Markup {
    let text = XMLBytes(bytes, count: count)
    let end: XMLBytes.End
    if text.starts(with: "<?", at: start) == .yes {
      end = text.endOfInstruction(from: start)
    } else if text.starts(with: "<!--", at: start) != .no {
      end = text.endOfComment(from: start)
    } else if text.starts(with: "<![CDATA[", at: start) != .no {
      end = text.endOfCharacterData(from: start)
    } else if mayHaveDoctype, text.starts(with: "<!DOCTYPE", at: start) != .no {
      let found = XMLDoctype(in: text, from: start)
      if case .found(let end) = found.end {
        doctype = found
        mayHaveDoctype = false
        return .end(end)
      }
      end = found.end
    } else {
      // As much as it takes for the parser to see that it is none of those.
      end = start + 9 <= count ? .broken(start + 9) : .incomplete
    }
    return switch end {
    case .found(let place): .end(place)
    case .incomplete: .incomplete
    case .broken(let place): .broken(place)
    }
  }

  private func limit(at start: Int, of bytes: UnsafePointer<UInt8>) -> Int {
    bytes[start + 1] == UInt8(ascii: "!") && bytes[start + 2] == UInt8(ascii: "D")
      ? limits.doctypeBytes : limits.markupBytes
  }

  private func tooLong(_ start: Int, of bytes: UnsafePointer<UInt8>) -> Cut {
    .tooLong(limit: limit(at: start, of: bytes))
  }

  /// Where text can be cut: not inside a character, a reference, a line break or `]]>`.
  private static func safeEnd(of bytes: UnsafePointer<UInt8>) -> Int {
    var end = textLength
    for place in stride(from: end - 1, to: end - 1024, by: -1) {
      if bytes[place] == UInt8(ascii: ";") { break }
      if bytes[place] == UInt8(ascii: "&") {
        end = place
        break
      }
    }
    while end > textLength / 2 {
      let before = bytes[end - 1]
      let isInside = bytes[end] & 0xc0 == 0x80 || before == UInt8(ascii: "]") || before == UInt8(ascii: "\r")
      if !isInside { break }
      end -= 1
    }
    return end
  }
}

/// Goes from one of `<`, `>`, `"` and `'` to the next, 64 bytes at a time.
private struct SpecialBytes {
  private let bytes: UnsafePointer<UInt8>
  private let count: Int
  private var block: Int
  private var mask: UInt64

  @inline(__always) init(_ bytes: UnsafePointer<UInt8>, from start: Int, count: Int) {
    self.bytes = bytes
    self.count = count
    block = start
    mask = start < count ? SpecialBytes.mask(at: bytes + start) : 0
  }

  /// The place of the next one; `count` or more if there is none.
  @inline(__always) mutating func next() -> Int {
    while mask == 0 {
      block += 64
      guard block < count else { return count }
      mask = SpecialBytes.mask(at: bytes + block)
    }
    let place = block + mask.trailingZeroBitCount
    mask &= mask &- 1
    return place
  }

  /// The place of the next `<`.
  @inline(__always) mutating func nextOpening() -> Int {
    var place = next()
    while place < count, bytes[place] != UInt8(ascii: "<") { place = next() }
    return place
  }

  @inline(__always) private static func mask(at bytes: UnsafePointer<UInt8>) -> UInt64 {
    muster_mask_of_four(bytes, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"))
  }
}
