/// The way through a document to the list inside of it, and from the list to the document's end, token by token.
///
/// What is passed over may be of any size: only one token has to be in memory. It is held against the grammar, but names that stand
/// twice in it are found only where they could be the list.
struct JSONWalk {
  enum Event {
    /// The scan's `stop` says why it does not go on.
    case stopped
    /// What the path leads to, or the first list that was found, begins here.
    case found
    /// Another list begins here than the one that was found before.
    case severalLists
    case documentEnd
  }

  private enum Expectation {
    case value, nameOrEnd, name, elementOrEnd, commaOrEnd
  }

  private struct Level {
    let isObject: Bool
    /// Whether all levels around are objects, so that a path leads here.
    let isOnPath: Bool
    /// Whether the member that the path names has been there.
    var hasStep = false
  }

  /// `nil`: the list is to be found.
  private let target: RecordsPath?
  private let depth: Int
  private var levels: [Level] = []
  /// The names that lead to the value that comes; as many as there are levels on the path.
  private var names: [[UInt8]] = []
  private var expectation = Expectation.value
  /// The lists that were seen, at most 20 of them.
  private(set) var candidates: [(path: RecordsPath, isEmpty: Bool)] = []
  private(set) var hasFound = false
  private var members = 0
  private var objectMembers = 0

  /// Whether the document is an object with members that are all objects.
  var looksKeyed: Bool { members > 0 && members == objectMembers }

  init(to target: RecordsPath?, depth: Int) {
    self.target = target
    self.depth = depth
  }

  /// Goes on from `at`, which is moved to where it goes on next time.
  mutating func next(_ scan: inout JSONScan, from at: inout Int) -> Event {
    while true {
      let place = scan.skipSpace(from: at)
      at = place
      let byte = scan.base[place]
      let isEnd =
        byte == UInt8(ascii: "}") && levels.last?.isObject == true
        || byte == UInt8(ascii: "]") && levels.last?.isObject == false
      switch expectation {
      case .nameOrEnd where isEnd, .elementOrEnd where isEnd, .commaOrEnd where isEnd:
        if levels.popLast()?.isOnPath == true { names.removeLast() }
        at = place + 1
        expectation = .commaOrEnd
        if levels.isEmpty { return .documentEnd }
      case .commaOrEnd:
        let isObject = levels.last?.isObject == true
        guard byte == UInt8(ascii: ",") else {
          return stopped(scan.expected(isObject ? .commaOrObjectEnd : .commaOrArrayEnd, at: place))
        }
        at = place + 1
        expectation = isObject ? .name : .value
      case .name, .nameOrEnd:
        guard byte == UInt8(ascii: "\"") else {
          return stopped(scan.expected(expectation == .name ? .name : .nameOrEnd, at: place))
        }
        guard let behind = name(&scan, at: place) else { return .stopped }
        at = behind
        expectation = .value
      case .value, .elementOrEnd:
        guard let event = value(&scan, at: &at, byte: byte) else { continue }
        return event
      }
    }
  }

  private func stopped(_: Int) -> Event { .stopped }

  /// Reads a member's name and its colon; gives the place behind, `nil` if the scan has stopped.
  private mutating func name(_ scan: inout JSONScan, at place: Int) -> Int? {
    let line = scan.line
    var at = scan.stringPassed(at: place)
    guard at >= 0 else { return nil }
    let text = UnsafeBufferPointer(
      start: scan.base + Int(scan.slice.start), count: min(scan.slice.length, RecordsPath.longestStep + 1))
    let name = Array(text)
    at = scan.skipSpace(from: at)
    guard scan.base[at] == UInt8(ascii: ":") else {
      _ = scan.expected(.colon, at: at)
      scan.line = line
      return nil
    }
    guard isShort(place..<at + 1, &scan) else {
      scan.line = line
      return nil
    }
    guard let level = levels.last, level.isOnPath else { return at + 1 }
    names[levels.count - 1] = name
    if levels.count == 1 { members += 1 }
    if isStep {
      if level.hasStep {
        scan.stop = .failed(.repeatedName(String(decoding: name, as: UTF8.self)), at: place)
        scan.seen = at
        scan.line = line
        return nil
      }
      levels[levels.count - 1].hasStep = true
    }
    return at + 1
  }

  /// Whether the names up to here are the path's first ones.
  private var isStep: Bool {
    guard let target, names.count <= target.steps.count else { return false }
    return names.elementsEqual(target.steps.prefix(names.count))
  }

  /// Whether what has to be in memory at once is no longer than a record may be.
  private func isShort(_ token: Range<Int>, _ scan: inout JSONScan) -> Bool {
    if token.count > scan.limits.recordBytes { scan.stop = .recordTooLong }
    return token.count <= scan.limits.recordBytes
  }

  /// Looks at the value at `at`, and steps over or into it.
  private mutating func value(_ scan: inout JSONScan, at: inout Int, byte: UInt8) -> Event? {
    let isOnPath = levels.last?.isOnPath ?? true
    if isOnPath, !levels.isEmpty, target?.steps == names, beginsValue(byte) {
      (hasFound, expectation) = (true, .commaOrEnd)
      return .found
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard levels.count < depth else {
        scan.stop = .failed(.tooDeep(limit: depth), at: at)
        return .stopped
      }
      if byte == UInt8(ascii: "["), isOnPath, !levels.isEmpty {
        guard let event = candidate(&scan, at: at) else { break }
        return event
      }
    default:
      let behind = scan.value(at: at)
      guard behind >= 0, isShort(at..<behind, &scan) else { return .stopped }
      at = behind
      expectation = .commaOrEnd
      return nil
    }
    let isObject = byte == UInt8(ascii: "{")
    if isObject, levels.count == 1, isOnPath { objectMembers += 1 }
    levels.append(Level(isObject: isObject, isOnPath: isOnPath && isObject))
    if isOnPath, isObject { names.append([]) }
    at += 1
    expectation = isObject ? .nameOrEnd : .elementOrEnd
    return nil
  }

  /// Looks whether the array at `place` is a list of objects, or empty; `nil` if it is to be walked through.
  private mutating func candidate(_ scan: inout JSONScan, at place: Int) -> Event? {
    let line = scan.line
    let first = scan.skipSpace(from: place + 1)
    scan.line = line
    scan.seen = first
    let byte = scan.base[first]
    guard beginsValue(byte) || byte == UInt8(ascii: "]") else {
      // What is wrong there is found when it is walked through; that the bytes end has to be found out now.
      _ = scan.expected(.elementOrEnd, at: first)
      return scan.stop == .incomplete ? .stopped : nil
    }
    guard isShort(place..<first, &scan) else { return .stopped }
    let isEmpty = byte == UInt8(ascii: "]")
    guard isEmpty || byte == UInt8(ascii: "{") else { return nil }
    let isAmbiguous = !candidates.isEmpty && (!isEmpty || candidates.contains { !$0.isEmpty })
    if candidates.count < 20 { candidates.append((RecordsPath(steps: names), isEmpty)) }
    guard target == nil else { return nil }
    if isAmbiguous { return .severalLists }
    guard !isEmpty else { return nil }
    (hasFound, expectation) = (true, .commaOrEnd)
    return .found
  }
}
