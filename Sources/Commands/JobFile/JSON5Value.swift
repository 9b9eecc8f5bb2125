/// A value of a JSON5 document, with the place where it begins: what a job file says wrongly is pointed at.
struct JSON5Value: Equatable {
  enum Content: Equatable {
    case string(String)
    /// As it was written.
    case number(String)
    case boolean(Bool)
    case null
    case array([JSON5Value])
    case object([Member])
  }

  struct Member: Equatable {
    var name: String
    var place: DocumentPlace
    var value: JSON5Value
  }

  var content: Content
  var place: DocumentPlace
}

/// A place in a text: line, and column in Unicode scalars, both from 1.
struct DocumentPlace: Equatable {
  var line: Int
  var column: Int
}

/// Why a text is no JSON5, and where.
struct JSON5Failure: Error, Equatable {
  enum Cause: Equatable {
    /// `found` is `nil` at the end.
    case unexpected(Unicode.Scalar?, wanted: String, hint: String? = nil)
    case unclosedString
    case unclosedComment
    case invalidEscape
    case repeatedName(String, firstLine: Int)
    case tooDeep(limit: Int)
  }

  var cause: Cause
  var place: DocumentPlace
}
