/// The mark that tells muster's credentials from others: a member `"muster": "RUN.STEP.ATTEMPT"` of their metadata.
///
/// It makes an orphan, a credential whose answer was lost together with its token, known beyond doubt.
public enum Marker {
  /// The most bytes that the marker adds to a metadata object, which the list's check has to leave free.
  public static let reservedBytes = 64

  /// The metadata of one attempt: the customer's own, with the marker as its last member.
  public static func metadata(_ plain: String, run: String, attempt: Attempt) -> String {
    let member = "\"muster\":\"\(run).\(attempt.customer.rawValue)-\(attempt.step.rawValue).\(attempt.number)\""
    let isEmptyObject = plain.utf8.allSatisfy { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") || $0 == 0x20 }
    if plain.isEmpty || isEmptyObject { return "{\(member)}" }
    return "\(plain.dropLast()),\(member)}"
  }

  /// Whether metadata carries the mark of any attempt of this run.
  public static func isMarker(of run: String, in metadata: String) -> Bool {
    Array(metadata.utf8).firstRange(of: Array("\"muster\":\"\(run).".utf8)) != nil
  }

  /// The metadata without a marker, to compare what two credentials say apart from who made them.
  public static func stripped(_ metadata: String) -> String {
    let bytes = Array(metadata.utf8)
    let opening = Array("\"muster\":\"".utf8)
    guard var start = bytes.firstRange(of: opening)?.lowerBound,
      let quote = bytes[(start + opening.count)...].firstIndex(of: UInt8(ascii: "\""))
    else { return metadata }
    var end = quote + 1
    if start > 0, bytes[start - 1] == UInt8(ascii: ",") {
      start -= 1
    } else if end < bytes.count, bytes[end] == UInt8(ascii: ",") {
      end += 1
    }
    let rest = String(decoding: bytes[..<start] + bytes[end...], as: UTF8.self)
    return rest == "{}" ? "" : rest
  }
}
