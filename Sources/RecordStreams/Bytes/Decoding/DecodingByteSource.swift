/// A source around a source that turns text of any encoding into UTF-8.
///
/// Without an encoding it is found out: a byte order mark decides, then the zeros of UTF-16 and UTF-32; everything else is taken for
/// UTF-8, and handed on as it is for the reader to check. Nothing is ever replaced: a byte that is no character refuses the list with
/// the byte's offset, line and column, behind all that could be read before it.
public final class DecodingByteSource: ByteSource {
  public var name: String { source.name }
  public var notices: [ReadNotice] { source.notices + ownNotices }

  private enum Stage {
    case undecided
    case plain
    case decoding(any TextDecoder)
    case failed(ReadFailure)
  }
  private var stage = Stage.undecided
  private let source: PeekableByteSource
  private let askedEncoding: TextEncoding?
  private var encoding = TextEncoding.utf8
  private var ownNotices: [ReadNotice] = []

  /// Bytes of the source that are not decoded yet, and where the first of them stands in it.
  private var waiting: [UInt8] = []
  private var offset = 0
  private var hasEnded = false
  private var isFlushed = false
  private var decoded: [UInt8] = []
  private var decodedStart = 0
  /// Behind what is decoded.
  private var place = TextPlace()
  private static let blockSize = 64 * 1024

  /// - Parameter encoding: `nil`: to be found out.
  public init(_ source: any ByteSource, encoding: TextEncoding? = nil) {
    self.source = PeekableByteSource(source)
    askedEncoding = encoding
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    if case .undecided = stage { stage = makeStage() }
    if case .plain = stage { return try source.read(into: buffer) }
    if decodedStart == decoded.count { try decodeMore() }
    let part = decoded[decodedStart...].prefix(buffer.count)
    buffer.copyBytes(from: part)
    decodedStart += part.count
    return part.count
  }

  private func makeStage() -> Stage {
    let evidence = EncodingEvidence(of: source.peek(EncodingEvidence.sampleSize))
    encoding = evidence?.encoding ?? .utf8
    if let askedEncoding {
      if let evidence, evidence.markLength > 0, !askedEncoding.covers(evidence.encoding) {
        return .failed(ReadFailure(.otherMark(evidence.encoding, asked: askedEncoding), in: name))
      }
      // UTF-16 without more leaves the byte order to the list.
      if evidence == nil || !askedEncoding.covers(encoding) { encoding = askedEncoding }
    } else if let evidence, encoding != .utf8 {
      ownNotices.append(.encodingFound(encoding.name, byMark: evidence.markLength > 0))
    }
    guard let decoder = encoding.makeDecoder() else { return .plain }
    // The mark is no character of the list. Readers pass over that of UTF-8 themselves.
    offset = evidence?.markLength ?? 0
    source.skip(offset)
    return .decoding(decoder)
  }

  /// Fills `decoded`, which stays empty at the end only.
  private func decodeMore() throws(ReadFailure) {
    decoded.removeAll(keepingCapacity: true)
    decodedStart = 0
    while decoded.isEmpty {
      guard case .decoding(var decoder) = stage else {
        if case .failed(let failure) = stage { throw failure }
        return
      }
      if !hasEnded, waiting.count < DecodingByteSource.blockSize {
        // Of a read that fails, all before it has been decoded: at most the beginning of a character waits.
        do throws(ReadFailure) {
          hasEnded = try source.append(to: &waiting, atMost: DecodingByteSource.blockSize) == 0
        } catch {
          stage = .failed(error)
        }
      }
      if waiting.isEmpty, hasEnded {
        // The decoder may hold a last character back.
        if isFlushed { return }
        isFlushed = true
      }
      let fault = decode(with: &decoder)
      if case .decoding = stage { stage = .decoding(decoder) }
      if let fault { stage = .failed(failure(fault)) }
    }
  }

  private func decode(with decoder: inout any TextDecoder) -> DecodedStretch.Fault? {
    let room = 3 * waiting.count + decodedCharacterRoom
    decoded.append(contentsOf: repeatElement(0, count: room))
    let stretch = decoded.withUnsafeMutableBytes { output in
      waiting.withUnsafeBytes { decoder.decode($0, isLast: hasEnded, into: output) }
    }
    decoded.removeLast(room - stretch.produced)
    waiting.removeFirst(stretch.consumed)
    offset += stretch.consumed
    decoded.withUnsafeBytes { place.pass($0) }
    return stretch.fault
  }

  private func failure(_ fault: DecodedStretch.Fault) -> ReadFailure {
    let position = SourcePosition(line: place.line, column: place.column, byteOffset: offset)
    switch fault {
    case .incomplete:
      return ReadFailure(.incompleteText(encoding, bytes: waiting), in: name, at: position)
    case .invalid(let length):
      let bytes = Array(waiting.prefix(length))
      let more = source.peek(max(0, likelyEncodingSampleSize - waiting.count))
      let likely = likelyEncoding(of: (waiting + more).prefix(likelyEncodingSampleSize))
      return ReadFailure(.invalidText(encoding, bytes: bytes, likely: likely), in: name, at: position)
    }
  }
}

extension TextEncoding {
  /// Whether the other one is this one, or one of two that this one leaves open.
  fileprivate func covers(_ other: TextEncoding) -> Bool {
    switch (form, other.form) {
    case (.utf16(nil), .utf16), (.utf32(nil), .utf32): true
    default: self == other
    }
  }
}
