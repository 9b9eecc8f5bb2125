/// What is wrong with a job file, apart from its syntax.
enum JobFileFault {
  case tooLarge(limit: Int)
  case notUTF8
  case notAnObject
  case unknownOption(String, nearest: String?)
  case secret(String)
  case wrongKind(String, accepted: String)
  case unacceptable(String, value: String, accepted: String)
}

extension Report {
  /// Words what is wrong with a job file.
  init(_ fault: JobFileFault, in file: String, at place: DocumentPlace? = nil) {
    let (code, message, advice) = Self.wording(of: fault)
    self.init(
      code, at: place.map { "\(file):\($0.line):\($0.column)" } ?? file, message, advice: advice, exit: .wrongUsage)
  }

  private static func wording(of fault: JobFileFault) -> (code: String, message: String, advice: String?) {
    switch fault {
    case .tooLarge(let limit):
      return ("job-too-large", "a job file has at most \(limit >> 10) KiB; this is something else", nil)
    case .notUTF8: return ("job-not-utf8", "the job file is not valid UTF-8", "save it as UTF-8")
    case .notAnObject:
      return ("job-not-object", "a job file is one object", "as in { list: \"customers.csv\", keys: 2 }")
    case .unknownOption(let name, let nearest):
      let question = nearest.map { " Did you mean \(shown($0))?" } ?? ""
      return (
        "job-option-unknown", "there is no option \(shown(name)).\(question)",
        "names are those of the command line without --; muster import --help lists them"
      )
    case .secret(let name):
      return (
        "job-secret", "\(shown(name)) cannot stand in a job file, which others may read",
        "put the key into the environment variable NGROK_API_KEY, or into a file for api-key-file, and make a new key "
          + "if this file has been shared"
      )
    case .wrongKind(let name, let accepted):
      return ("job-value-kind", "\(shown(name)) takes \(accepted), and here is another kind of value", nil)
    case .unacceptable(let name, let value, let accepted):
      return ("job-value-unacceptable", "\(shown(name)) does not take \(shown(value)); it takes \(accepted)", nil)
    }
  }

  /// Words why a job file is no JSON5.
  init(_ failure: JSON5Failure, in file: String) {
    let message =
      switch failure.cause {
      case .unexpected(nil, let wanted, _): "the file ends where \(wanted) must come"
      case .unexpected(let found?, let wanted, let hint):
        "\(Self.shown(String(found))) stands where \(wanted) must come" + (hint.map { "; \($0)" } ?? "")
      case .unclosedString: "the text that opens here is never closed"
      case .unclosedComment: "the comment that opens here is never closed"
      case .invalidEscape: "this is no escape of JSON5; a backslash itself is written twice"
      case .repeatedName(let name, let firstLine):
        "\(Self.shown(name)) stands in line \(firstLine) already; say it once"
      case .tooDeep(let limit): "values are nested deeper than \(limit) levels; no job is"
      }
    self.init(
      "job-syntax", at: "\(file):\(failure.place.line):\(failure.place.column)", message, exit: .wrongUsage)
  }
}
