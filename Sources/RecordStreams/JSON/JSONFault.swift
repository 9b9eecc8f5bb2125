/// What is wrong in a JSON text (RFC 8259), or makes it no list of records.
public enum JSONFault: Sendable, Equatable {
  /// `found` stands where something else must.
  case unexpected(Unicode.Scalar, wanted: Wanted)
  /// The text ends where something must still come.
  case unfinished(wanted: Wanted)
  case unclosedString
  case controlCharacter(UInt8)
  case invalidEscape(Unicode.Scalar)
  /// Half of a pair `\ud83d\ude00` without the other half.
  case loneSurrogate
  case invalidNumber
  case repeatedName(String)
  case tooDeep(limit: Int)
  /// A line of NDJSON ends inside its object.
  case lineEndsInside
  /// Where a record must be, a value of another kind.
  case notAnObject

  /// What the grammar has at a place.
  public enum Wanted: Sendable, Equatable {
    case value
    case name
    case nameOrEnd
    case colon
    case commaOrObjectEnd
    case commaOrArrayEnd
    case elementOrEnd
    /// Of a number.
    case digit
    /// Nothing more on an NDJSON line.
    case lineEnd
    /// Behind an array nothing more, or another document on a line of its own.
    case documentEnd
  }
}

extension JSONFault {
  /// Stable, for scripts.
  public var code: String {
    switch self {
    case .unexpected: "json-unexpected"
    case .unfinished: "json-unfinished"
    case .unclosedString: "json-string-unclosed"
    case .controlCharacter: "json-control-character"
    case .invalidEscape: "json-escape-invalid"
    case .loneSurrogate: "json-surrogate-alone"
    case .invalidNumber: "json-number-invalid"
    case .repeatedName: "json-name-twice"
    case .tooDeep: "json-too-deep"
    case .lineEndsInside: "json-line-ends-inside"
    case .notAnObject: "row-not-object"
    }
  }

  /// What is wrong, why, and what to do.
  public var message: String {
    switch self {
    case .unexpected(let found, let wanted):
      "\(JSONFault.shown(found)) stands where \(wanted.described) must be\(JSONFault.hint(found, wanted))"
    case .unfinished(let wanted):
      "the text ends where \(wanted.described) must be; the list seems to be cut off: get it once more"
    case .unclosedString:
      "the string that opens here is never closed; the list seems to be cut off, or a quote in it lacks its backslash"
    case .controlCharacter(let byte):
      "\(JSONFault.shown(Unicode.Scalar(byte))) stands inside a string; JSON wants it written as an escape, such as \\n"
    case .invalidEscape(let found):
      "a backslash and \(JSONFault.shown(found)) are no escape of JSON; a backslash itself is written twice"
    case .loneSurrogate:
      "this escape is half of a surrogate pair and the other half is missing, so no character is meant; "
        + "write the character itself"
    case .invalidNumber:
      "this is no number of JSON: digits without leading zeros, then at most a fraction and an exponent; "
        + "put it in quotes if it is a text"
    case .repeatedName(let name):
      "the object has the name \"\(name)\" twice, and nobody can say which of the two is meant; take one out"
    case .tooDeep(let limit):
      "values are nested deeper than \(limit) levels; no customer list is"
    case .lineEndsInside:
      "the line ends inside its object; NDJSON has each object on one line (--format json reads objects over many lines)"
    case .notAnObject:
      "a record must be an object, as in {\"name\": …}, and here is another kind of value; take it out"
    }
  }

  private static func hint(_ found: Unicode.Scalar, _ wanted: Wanted) -> String {
    switch (found, wanted) {
    case ("'", _): "; JSON has double quotes only"
    case ("/", _), ("#", _): "; JSON has no comments"
    case ("}", .name), ("]", .value): "; take out the comma in front of it"
    case ("\"", .commaOrObjectEnd), ("\"", .commaOrArrayEnd), ("{", .commaOrArrayEnd): "; a comma is missing"
    case ("\u{FEFF}", _): "; only one byte order mark may stand at the top"
    case ("N", .value), ("I", .value), ("T", .value), ("F", .value), ("u", .value):
      "; JSON knows only true, false and null, and no NaN, Infinity or undefined"
    case (_, .lineEnd): "; NDJSON has one object on a line"
    default: ""
    }
  }

  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n", "\r": return "a line break"
    case "\t": return "a tab"
    case " ": return "a space"
    case "\"": return "a double quote"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "the character U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    default: return "\"\(Character(scalar))\""
    }
  }
}

extension JSONFault.Wanted {
  fileprivate var described: String {
    switch self {
    case .value: "a value"
    case .name: "a member's name in double quotes"
    case .nameOrEnd: "a member's name in double quotes, or }"
    case .colon: "a colon"
    case .commaOrObjectEnd: "a comma or }"
    case .commaOrArrayEnd: "a comma or ]"
    case .elementOrEnd: "a value or ]"
    case .digit: "a digit"
    case .lineEnd: "the end of the line"
    case .documentEnd: "the end of the document, or another document on a line of its own,"
    }
  }
}
