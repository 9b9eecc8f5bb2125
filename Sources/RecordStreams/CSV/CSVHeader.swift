/// Makes the names of a header usable: without outer white space, none of them blank, each of them once.
///
/// A blank one is called by its position (`column3`), a repeated one gets a number (`name_2`); both only if that name is free.
/// Each change is noted, except that the columns of a list without a header have no names to note.
func uniqueColumnNames(_ header: [String], notices: inout [ReadNotice], isHeader: Bool) -> [String] {
  let trimmed = header.map { name in
    String(String.UnicodeScalarView(name.unicodeScalars.trimmed { $0.properties.isWhitespace || $0 == "\u{FEFF}" }))
  }
  var free = FreeNames(taken: Set(trimmed))
  var seen: Set<String> = []
  return trimmed.enumerated().map { index, name in
    let position = index + 1
    if name.isEmpty {
      let made = free.make(from: "column\(position)", isAllowedItself: true)
      if isHeader { notices.append(.blankColumn(position: position, named: made)) }
      return made
    }
    if seen.insert(name).inserted { return name }
    let made = free.make(from: name, isAllowedItself: false)
    notices.append(.repeatedColumn(name: name, position: position, named: made))
    return made
  }
}

/// Makes names that no column has yet, without trying the same ones again for each of thousands of equal columns.
private struct FreeNames {
  private var taken: Set<String>
  private var nextNumbers: [String: Int] = [:]

  init(taken: Set<String>) { self.taken = taken }

  /// `stem`, or with the first number from 2 on that is free. Ends, as `taken` is finite.
  mutating func make(from stem: String, isAllowedItself: Bool) -> String {
    if isAllowedItself, taken.insert(stem).inserted { return stem }
    var number = nextNumbers[stem] ?? 2
    while !taken.insert("\(stem)_\(number)").inserted { number += 1 }
    nextNumbers[stem] = number + 1
    return "\(stem)_\(number)"
  }
}

extension Collection where SubSequence: BidirectionalCollection<Element> {
  /// Without the elements at both ends that `isOuter` holds for.
  fileprivate func trimmed(_ isOuter: (Element) -> Bool) -> SubSequence.SubSequence {
    let tail = drop(while: isOuter)
    guard let last = tail.lastIndex(where: { !isOuter($0) }) else { return tail[tail.startIndex..<tail.startIndex] }
    return tail[...last]
  }
}
