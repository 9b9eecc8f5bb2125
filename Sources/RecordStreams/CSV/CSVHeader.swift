/// Makes the names of a header usable: without outer white space, none of them blank, each of them once.
///
/// A blank one is called by its position (`column3`), a repeated one gets a number (`name_2`); both only if that name is free.
/// Each change is noted, except that the columns of a list without a header have no names to note.
func uniqueColumnNames(_ header: [String], notices: inout [ReadNotice], isHeader: Bool) -> [String] {
  let trimmed = header.map { name in
    String(String.UnicodeScalarView(name.unicodeScalars.trimmed { $0.properties.isWhitespace || $0 == "\u{FEFF}" }))
  }
  var taken = Set(trimmed)
  var seen: Set<String> = []
  var names: [String] = []
  for (index, name) in trimmed.enumerated() {
    let position = index + 1
    if name.isEmpty {
      let made = free(startingWith: "column\(position)", taken: taken)
      if isHeader { notices.append(.blankColumn(position: position, named: made)) }
      names.append(made)
    } else if seen.contains(name) {
      let made = free(startingWith: "\(name)_2", counting: name, from: 3, taken: taken)
      notices.append(.repeatedColumn(name: name, position: position, named: made))
      names.append(made)
    } else {
      names.append(name)
    }
    taken.insert(names[index])
    seen.insert(names[index])
  }
  return names
}

/// The first name that is free: `first`, then `stem_number` with rising numbers. Ends, as `taken` is finite.
private func free(startingWith first: String, counting stem: String? = nil, from start: Int = 2, taken: Set<String>)
  -> String
{
  var name = first
  var number = start
  while taken.contains(name) {
    name = "\(stem ?? first)_\(number)"
    number += 1
  }
  return name
}

extension Collection where SubSequence: BidirectionalCollection<Element> {
  /// Without the elements at both ends that `isOuter` holds for.
  fileprivate func trimmed(_ isOuter: (Element) -> Bool) -> SubSequence.SubSequence {
    let tail = drop(while: isOuter)
    guard let last = tail.lastIndex(where: { !isOuter($0) }) else { return tail[tail.startIndex..<tail.startIndex] }
    return tail[...last]
  }
}
