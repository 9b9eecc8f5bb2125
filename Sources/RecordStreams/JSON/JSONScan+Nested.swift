import CPlatform

extension JSONScan {
  /// Reads the array or object that opens at `start`, inside of `depth` others; `slice` is its text without white space between tokens.
  ///
  /// - Returns: the place behind it; -1 if `stop` says why there is none.
  @inline(never) mutating func nestedValue(at start: Int, depth: Int) -> Int {
    let end = nestedEnd(at: start, depth: depth)
    if end < 0 { return -1 }
    if hasInnerSpace {
      let target = batch.rewrittenEnd
      let written = copyWithoutSpace(UnsafeRawBufferPointer(start: base + start, count: end - start), to: base + target)
      batch.rewrittenEnd += written
      slice = FieldSlice(start: target, length: written, kind: .json)
    } else {
      slice = FieldSlice(start: start, length: end - start, kind: .json)
    }
    return end
  }

  /// The place behind the array or object that opens at `start`, checked; -1 if `stop` says why there is none.
  private mutating func nestedEnd(at start: Int, depth outerDepth: Int) -> Int {
    /// Whether each open level is an object; of level d at bit d.
    let room = (limits.depth + 63) / 64 + 1
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: room) { levels in
      levels.initialize(repeating: 0)
      return nestedEnd(at: start, depth: outerDepth, levels: levels)
    }
  }

  private mutating func nestedEnd(at start: Int, depth outerDepth: Int, levels: UnsafeMutableBufferPointer<UInt64>)
    -> Int
  {
    var depth = outerDepth
    var at = start
    var isObject = false
    hasInnerSpace = false
    value: while true {
      switch base[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < limits.depth else {
          stop = .failed(.tooDeep(limit: limits.depth), at: at)
          return -1
        }
        isObject = base[at] == UInt8(ascii: "{")
        let bit = UInt64(1) << UInt64(depth & 63)
        levels[depth >> 6] = isObject ? levels[depth >> 6] | bit : levels[depth >> 6] & ~bit
        depth += 1
        at = skipInnerSpace(from: at &+ 1)
        if base[at] != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          guard isObject else {
            if base[at] == UInt8(ascii: ",") { return expected(.elementOrEnd, at: at) }
            continue value
          }
          at = memberValue(at: at, wanted: .nameOrEnd)
          if at < 0 { return -1 }
          continue value
        }
      // The end of an empty one is met below.
      case UInt8(ascii: "\""):
        at = stringPassed(at: at)
        if at < 0 { return -1 }
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        at = number(at: at)
        if at < 0 { return -1 }
      case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
        at = literal(at: at)
        if at < 0 { return -1 }
      default:
        return expected(.value, at: at)
      }
      // Behind a value: levels end until there is a comma.
      while true {
        at = skipInnerSpace(from: at)
        if base[at] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
          depth -= 1
          at &+= 1
          if depth == outerDepth { return at }
          isObject = levels[(depth - 1) >> 6] >> UInt64((depth - 1) & 63) & 1 == 1
          continue
        }
        guard base[at] == UInt8(ascii: ",") else {
          return expected(isObject ? .commaOrObjectEnd : .commaOrArrayEnd, at: at)
        }
        at = skipInnerSpace(from: at &+ 1)
        if isObject {
          at = memberValue(at: at, wanted: .name)
          if at < 0 { return -1 }
        }
        continue value
      }
    }
  }

  /// From the name at `at` to its value.
  @inline(__always) private mutating func memberValue(at name: Int, wanted: JSONFault.Wanted) -> Int {
    guard base[name] == UInt8(ascii: "\"") else { return expected(wanted, at: name) }
    var at = stringPassed(at: name)
    if at < 0 { return -1 }
    at = skipInnerSpace(from: at)
    guard base[at] == UInt8(ascii: ":") else { return expected(.colon, at: at) }
    return skipInnerSpace(from: at &+ 1)
  }

  @inline(__always) private mutating func skipInnerSpace(from start: Int) -> Int {
    guard base[start] <= 0x20 else { return start }
    hasInnerSpace = true
    return skipSpace(from: start)
  }
}

/// Copies a JSON value that has been checked, leaving out white space between its tokens; gives the number of bytes written, never more
/// than there were.
func copyWithoutSpace(_ text: UnsafeRawBufferPointer, to target: UnsafeMutablePointer<UInt8>) -> Int {
  guard let base = text.bindMemory(to: UInt8.self).baseAddress else { return 0 }
  var written = 0
  var at = 0
  var isInString = false
  while at < text.count {
    let byte = base[at]
    if isInString {
      let plain = muster_json_plain_prefix(base + at, text.count - at)
      // The byte behind it goes with it: the closing quote, or a backslash with what it stands in front of.
      let taken = min(text.count - at, plain + 1)
      let isEscape = plain < text.count - at && base[at + plain] == UInt8(ascii: "\\")
      let length = min(text.count - at, isEscape ? taken + 1 : taken)
      (target + written).update(from: base + at, count: length)
      written += length
      at += length
      isInString = isEscape
      continue
    }
    if !isJSONSpace(byte) {
      target[written] = byte
      written += 1
      isInString = byte == UInt8(ascii: "\"")
    }
    at += 1
  }
  return written
}
