/// Why an XML list is refused.
public enum XMLFault: Error, Sendable, Equatable {
  /// With the reason in words for a person.
  case notWellFormed(String)
  /// `named`: the element that a person said is the record. `seen`: some of those that are there.
  case noRecords(named: String?, seen: [String])
  /// `candidates`: elements that repeat. `sample`: how many bytes were looked at, if not all.
  case recordElementUnclear([XMLRecordCandidate], seen: [String], sample: Int?)
  case markupTooLong(limit: Int)
  case recordTooLong(limit: Int)
  case tooManyColumns(limit: Int)
  case tooDeep(limit: Int)
  case tooManyAttributes(limit: Int)
  case tooManyNamespaces(limit: Int)
  case tooManyNames
  case entityExpansion
  case unknownEncoding(String)
  /// The declaration says another encoding than the first bytes show.
  case otherEncoding(declared: String, found: TextEncoding?)

  /// Stable, for scripts.
  public var code: String {
    switch self {
    case .notWellFormed: "xml-not-well-formed"
    case .noRecords: "records-missing"
    case .recordElementUnclear: "record-element-unclear"
    case .markupTooLong: "xml-markup-too-long"
    case .recordTooLong: "record-too-long"
    case .tooManyColumns: "columns-too-many"
    case .tooDeep: "xml-too-deep"
    case .tooManyAttributes: "xml-attributes-too-many"
    case .tooManyNamespaces: "xml-namespaces-too-many"
    case .tooManyNames: "xml-names-too-many"
    case .entityExpansion: "xml-entity-expansion"
    case .unknownEncoding: "encoding-unknown"
    case .otherEncoding: "encoding-contradicted"
    }
  }

  /// What is wrong, why, and what to do.
  public var message: String {
    switch self {
    case .notWellFormed(let reason):
      reason
    case .noRecords(let name, let seen):
      "no records found: there is no element" + (name.map { " \"\($0)\"" } ?? "") + XMLFault.listed(seen)
        + (name?.contains(":") == true ? "; --record takes names without their prefix" : "")
    case .recordElementUnclear(let candidates, let seen, let sample):
      XMLFault.unclear(candidates, seen, in: sample.map { " in the first \(nameOfSize($0))" } ?? "")
    case .markupTooLong(let limit):
      "the tag, comment or other markup that starts here is longer than \(nameOfSize(limit)); probably its end is missing"
    case .recordTooLong(let limit):
      "the record that starts here is longer than \(nameOfSize(limit)); "
        + "probably another element is the record (--record), or its end tag is missing"
    case .tooManyColumns(let limit):
      "the records up to this one have more than \(limit) columns; probably another element is the record (--record)"
    case .tooDeep(let limit):
      "elements stand inside one another more than \(limit) deep, and no list needs that; probably end tags are missing"
    case .tooManyAttributes(let limit):
      "there are more than \(limit) attributes here, and no list needs that; make them elements"
    case .tooManyNamespaces(let limit):
      "more than \(limit) namespaces are declared here, and no list needs that; leave out those that are not used"
    case .tooManyNames:
      "the document up to here has too many different names of elements and attributes for a list"
    case .entityExpansion:
      "references to entities come to many times what the document holds, as in one that is made to use up memory; "
        + "write the text where it is meant"
    case .unknownEncoding(let name):
      "the XML declaration says that the encoding is \"\(name)\", which is not known here; "
        + "say which one it is with --encoding"
    case .otherEncoding(let declared, let found):
      "the XML declaration says that the encoding is \(declared), but the document is not written in it"
        + (found.map { ": it begins as \($0)" } ?? "") + "; say which one it is with --encoding"
    }
  }

  private static func unclear(_ candidates: [XMLRecordCandidate], _ seen: [String], in place: String) -> String {
    guard !candidates.isEmpty else {
      return "no records found: no element repeats\(place), so it is not evident which one is a record; "
        + "name it with --record" + listed(seen)
    }
    let examples = candidates.prefix(5).map { "\($0.path) (\($0.count) times)" }.joined(separator: ", ")
    return "no record element is evident: several repeat\(place): \(examples)\(candidates.count > 5 ? ", …" : ""); "
      + "say which one is a record with --record, by its name or the end of its path"
  }

  private static func listed(_ names: [String]) -> String {
    names.isEmpty ? "" : "; elements are \(names.joined(separator: ", "))"
  }
}
