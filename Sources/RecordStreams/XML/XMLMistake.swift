import CLibXML2

/// What libxml2 found, in words for a person.
enum XMLMistake {
  static func explanation(of error: xmlError) -> String {
    let message = error.message.map { String(cString: $0) } ?? "error \(error.code)"
    return message
  }
}
