#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A stretch of a document, to look for the ends of its rarer markup.
struct XMLBytes {
  enum End: Equatable {
    /// The place behind it.
    case found(Int)
    /// More bytes decide.
    case incomplete
    /// The bytes in front of this place make sure that it has none.
    case broken(Int)
  }

  enum Match { case yes, no, incomplete }

  let bytes: UnsafePointer<UInt8>
  let count: Int

  init(_ bytes: UnsafePointer<UInt8>, count: Int) {
    self.bytes = bytes
    self.count = count
  }

  subscript(place: Int) -> UInt8 { bytes[place] }

  func starts(with text: StaticString, at place: Int) -> Match {
    for index in 0..<text.utf8CodeUnitCount {
      if place + index >= count { return .incomplete }
      if bytes[place + index] != text.utf8Start[index] { return .no }
    }
    return .yes
  }

  /// The next place of `byte`; `nil` if there is none.
  func first(_ byte: UInt8, from place: Int) -> Int? {
    guard place < count, let found = memchr(bytes + place, CInt(byte), count - place) else { return nil }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - bytes
  }

  /// Two hyphens may stand at the end of a comment only.
  func endOfComment(from start: Int) -> End {
    var place = start + 4
    while let hyphen = first(UInt8(ascii: "-"), from: place) {
      if hyphen + 2 >= count { return .incomplete }
      if bytes[hyphen + 1] == UInt8(ascii: "-") {
        return bytes[hyphen + 2] == UInt8(ascii: ">") ? .found(hyphen + 3) : .broken(hyphen + 3)
      }
      place = hyphen + 2
    }
    return .incomplete
  }

  func endOfCharacterData(from start: Int) -> End {
    var place = start + 9
    while let bracket = first(UInt8(ascii: "]"), from: place) {
      switch starts(with: "]]>", at: bracket) {
      case .yes: return .found(bracket + 3)
      case .incomplete: return .incomplete
      case .no: place = bracket + 1
      }
    }
    return .incomplete
  }

  func endOfInstruction(from start: Int) -> End {
    var place = start + 2
    while let mark = first(UInt8(ascii: "?"), from: place) {
      if mark + 1 >= count { return .incomplete }
      if bytes[mark + 1] == UInt8(ascii: ">") { return .found(mark + 2) }
      place = mark + 1
    }
    return .incomplete
  }
}
