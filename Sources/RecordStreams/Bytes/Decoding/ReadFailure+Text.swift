extension ReadFailure {
  /// Why the bytes are not text in their encoding.
  var textExplanation: String {
    let offset = position?.byteOffset ?? 0
    switch cause {
    case .invalidUTF8(let byte, let likely):
      return ReadFailure.invalid([byte], in: .utf8, at: offset) + ReadFailure.advice(likely)
    case .invalidText(let encoding, let bytes, let likely):
      return ReadFailure.invalid(bytes, in: encoding, at: offset) + ReadFailure.advice(likely)
    case .incompleteText(let encoding, let bytes):
      return "the list ends inside a character: behind offset \(offset), \(encoding) wants more than "
        + "\(ReadFailure.named(bytes)); the list was cut off, or is in another encoding (--encoding)"
    case .otherMark(let encoding, let asked):
      return
        "the list begins with the byte order mark of \(encoding), and --encoding says \(asked); leave the option out"
    default: return code
    }
  }

  private static func invalid(_ bytes: [UInt8], in encoding: TextEncoding, at offset: Int) -> String {
    "\(named(bytes)) at offset \(offset) \(bytes.count == 1 ? "is" : "are") not valid \(encoding), so the text would be read wrongly; "
  }

  private static func advice(_ likely: TextEncoding?) -> String {
    guard let likely else { return "say which encoding it is in (--encoding NAME), or save it as UTF-8" }
    let habit = likely.name == "Windows-1252" ? ", as Excel writes CSV" : ""
    return "it is probably \(likely)\(habit): try --encoding \(likely.name.lowercased())"
  }

  private static func named(_ bytes: [UInt8]) -> String {
    let digits = bytes.map { byte in
      let text = String(byte, radix: 16, uppercase: true)
      return "0x" + (text.count < 2 ? "0" + text : text)
    }
    return "\(bytes.count == 1 ? "byte" : "bytes") \(digits.joined(separator: " "))"
  }
}
