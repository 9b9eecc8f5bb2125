/// Why a JSON or NDJSON list is refused as a whole.
public enum JSONRefusal: Sendable, Equatable {
  case fault(JSONFault)
  case recordTooLong(limit: Int)
  case tooManyColumns(limit: Int)
  case namesTooLong(limit: Int)
  case empty
  /// The document, or what the path leads to, is a single text, number or the like.
  case noList
  /// The list's first element is no object.
  case listOfOthers
  /// The path leads nowhere; lists that are in the document.
  case pathLeadsNowhere(String, candidates: [String])
  /// Paths of lists of which any could be meant.
  case severalLists([String])
  /// A list was found inside the first of several documents, so that each of them could be a record or a list.
  case severalDocuments(listAt: String)
  /// An object without a list, whose members are all objects.
  case looksKeyed
  /// The list is an array, but was said to be an object whose members are the records.
  case keyedArray
}

extension JSONRefusal {
  /// Stable, for scripts.
  public var code: String {
    switch self {
    case .fault(let fault): fault.code
    case .recordTooLong: "record-too-long"
    case .tooManyColumns, .namesTooLong: "columns-too-many"
    case .empty: "list-empty"
    case .noList: "json-no-list"
    case .listOfOthers: "json-list-of-others"
    case .pathLeadsNowhere: "records-path-leads-nowhere"
    case .severalLists: "json-lists-several"
    case .severalDocuments: "json-documents-several"
    case .looksKeyed: "json-looks-keyed"
    case .keyedArray: "json-keyed-array"
    }
  }

  /// What, why, and what to do.
  public var message: String {
    switch self {
    case .fault(let fault):
      fault.message
    case .recordTooLong(let limit):
      "the record that starts here is longer than \(nameOfSize(limit)); probably a quote or a bracket in it is not closed, "
        + "or the list is further inside (--records-path)"
    case .tooManyColumns(let limit):
      "with this record the list has more than \(limit) columns; probably its members are records and not columns "
        + "(--keyed, or --records-path)"
    case .namesTooLong(let limit):
      "with this record the names of the list's columns are longer than \(nameOfSize(limit)) together; "
        + "probably its members are records and not columns (--keyed, or --records-path)"
    case .empty:
      "the list is empty: there is nothing in it but white space; a list without records is []"
    case .noList:
      "here is a single value; a list is an array of objects, as in [{\"name\": …}, …]"
    case .listOfOthers:
      "the list begins with a value that is no object, so it is no list of records, as in [{\"name\": …}, …]"
        + "; say where that one is with --records-path"
    case .pathLeadsNowhere(let path, let candidates):
      "the document has no \(path)"
        + (candidates.isEmpty ? ", nor any list of objects" : "; its lists are \(candidates.joined(separator: ", "))")
        + " (--records-path)"
    case .severalLists(let paths):
      "more than one list is in the document, and any could be meant: \(paths.joined(separator: ", ")); "
        + "say which with --records-path"
    case .severalDocuments(let path):
      "another document follows the first one, in which the list \(path) was found: if each document has such a list, "
        + "say so with --records-path \(path), and if each document is a record, with --records-path . or --format ndjson"
    case .looksKeyed:
      "the document is an object without a list in it, and all its members are objects: "
        + "--keyed reads each of them as a record, --records-path . the document as one record"
    case .keyedArray:
      "the list is an array, and --keyed is for an object whose members are the records; leave it out"
    }
  }
}
