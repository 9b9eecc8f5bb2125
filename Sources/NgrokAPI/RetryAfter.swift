extension APIAnswer {
  /// How long the header `Retry-After` asks to wait: at least zero, at most an hour; `nil` where it says nothing sound.
  ///
  /// A date is read against the answer's own `Date`, never against our clock, which may be hours off.
  public var waitingTime: Duration? {
    guard let retryAfter = retryAfter.map(trimmed), !retryAfter.isEmpty else { return nil }
    let digits = retryAfter.utf8.first == UInt8(ascii: "-") ? retryAfter.utf8.dropFirst() : retryAfter.utf8[...]
    if !digits.isEmpty, digits.allSatisfy(\.isDecimalDigit) {
      if digits.count < retryAfter.utf8.count { return .zero }
      return .seconds(min(Int(retryAfter) ?? longestWait, longestWait))
    }
    guard let end = HTTPDate(retryAfter), let now = date.map(trimmed).flatMap(HTTPDate.init) else { return nil }
    return .seconds(min(max(end.secondsSince1970 - now.secondsSince1970, 0), longestWait))
  }
}

private let longestWait = 3600

private func trimmed(_ value: String) -> String {
  let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  var rest = value.drop(while: isSpace)
  while let last = rest.last, isSpace(last) { rest.removeLast() }
  return String(rest)
}
