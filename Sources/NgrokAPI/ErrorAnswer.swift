/// What an error answer of the API says, as far as the run needs it.
struct ErrorAnswer: Equatable {
  /// `ERR_NGROK_` and digits; `nil` where the body has no such code, and so was not written by the API.
  var code: String?
  var message = ""
  var operationID = ""

  /// The longest message kept; it is stored with a customer and shown to a person.
  static let maximumMessageBytes = 1000

  /// Reads an error body; a body that is no JSON object yields no code.
  init(_ body: [UInt8]) {
    var reader = JSONReader(body)
    do {
      try reader.enterObject()
      while let field = try reader.nextField() {
        switch field {
        case "error_code": code = Self.checked(try reader.textOrNull())
        case "msg": message = Self.shown(try reader.textOrNull() ?? "")
        case "details": try readDetails(&reader)
        default: try reader.skipValue()
        }
      }
      try reader.end()
    } catch {
      self = ErrorAnswer()
    }
  }

  private init() {}

  private mutating func readDetails(_ reader: inout JSONReader) throws(JSONReader.Problem) {
    guard !(try reader.skipNull()) else { return }
    try reader.enterObject()
    while let field = try reader.nextField() {
      if field == "operation_id" {
        operationID = Self.shown(try reader.textOrNull() ?? "")
      } else {
        try reader.skipValue()
      }
    }
  }

  private static func checked(_ code: String?) -> String? {
    guard let code, code.hasPrefix(APIError.codePrefix) else { return nil }
    let number = code.utf8.dropFirst(APIError.codePrefix.utf8.count)
    return (1...6).contains(number.count) && number.allSatisfy(\.isDecimalDigit) ? code : nil
  }

  /// A foreign text fit to be shown: one line, no control characters that could drive a terminal, and not too long.
  static func shown(_ text: String) -> String {
    // Nearly every text is fit as it is. All controls are below 0x20, 0x7F, or two bytes of which the first is 0xC2.
    let isFit =
      text.utf8.count <= maximumMessageBytes && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 }
    if isFit { return text }
    var line = String.UnicodeScalarView()
    var size = 0
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      size += UTF8.width(scalar)
      guard size <= maximumMessageBytes else {
        line.append("…")
        break
      }
      line.append(isControl ? " " : scalar)
    }
    return String(line)
  }
}
