/// The mark that tells muster's credentials from others: a member `"muster": "RUN.STEP.ATTEMPT"` of their metadata.
///
/// It makes an orphan, a credential whose answer was lost together with its token, known beyond doubt.
public enum Marker {
  /// The most bytes that the marker adds to a metadata object, which the list's check has to leave free.
  public static let reservedBytes = 64

  /// The most bytes that the API takes as metadata (ERR_NGROK_605).
  private static let mostBytes = 4096

  /// Whether metadata can bear a mark: an object with room for it, or nothing. What a credential says whose place another one
  /// takes may be any text.
  public static func canMark(_ plain: String) -> Bool {
    plain.isEmpty || (brace(endingObject: plain) != nil && plain.utf8.count <= mostBytes - reservedBytes)
  }

  /// The metadata of one attempt: the customer's own, with the marker as its last member; as it is, if it cannot bear one.
  public static func metadata(_ plain: String, run: String, attempt: Attempt) -> String {
    let member = "\"muster\":\"\(run).\(attempt.customer.rawValue)-\(attempt.step.rawValue).\(attempt.number)\""
    if plain.isEmpty { return "{\(member)}" }
    guard canMark(plain), let brace = brace(endingObject: plain) else { return plain }
    let before = plain[..<brace]
    // A space tells an empty object from nothing.
    let separator = before.utf8.last { !isSpace($0) } == UInt8(ascii: "{") ? " " : ","
    return "\(before)\(separator)\(member)\(plain[brace...])"
  }

  /// Where the brace stands at the end of what begins with one.
  private static func brace(endingObject text: String) -> String.Index? {
    guard text.utf8.first(where: { !isSpace($0) }) == UInt8(ascii: "{"),
      let last = text.utf8.lastIndex(where: { !isSpace($0) }), text.utf8[last] == UInt8(ascii: "}")
    else { return nil }
    return last
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  /// Whether metadata carries the mark of any attempt of this run.
  public static func isMarker(of run: String, in metadata: String) -> Bool {
    Array(metadata.utf8).firstRange(of: Array("\"muster\":\"\(run).".utf8)) != nil
  }

  /// The run whose mark metadata carries; `nil` if it has none.
  public static func run(in metadata: String) -> String? {
    var metadata = metadata
    return metadata.withUTF8 { bytes in
      guard let range = range(in: bytes) else { return nil }
      // , "muster" : "RUN.CUSTOMER-STEP.ATTEMPT"
      let mark = bytes[range].split(separator: UInt8(ascii: "\"")).first { $0.contains(UInt8(ascii: ".")) }
      return mark.map { String(decoding: $0.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self) }
    }
  }

  /// Whether metadata carries the mark of any run.
  public static func isMarked(_ metadata: String) -> Bool { stripped(metadata) != metadata }

  /// The metadata without a marker, to compare what two credentials say apart from who made them.
  public static func stripped(_ metadata: String) -> String {
    var metadata = metadata
    let rest: String? = metadata.withUTF8 { bytes -> String? in
      guard let range = range(in: bytes) else { return nil }
      let rest = Array(bytes[..<range.lowerBound]) + bytes[range.upperBound...]
      // Of what is nothing but a mark nothing was there before.
      let isBare = bytes[range.lowerBound] == UInt8(ascii: "\"") && rest.elementsEqual("{}".utf8)
      return isBare ? "" : String(decoding: rest, as: UTF8.self)
    }
    return rest ?? metadata
  }

  /// Where the marker's member stands, with the comma that goes with it.
  private static func range(in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    let opening: StaticString = "\"muster\":\""
    let length = opening.utf8CodeUnitCount
    var start = 0
    while start + length < bytes.count {
      guard bytes[start] == UInt8(ascii: "\""), memberBegins(at: start, in: bytes, opening),
        let quote = bytes[(start + length)...].firstIndex(of: UInt8(ascii: "\"")),
        isMark(bytes[start + length..<quote])
      else {
        start += 1
        continue
      }
      let end = quote + 1
      // With the comma, or with the space that `metadata` puts into an empty object.
      let isAlone = end < bytes.count && bytes[end] == UInt8(ascii: "}")
      if start > 0, bytes[start - 1] == UInt8(ascii: ",") || (isAlone && bytes[start - 1] == UInt8(ascii: " ")) {
        return start - 1..<end
      }
      return start..<(end < bytes.count && bytes[end] == UInt8(ascii: ",") ? end + 1 : end)
    }
    return nil
  }

  private static func memberBegins(
    at start: Int, in bytes: UnsafeBufferPointer<UInt8>, _ opening: StaticString
  ) -> Bool {
    for offset in 0..<opening.utf8CodeUnitCount where bytes[start + offset] != opening.utf8Start[offset] {
      return false
    }
    return true
  }

  /// `RUN.CUSTOMER-STEP.ATTEMPT`: a member of this name with another value is not ours.
  private static func isMark(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let parts = value.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, !parts.contains(where: \.isEmpty) else { return false }
    let isDigit = { (byte: UInt8) in byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    return parts[1].contains(UInt8(ascii: "-")) && parts[1].allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") }
      && parts[2].allSatisfy(isDigit)
  }
}
