import CLibXML2

/// Which elements are records: those of a name, or whose path ends like this.
struct XMLTarget {
  /// Outermost first, as libxml2 keeps the names.
  private let names: [XMLTag.Bytes]
  /// Whether the path begins at the document's root.
  private let isWhole: Bool

  /// - Parameter path: as in `XMLOptions.record`.
  init(_ path: String, in parser: xmlParserCtxtPtr) {
    isWhole = path.hasPrefix("/")
    names = path.split(separator: "/").compactMap { name in
      // The parser's dictionary keeps it as long as the parser lives.
      xmlDictLookup(parser.pointee.dict, String(name), -1)
    }
  }

  @inline(__always) func matches(_ name: XMLTag.Bytes, inside outer: [XMLTag.Bytes]) -> Bool {
    guard name == names.last else { return false }
    if names.count == 1, !isWhole { return true }
    return isWhole ? outer == names.dropLast() : outer.suffix(names.count - 1) == names.dropLast()
  }
}
