import CLibXML2

/// The SAX2 interface: C functions that find the `XMLEvents` behind libxml2's user pointer.
///
/// What concerns the document type declaration goes on to libxml2's own functions, which keep entities and defaults of
/// attributes; what only validity needs is dropped.
extension XMLParser {
  private static func events(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLEvents> {
    // libxml2 hands back the pointer that `init` gave it.
    user.unsafelyUnwrapped.assumingMemoryBound(to: XMLEvents.self)
  }

  static var handlers: xmlSAXHandler {
    var handlers = xmlSAXHandler()
    handlers.initialized = UInt32(XML_SAX2_MAGIC)
    addContent(to: &handlers)
    addDeclarations(to: &handlers)
    muster_xml_set_error_handler(&handlers) { user, error in
      guard let error else { return }
      XMLParser.events(user).pointee.report(error.pointee)
    }
    return handlers
  }

  private static func addContent(to handlers: inout xmlSAXHandler) {
    handlers.startElementNs = {
      user, name, prefix, namespace, namespaceCount, namespaces, attributeCount, _, attributes in
      guard let name else { return }
      XMLParser.events(user).pointee.startElement(
        XMLTag(
          name: name, prefix: prefix, namespace: namespace, namespaceCount: Int(namespaceCount),
          namespaces: namespaces, attributeCount: Int(attributeCount), attributes: attributes))
    }
    handlers.endElementNs = { user, _, _, _ in XMLParser.events(user).pointee.endElement() }
    let text: charactersSAXFunc = { user, bytes, count in
      guard let bytes else { return }
      XMLParser.events(user).pointee.addText(bytes, Int(count))
    }
    handlers.characters = text
    handlers.cdataBlock = text
    // The same function, so that libxml2 does not look for white space.
    handlers.ignorableWhitespace = text
    handlers.getEntity = { user, name in name.flatMap { XMLParser.events(user).pointee.entity($0) } }
    handlers.getParameterEntity = { user, name in
      name.flatMap { XMLParser.events(user).pointee.parameterEntity($0) }
    }
  }

  private static func addDeclarations(to handlers: inout xmlSAXHandler) {
    handlers.startDocument = { user in xmlSAX2StartDocument(XMLParser.events(user).pointee.parser) }
    handlers.internalSubset = { user, name, publicIdentifier, systemIdentifier in
      XMLParser.events(user).pointee.checkName(name)
      xmlSAX2InternalSubset(XMLParser.events(user).pointee.parser, name, publicIdentifier, systemIdentifier)
    }
    handlers.entityDecl = { user, name, type, publicIdentifier, systemIdentifier, content in
      XMLParser.events(user).pointee.declareEntity(
        name, type: type, publicIdentifier: publicIdentifier, systemIdentifier: systemIdentifier, content: content)
    }
    handlers.unparsedEntityDecl = { user, name, publicIdentifier, systemIdentifier, notation in
      XMLParser.events(user).pointee.declareUnparsedEntity(
        name, publicIdentifier: publicIdentifier, systemIdentifier: systemIdentifier, notation: notation)
    }
    handlers.attributeDecl = { user, element, name, _, _, _, values in
      xmlFreeEnumeration(values)
      XMLParser.events(user).pointee.declareAttribute(name, of: element)
    }
    // Set, though they do nothing: without them libxml2 does not check what it reads.
    handlers.elementDecl = { user, name, _, _ in XMLParser.events(user).pointee.checkName(name) }
    handlers.notationDecl = { _, _, _, _ in }
    handlers.comment = { _, _ in }
    handlers.processingInstruction = { user, target, data in
      guard let target else { return }
      XMLParser.events(user).pointee.instruction(target, data)
    }
  }
}
