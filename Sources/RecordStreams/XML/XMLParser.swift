import CLibXML2

/// libxml2's push parser with nothing in it that could reach beyond the bytes it is given.
///
/// It builds no tree but of the document type declaration, loads no external subset and no external entity, knows no XInclude, and
/// its loader, for the whole process, is one that finds nothing.
final class XMLParser {
  private let context: xmlParserCtxtPtr
  private let events: UnsafeMutablePointer<XMLEvents>
  private var hasFinished = false

  /// All names of a document together; with libxml2's own overhead a few times as much.
  private static let mostNameBytes = 1 << 20
  private static let isPrepared: Bool = {
    muster_xml_forbid_loading()
    return true
  }()

  /// - Parameter recordPath: `nil` to look for the record element only.
  /// - Returns: `nil` without memory.
  init?(_ text: XMLWindow, recordPath: String?, options: XMLOptions) {
    guard XMLParser.isPrepared else { return nil }
    var handlers = XMLParser.handlers
    events = .allocate(capacity: 1)
    guard let context = xmlCreatePushParserCtxt(&handlers, events, nil, 0, nil) else {
      events.deallocate()
      return nil
    }
    self.context = context
    // What it gets is UTF-8, whatever the declaration says.
    xmlCtxtUseOptions(context, CInt(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
    xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
    xmlDictSetLimit(context.pointee.dict, XMLParser.mostNameBytes)
    context.pointee.replaceEntities = 1
    events.initialize(
      to: XMLEvents(
        context, text: text, target: XMLTarget(recordPath ?? "", in: context), options: options,
        isSearch: recordPath == nil))
  }

  deinit {
    // The document has the declarations that entities are looked up in.
    if let document = context.pointee.myDoc { xmlFreeDoc(document) }
    context.pointee.myDoc = nil
    xmlFreeParserCtxt(context)
    events.pointee.records.deallocate()
    events.deinitialize(count: 1)
    events.deallocate()
  }

  var records: XMLRecordBuilder {
    _read { yield events.pointee.records }
    _modify { yield &events.pointee.records }
  }

  var fault: XMLEvents.Fault? { events.pointee.fault }
  var isStopped: Bool { events.pointee.isStopped }
  var candidates: [XMLRecordCandidate] { events.pointee.search?.candidates ?? [] }
  /// What a processing instruction says the record is, if one does.
  var markedRecord: String? { events.pointee.markedRecord }
  /// `nil` without a record.
  var shape: XMLShape? { events.pointee.shape }
  var namesSeen: [String] { events.pointee.namesSeen }
  /// How many of the bytes that it got it is done with.
  var offset: Int { events.pointee.offset }

  func stop(_ cause: XMLFault, at position: SourcePosition) { events.pointee.stop(cause, at: position) }

  /// - Parameters:
  ///   - isLast: whether the document ends with the piece.
  ///   - isBroken: whether it ends with markup that is not well-formed.
  func push(_ piece: UnsafeBufferPointer<UInt8>, isLast: Bool, isBroken: Bool = false) {
    guard !hasFinished else { return }
    events.pointee.isBroken = isBroken
    hasFinished = isLast
    piece.withMemoryRebound(to: CChar.self) { bytes in
      _ = xmlParseChunk(context, bytes.baseAddress, CInt(bytes.count), isLast ? 1 : 0)
    }
  }
}
