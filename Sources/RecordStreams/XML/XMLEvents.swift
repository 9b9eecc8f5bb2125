import CLibXML2

/// What libxml2's callbacks work on: where in the document the parser is, and what becomes of what it finds there.
///
/// It lies in memory of its own, so that a callback reaches it without counting references.
struct XMLEvents {
  let parser: xmlParserCtxtPtr
  let text: Unmanaged<XMLWindow>
  let limits: XMLOptions.Limits

  /// The first thing that ends the reading. What comes behind it is passed over.
  private(set) var fault: Fault?
  var isStopped = false
  /// Whether the piece that the parser gets ends with markup that is not well-formed.
  var isBroken = false

  /// Names of the open elements around the records, outermost first.
  private var outer: [XMLTag.Bytes] = []
  private var outerNamespaces: [Int] = []
  private var scope = XMLScope()
  private var expanded = 0
  private var declaredAttributes = 0
  /// The entity of an attribute whose tag has not been reported yet.
  private var skippedInTag: String?

  var records: XMLRecordBuilder
  var target: XMLTarget
  var search: XMLRecordSearch?
  /// A few names of elements, for a person who named one that is not there.
  private(set) var namesSeen: [String] = []
  private(set) var markedRecord: String?
  private(set) var shape: XMLShape?

  struct Fault {
    let cause: XMLFault
    let position: SourcePosition
  }

  init(_ parser: xmlParserCtxtPtr, text: XMLWindow, target: XMLTarget, options: XMLOptions, isSearch: Bool) {
    self.parser = parser
    self.text = .passUnretained(text)
    self.target = target
    limits = options.limits
    records = XMLRecordBuilder(limits: options.limits, maxRows: options.maxRows ?? .max)
    search = isSearch ? XMLRecordSearch() : nil
  }

  /// Whether what is reported stands in an entity, which the parser has come to a reference to.
  private var isInEntity: Bool { parser.pointee.depth > 0 }

  /// The parser's own count of where it is.
  var offset: Int { Int(muster_xml_offset(parser)) }

  mutating func stop(_ cause: XMLFault, at position: SourcePosition? = nil) {
    guard fault == nil else { return }
    fault = Fault(cause: cause, position: position ?? text._withUnsafeGuaranteedRef { $0.position(at: offset) })
    isStopped = true
  }

  private mutating func stopIfDone() {
    guard records.isDone else { return }
    if let refusal = records.refusal { stop(refusal, at: records.recordPosition) }
    isStopped = true
  }
}

// MARK: Elements

extension XMLEvents {
  @inline(__always) mutating func startElement(_ tag: XMLTag) {
    guard !isStopped else { return }
    if outer.count + records.depth >= limits.depth { return stop(.tooDeep(limit: limits.depth)) }
    if tag.attributeCount > limits.attributes { return stop(.tooManyAttributes(limit: limits.attributes)) }
    if records.isInRecord {
      records.beginElement(tag)
      if records.isDone { stopIfDone() }
    } else {
      startOuterElement(tag)
    }
  }

  private mutating func startOuterElement(_ tag: XMLTag) {
    if scope.count + tag.namespaceCount > limits.namespaces {
      return stop(.tooManyNamespaces(limit: limits.namespaces))
    }
    if search == nil, target.matches(tag.name, inside: outer) {
      let place = text._withUnsafeGuaranteedRef {
        $0.release(upTo: offset, backTo: isInEntity ? UInt8(ascii: "&") : UInt8(ascii: "<"))
      }
      if shape == nil {
        shape = XMLShape(root: outer.last.map { String(cString: $0) } ?? "records", record: String(cString: tag.name))
      }
      records.beginRecord(tag, scope: scope, at: place)
      if let skippedInTag { records.reject(.unreadEntity(skippedInTag)) }
      skippedInTag = nil
      return stopIfDone()
    }
    skippedInTag = nil
    if namesSeen.count < 8 {
      let name = String(cString: tag.name)
      if !namesSeen.contains(name) { namesSeen.append(name) }
    }
    search?.startElement(tag)
    outer.append(tag.name)
    outerNamespaces.append(tag.namespaceCount)
    if tag.namespaceCount > 0 { scope.add(tag) }
  }

  mutating func instruction(_ target: XMLTag.Bytes, _ data: XMLTag.Bytes?) {
    guard !isStopped, search != nil, outer.isEmpty, String(cString: target) == XMLRecordMark.target else { return }
    markedRecord = data.map { String(cString: $0) }
  }

  @inline(__always) mutating func endElement() {
    guard !isStopped else { return }
    if records.isInRecord {
      records.endElement()
      if !records.isInRecord { stopIfDone() }
    } else if !outer.isEmpty {
      search?.endElement()
      outer.removeLast()
      let declared = outerNamespaces.removeLast()
      if declared > 0 { scope.remove(declared) }
    }
  }

  @inline(__always) mutating func addText(_ bytes: XMLTag.Bytes, _ count: Int) {
    guard records.isInRecord, !isStopped else { return }
    records.addText(bytes, count)
    if records.isDone { stopIfDone() }
  }
}

// MARK: Entities

extension XMLEvents {
  /// The entity of a reference. What all of them come to is bounded; none is read from elsewhere.
  mutating func entity(_ name: XMLTag.Bytes) -> xmlEntityPtr? {
    guard fault == nil else { return nil }
    guard let entity = xmlSAX2GetEntity(parser, name) else {
      skip(name)
      return nil
    }
    guard entity.pointee.etype != XML_EXTERNAL_GENERAL_PARSED_ENTITY else {
      skip(name)
      return entity
    }
    return mayExpand(entity) ? entity : nil
  }

  mutating func parameterEntity(_ name: XMLTag.Bytes) -> xmlEntityPtr? {
    guard fault == nil else { return nil }
    guard let entity = xmlSAX2GetParameterEntity(parser, name) else {
      // The document has a reference to a parameter entity, this one: then it may be declared elsewhere.
      parser.pointee.hasPErefs = 1
      return nil
    }
    return mayExpand(entity) ? entity : nil
  }

  private mutating func mayExpand(_ entity: xmlEntityPtr) -> Bool {
    // A reference to nothing takes time, too.
    expanded += Int(entity.pointee.length) + 64
    if expanded <= limits.expandedBytes + 10 * offset { return true }
    stop(.entityExpansion)
    return false
  }

  /// Notes that a part of a record is not there because nobody reads other files.
  private mutating func skip(_ name: XMLTag.Bytes) {
    if records.isInRecord {
      records.reject(.unreadEntity(String(cString: name)))
    } else if parser.pointee.instate == XML_PARSER_ATTRIBUTE_VALUE {
      skippedInTag = String(cString: name)
    }
  }
}

// MARK: Mistakes

extension XMLEvents {
  mutating func report(_ error: xmlError) {
    guard !isStopped else { return }
    // Errors that libxml2 calls recoverable concern validity, but for those of namespaces; 99 and 100 are about how an address is
    // written, which nobody follows.
    let isNamespaceError =
      error.domain == XML_FROM_NAMESPACE.rawValue && error.code >= XML_NS_ERR_XML_NAMESPACE.rawValue
    guard error.level == XML_ERR_FATAL || (isNamespaceError && error.level == XML_ERR_ERROR) else { return }
    // Of memory only that for names is bounded.
    if error.code == XML_ERR_NO_MEMORY.rawValue { return stop(.tooManyNames) }
    if error.code == XML_ERR_DOCUMENT_END.rawValue, let unfinished { return stop(.notWellFormed(unfinished)) }
    let position = text._withUnsafeGuaranteedRef {
      isInEntity
        ? $0.position(at: offset, backTo: UInt8(ascii: "&"))
        : XMLMistake.concernsTag(error)
          ? $0.position(at: offset, backTo: UInt8(ascii: "<")) : $0.position(at: offset)
    }
    stop(.notWellFormed(XMLMistake.explanation(of: error)), at: position)
  }

  /// What is missing at the document's end; libxml2 says the same of that as of something behind it.
  private var unfinished: String? {
    if isBroken { return "the markup that starts here is not well-formed" }
    if let name = parser.pointee.name {
      return "the document ends inside <\(String(cString: name))>; probably the file was cut off"
    }
    return namesSeen.isEmpty && !records.paths.hasRoot ? "the document has no element" : nil
  }

  /// Names may have a colon only between a prefix and the rest.
  mutating func checkName(_ name: XMLTag.Bytes?) {
    guard let name else { return }
    let parts = String(cString: name).split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 2 || parts.contains("") {
      stop(
        .notWellFormed("the name \(String(cString: name)) has a colon where the rules for namespaces do not allow one"))
    }
  }
}

// MARK: Declarations

extension XMLEvents {
  mutating func declareEntity(
    _ name: XMLTag.Bytes?, type: CInt, publicIdentifier: XMLTag.Bytes?, systemIdentifier: XMLTag.Bytes?,
    content: UnsafeMutablePointer<UInt8>?
  ) {
    guard !isStopped else { return }
    xmlSAX2EntityDecl(parser, name, type, publicIdentifier, systemIdentifier, content)
  }

  mutating func declareUnparsedEntity(
    _ name: XMLTag.Bytes?, publicIdentifier: XMLTag.Bytes?, systemIdentifier: XMLTag.Bytes?, notation: XMLTag.Bytes?
  ) {
    guard !isStopped else { return }
    // libxml2 lets it pass.
    if notation == nil { return stop(.notWellFormed("the name of a notation must stand behind NDATA")) }
    xmlSAX2UnparsedEntityDecl(parser, name, publicIdentifier, systemIdentifier, notation)
  }

  /// Each default costs time at each tag.
  mutating func declareAttribute(_ name: XMLTag.Bytes?, of element: XMLTag.Bytes?) {
    checkName(element)
    checkName(name)
    declaredAttributes += 1
    if declaredAttributes > limits.declaredAttributes {
      stop(.tooManyAttributes(limit: limits.declaredAttributes))
    }
  }
}
