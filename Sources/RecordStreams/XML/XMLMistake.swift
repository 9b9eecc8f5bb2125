import CLibXML2

/// A mistake that libxml2 found, in words for a person: what, why, what to do.
///
/// The usual ones of lists have sentences of their own. For the many that only a document type declaration can have, libxml2's words have
/// to do.
enum XMLMistake {
  static func explanation(of error: xmlError) -> String {
    let code = xmlParserErrors(UInt32(bitPattern: error.code))
    return inText(code, error) ?? inTag(code, error) ?? inNamespaces(code, error) ?? inEntities(code, error)
      ?? "the document is not well-formed XML: \(message(of: error))"
  }

  /// Whether it is about a whole tag, and not about the place that the parser has come to.
  static func concernsTag(_ error: xmlError) -> Bool {
    error.domain == XML_FROM_NAMESPACE.rawValue || error.code == XML_ERR_TAG_NAME_MISMATCH.rawValue
      || error.code == XML_ERR_ATTRIBUTE_REDEFINED.rawValue
  }

  private static func inText(_ code: xmlParserErrors, _ error: xmlError) -> String? {
    switch code {
    case XML_ERR_DOCUMENT_EMPTY:
      "an XML document begins with a tag, and this one does not; probably it is another format (--format)"
    case XML_ERR_DOCUMENT_END:
      "something follows the end of the outermost element, and an XML document has only one of them"
    case XML_ERR_INVALID_CHAR, XML_ERR_INVALID_CHARREF, XML_ERR_INVALID_HEX_CHARREF, XML_ERR_INVALID_DEC_CHARREF:
      "a character stands or is referred to here that XML 1.0 does not allow, such as a control character; take it out"
    case XML_ERR_MISPLACED_CDATA_END: "]]> may not stand in a text; write ]]&gt;"
    case XML_ERR_CDATA_NOT_FINISHED: "the CDATA section is not closed with ]]>"
    case XML_ERR_HYPHEN_IN_COMMENT: "two hyphens may not stand inside a comment"
    case XML_ERR_COMMENT_NOT_FINISHED: "the comment is not closed with -->"
    case XML_ERR_PI_NOT_STARTED, XML_ERR_PI_NOT_FINISHED: "the processing instruction is not written as <?name data?>"
    case XML_ERR_RESERVED_XML_NAME:
      "an XML declaration may stand only at the very beginning, with nothing in front of it, not even white space"
    case XML_ERR_XMLDECL_NOT_STARTED, XML_ERR_XMLDECL_NOT_FINISHED, XML_ERR_VERSION_MISSING, XML_ERR_ENCODING_NAME,
      XML_ERR_STANDALONE_VALUE, XML_ERR_UNKNOWN_VERSION, XML_ERR_STRING_NOT_STARTED, XML_ERR_STRING_NOT_CLOSED:
      "the XML declaration is not written as <?xml version=\"1.0\" encoding=\"…\"?>"
    default: nil
    }
  }

  private static func inTag(_ code: xmlParserErrors, _ error: xmlError) -> String? {
    switch code {
    case XML_ERR_TAG_NAME_MISMATCH:
      "the end tag </\(text(error.str2))> does not close <\(text(error.str1))> of line \(error.int1); "
        + "each element must be closed inside the one that it was opened in"
    case XML_ERR_TAG_NOT_FINISHED: "the document ends inside <\(text(error.str1))>; probably the file was cut off"
    case XML_ERR_LT_IN_ATTRIBUTE: "< may not stand in the value of an attribute; write &lt;"
    case XML_ERR_ATTRIBUTE_NOT_STARTED: "the value of an attribute must stand in quotes"
    case XML_ERR_ATTRIBUTE_NOT_FINISHED: "the quote around the value of an attribute is not closed"
    case XML_ERR_ATTRIBUTE_WITHOUT_VALUE: "the attribute \(text(error.str1)) has no value; write name=\"value\""
    case XML_ERR_ATTRIBUTE_REDEFINED: "the tag has the attribute \(text(error.str2 ?? error.str1)) twice"
    case XML_ERR_GT_REQUIRED, XML_ERR_SPACE_REQUIRED:
      "the tag is not written as it should be: white space between attributes, > at its end"
    case XML_ERR_NAME_REQUIRED where !message(of: error).contains("EntityRef"):
      "a name must stand here; a < in a text is written as &lt;, an & as &amp;"
    case XML_ERR_NAME_TOO_LONG: "the name is too long"
    default: nil
    }
  }

  private static func inNamespaces(_ code: xmlParserErrors, _ error: xmlError) -> String? {
    switch code {
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
      "the prefix \(text(error.str1)) is not declared; declare it with xmlns:\(text(error.str1))=\"…\" here or further out"
    case XML_NS_ERR_ATTRIBUTE_REDEFINED:
      "the tag has the attribute \(text(error.str1)) of one namespace twice, under two prefixes"
    case XML_NS_ERR_QNAME, XML_NS_ERR_COLON:
      "a name has a colon in a place where the rules for namespaces do not allow one"
    default: nil
    }
  }

  private static func inEntities(_ code: xmlParserErrors, _ error: xmlError) -> String? {
    switch code {
    case XML_ERR_ENTITYREF_NO_NAME, XML_ERR_ENTITYREF_SEMICOL_MISSING, XML_ERR_NAME_REQUIRED:
      "an & begins the name of an entity, which ends with a semicolon; an & that is meant as such is written as &amp;"
    case XML_ERR_UNDECLARED_ENTITY:
      "the entity &\(text(error.str1)); is not declared; XML knows only &lt; &gt; &amp; &quot; and &apos; by itself, "
        + "other characters stand for themselves"
    case XML_ERR_ENTITY_LOOP:
      "entities refer to themselves, or to too many others; write their text where it is meant"
    case XML_ERR_ENTITY_IS_EXTERNAL:
      "the value of an attribute may not refer to the entity &\(text(error.str1));, which stands outside of the document"
    case XML_ERR_UNPARSED_ENTITY: "the entity \(text(error.str1)) is no text and cannot be referred to like one"
    case XML_ERR_NOT_WELL_BALANCED, XML_ERR_EXTRA_CONTENT:
      "an element must begin and end in the same entity"
    default: nil
    }
  }

  private static func text(_ string: UnsafeMutablePointer<CChar>?) -> String {
    string.map { String(cString: $0) } ?? ""
  }

  private static func message(of error: xmlError) -> String {
    guard let message = error.message else { return "error \(error.code)" }
    return String(cString: message).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
