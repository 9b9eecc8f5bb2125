/// Reads a JSON5 document (https://spec.json5.org): comments, trailing commas, names without quotes, single quotes.
///
/// Foundation's decoder reads JSON5 as well, but forgets where things stand, and keeps one of two members with one name
/// without a word. Of a name without quotes escapes are not read. Nesting is bounded and nothing recurses.
struct JSON5Parser {
  static let maximumDepth = 16

  private enum Container {
    case array([JSON5Value], DocumentPlace)
    case object([JSON5Value.Member], DocumentPlace, name: (text: String, place: DocumentPlace)?)
  }

  private var scanner: JSON5Scanner
  private var containers: [Container] = []

  init(_ text: String) { scanner = JSON5Scanner(text) }

  mutating func parse() throws(JSON5Failure) -> JSON5Value {
    try scanner.skipSpace()
    while true {
      guard var value = try begin() else { continue }
      // A value that is complete may complete what it stands in.
      while true {
        try scanner.skipSpace()
        guard !containers.isEmpty else {
          guard scanner.next == nil else { throw scanner.unexpected("the end of the file") }
          return value
        }
        guard let whole = try put(value) else { break }
        value = whole
      }
    }
  }

  /// Reads a value that is none of others, or goes into one that is; an empty one is complete at once.
  private mutating func begin() throws(JSON5Failure) -> JSON5Value? {
    let place = scanner.place
    guard scanner.next == "{" || scanner.next == "[" else { return try scanner.scalarValue() }
    guard containers.count < Self.maximumDepth else {
      throw JSON5Failure(cause: .tooDeep(limit: Self.maximumDepth), place: place)
    }
    let isObject = scanner.next == "{"
    scanner.advance()
    try scanner.skipSpace()
    if scanner.take(isObject ? "}" : "]") {
      return JSON5Value(content: isObject ? .object([]) : .array([]), place: place)
    }
    if isObject {
      containers.append(.object([], place, name: try memberName(behind: [])))
    } else {
      containers.append(.array([], place))
    }
    return nil
  }

  /// Puts a value into the innermost container and steps on to the next value in it.
  ///
  /// - Returns: the container, if it ends here.
  private mutating func put(_ value: JSON5Value) throws(JSON5Failure) -> JSON5Value? {
    switch containers.removeLast() {
    case .array(var values, let place):
      values.append(value)
      if try ends(with: "]") { return JSON5Value(content: .array(values), place: place) }
      containers.append(.array(values, place))
    case .object(var members, let place, let name):
      if let name { members.append(JSON5Value.Member(name: name.text, place: name.place, value: value)) }
      if try ends(with: "}") { return JSON5Value(content: .object(members), place: place) }
      containers.append(.object(members, place, name: try memberName(behind: members)))
    }
    return nil
  }

  /// Steps over a comma and, if it comes, the closing bracket.
  private mutating func ends(with bracket: Unicode.Scalar) throws(JSON5Failure) -> Bool {
    let hasComma = scanner.take(",")
    if hasComma { try scanner.skipSpace() }
    if scanner.take(bracket) { return true }
    guard hasComma else { throw scanner.unexpected("a comma or \(bracket)") }
    return false
  }

  private mutating func memberName(
    behind members: [JSON5Value.Member]
  ) throws(JSON5Failure) -> (text: String, place: DocumentPlace) {
    let place = scanner.place
    let name = try scanner.memberName()
    if let first = members.first(where: { $0.name == name }) {
      throw JSON5Failure(cause: .repeatedName(name, firstLine: first.place.line), place: place)
    }
    try scanner.skipSpace()
    guard scanner.take(":") else { throw scanner.unexpected("a colon") }
    try scanner.skipSpace()
    return (name, place)
  }
}
