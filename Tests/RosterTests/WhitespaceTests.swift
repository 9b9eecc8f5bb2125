import Testing

@testable import Roster

@Suite("White space around values")
struct WhitespaceTests {
  private func trim(_ text: String) -> String {
    var text = text
    return text.withUTF8 { String(decoding: trimmed(UnsafeRawBufferPointer($0)), as: UTF8.self) }
  }

  /// Not White_Space, and still nothing that a person could see or mean at the end of a name.
  private static let invisible: Set<Unicode.Scalar> = Set(
    [0xAD, 0x61C, 0x115F, 0x1160, 0x180E, 0x2800, 0x3164, 0xFEFF, 0xFFA0].compactMap(Unicode.Scalar.init)
      + (0x200B...0x200F).compactMap { Unicode.Scalar(UInt32($0)) }
      + (0x202A...0x202E).compactMap { Unicode.Scalar(UInt32($0)) }
      + (0x2060...0x206F).compactMap { Unicode.Scalar(UInt32($0)) })

  @Test("all that Unicode calls white space is trimmed, what is as invisible, and nothing else")
  func everyScalar() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isTrimmed = trim("\(scalar)a\(scalar)").unicodeScalars.elementsEqual("a".unicodeScalars)
      let isExpected = scalar.properties.isWhitespace || Self.invisible.contains(scalar)
      if isTrimmed != isExpected {
        Issue.record("U+\(String(scalar.value, radix: 16)) is \(isTrimmed ? "" : "not ")trimmed")
      }
    }
  }

  @Test("white space inside stays, and of white space alone nothing is left")
  func inside() {
    #expect(trim("\u{200B} a\u{A0}b \u{FEFF}") == "a\u{A0}b")
    #expect(trim("\u{3000}\u{A0} \t\u{2060}") == "")
    #expect(trim("👩\u{200D}👧") == "👩\u{200D}👧")
  }
}
