import CPlatform

/// Finds its way in the text of a JSON array or object that a reader has checked: faults are not looked for any more.
///
/// Every loop ends with the text, whatever is in it.
struct JSONNavigation {
  private let text: UnsafeRawBufferPointer

  init(_ text: UnsafeRawBufferPointer) { self.text = text }

  /// Where the value begins.
  var start: Int { skipSpace(from: 0) }

  /// Where the member called `step`, or the element at that position, begins; `nil` if there is none, or more than one.
  func child(_ step: [UInt8], ofValueAt place: Int, scratch: FieldScratch) -> Int? {
    guard place < text.count else { return nil }
    switch text[place] {
    case UInt8(ascii: "{"): return member(step, ofObjectAt: place, scratch: scratch)
    case UInt8(ascii: "["): return position(step).flatMap { element($0, ofArrayAt: place) }
    default: return nil
    }
  }

  /// The value that begins at `place`, without quotes and escapes.
  func field(at place: Int, scratch: FieldScratch) -> Field {
    guard place < text.count else { return .missing }
    let end = valueEnd(from: place)
    let whole = UnsafeRawBufferPointer(rebasing: text[place..<end])
    switch text[place] {
    case UInt8(ascii: "\""): return Field(bytes: string(from: place, to: end, scratch: scratch), kind: .text)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return Field(bytes: whole, kind: .json)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return Field(bytes: whole, kind: .boolean)
    case UInt8(ascii: "n"): return Field(bytes: UnsafeRawBufferPointer(rebasing: whole[..<0]), kind: .null)
    default: return Field(bytes: whole, kind: .number)
    }
  }

  /// Where a member's name, with its quotes, and its value stand.
  struct Member {
    let name: Range<Int>
    let value: Range<Int>
  }

  /// The member whose name opens at `place`.
  func member(at place: Int) -> Member {
    let nameEnd = stringEnd(from: place)
    let value = skipSpace(from: skipSpace(from: nameEnd) + 1)
    return Member(name: place..<nameEnd, value: value..<valueEnd(from: value))
  }

  func members(ofObjectAt place: Int) -> [Member] {
    var members: [Member] = []
    forEachMember(ofObjectAt: place) {
      members.append($0)
      return true
    }
    return members
  }

  /// Hands over an object's members until `body` gives `false`.
  private func forEachMember(ofObjectAt place: Int, _ body: (Member) -> Bool) {
    var at = skipSpace(from: place + 1)
    while at < text.count, text[at] == UInt8(ascii: "\"") {
      let member = member(at: at)
      guard body(member) else { return }
      at = skipSpace(from: member.value.upperBound)
      guard at < text.count, text[at] == UInt8(ascii: ",") else { return }
      at = skipSpace(from: at + 1)
    }
  }

  private func member(_ name: [UInt8], ofObjectAt place: Int, scratch: FieldScratch) -> Int? {
    var found: Int?
    var isUnclear = false
    forEachMember(ofObjectAt: place) { member in
      if string(from: member.name.lowerBound, to: member.name.upperBound, scratch: scratch).elementsEqual(name) {
        isUnclear = found != nil
        found = member.value.lowerBound
      }
      return !isUnclear
    }
    return isUnclear ? nil : found
  }

  private func element(_ wanted: Int, ofArrayAt place: Int) -> Int? {
    var at = skipSpace(from: place + 1)
    var position = 0
    while at < text.count, text[at] != UInt8(ascii: "]") {
      if position == wanted { return at }
      at = skipSpace(from: valueEnd(from: at))
      guard at < text.count, text[at] == UInt8(ascii: ",") else { break }
      at = skipSpace(from: at + 1)
      position += 1
    }
    return nil
  }

  /// A position as it is usually written, without signs and leading zeros.
  private func position(_ step: [UInt8]) -> Int? {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = step.first, step.count < 10, step.allSatisfy(digits.contains) else { return nil }
    if first == UInt8(ascii: "0"), step.count > 1 { return nil }
    return step.reduce(0) { $0 * 10 + Int($1 - digits.lowerBound) }
  }

  /// The text between the quotes at `start` and in front of `end`.
  private func string(from start: Int, to end: Int, scratch: FieldScratch) -> UnsafeRawBufferPointer {
    let inner = UnsafeRawBufferPointer(rebasing: text[min(start + 1, end)..<max(start + 1, end - 1)])
    guard let base = inner.bindMemory(to: UInt8.self).baseAddress, inner.contains(UInt8(ascii: "\\")) else {
      return inner
    }
    return scratch.value(upTo: inner.count) { target in
      var decoding = JSONStringDecoding(base, from: 0, limit: inner.count, to: target)
      _ = decoding.run()
      return decoding.written
    }
  }
}

extension JSONNavigation {
  /// The place behind the value that begins at `start`.
  private func valueEnd(from start: Int) -> Int {
    guard start < text.count else { return text.count }
    switch text[start] {
    case UInt8(ascii: "\""): return stringEnd(from: start)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return nestedEnd(from: start)
    default:
      var at = start
      while at < text.count, !isDelimiter(text[at]) { at += 1 }
      return at
    }
  }

  private func nestedEnd(from start: Int) -> Int {
    var depth = 0
    var at = start
    while at < text.count {
      switch text[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return at + 1 }
      case UInt8(ascii: "\""):
        at = stringEnd(from: at)
        continue
      default: break
      }
      at += 1
    }
    return text.count
  }

  /// The place behind the closing quote of the string that opens at `start`.
  private func stringEnd(from start: Int) -> Int {
    guard let base = text.bindMemory(to: UInt8.self).baseAddress else { return text.count }
    var at = start + 1
    while at < text.count {
      at += muster_json_plain_prefix(base + at, text.count - at)
      guard at < text.count else { break }
      if text[at] == UInt8(ascii: "\"") { return at + 1 }
      at += text[at] == UInt8(ascii: "\\") ? 2 : 1
    }
    return text.count
  }

  private func skipSpace(from start: Int) -> Int {
    var at = start
    while at < text.count, isJSONSpace(text[at]) { at += 1 }
    return min(at, text.count)
  }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") || isJSONSpace(byte)
  }
}

/// What RFC 8259 calls white space.
@inline(__always) func isJSONSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
}
