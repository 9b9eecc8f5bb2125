/// A document type declaration: where it ends, and the processing instructions in it.
///
/// The end is found here, because libxml2's push parser takes an apostrophe in an instruction for the beginning of a literal and
/// then does not find it. For the same reason it gets instructions without such characters in their data.
struct XMLDoctype {
  private(set) var end = XMLBytes.End.incomplete
  /// Instructions between the brackets, from `<?` to `?>`.
  private(set) var instructions: [Range<Int>] = []

  init(in text: XMLBytes, from start: Int) {
    end = XMLDoctype.end(in: text, from: start + 9, &instructions)
  }

  private static func end(in text: XMLBytes, from start: Int, _ instructions: inout [Range<Int>]) -> XMLBytes.End {
    guard start < text.count else { return .incomplete }
    // libxml2 would let it pass.
    guard " \t\r\n".utf8.contains(text[start]) else { return .broken(start + 1) }
    var place = start
    var isInSubset = false
    var isInDeclaration = true
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        // Between declarations a quote has no meaning, and is a mistake.
        guard isInDeclaration else { return .broken(place + 1) }
        guard let closing = text.first(text[place], from: place + 1) else { return .incomplete }
        place = closing
      case UInt8(ascii: "["):
        if isInSubset { return .broken(place + 1) }
        (isInSubset, isInDeclaration) = (true, false)
      case UInt8(ascii: "]"):
        guard isInSubset, !isInDeclaration else { return .broken(place + 1) }
        return endBehindSubset(in: text, from: place + 1)
      case UInt8(ascii: ">"):
        if !isInSubset { return .found(place + 1) }
        guard isInDeclaration else { return .broken(place + 1) }
        isInDeclaration = false
      case UInt8(ascii: "<"):
        guard isInSubset, !isInDeclaration else { return .broken(place + 1) }
        let isComment = text.starts(with: "<!--", at: place)
        if isComment == .incomplete { return .incomplete }
        let isInstruction = text[place + 1] == UInt8(ascii: "?")
        if isComment == .yes || isInstruction {
          let end = isInstruction ? text.endOfInstruction(from: place) : text.endOfComment(from: place)
          guard case .found(let next) = end else { return end }
          if isInstruction { instructions.append(place..<next) }
          place = next - 1
        } else {
          isInDeclaration = true
        }
      default: break
      }
      place += 1
    }
    return .incomplete
  }

  private static func endBehindSubset(in text: XMLBytes, from start: Int) -> XMLBytes.End {
    for place in start..<text.count {
      switch text[place] {
      case UInt8(ascii: ">"): return .found(place + 1)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      default: return .broken(place + 1)
      }
    }
    return .incomplete
  }
}
