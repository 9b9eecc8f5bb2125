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

  /// In front `inputCount` bytes that are not decoded yet; the first of them stands at `offset` in the source.
  private let input: UnsafeMutableRawBufferPointer
  private var inputCount = 0
  private var offset = 0
  private var hasEnded = false
  private var sourceFailure: ReadFailure?
  private var isFlushed = false
  /// Text that is not handed out yet.
  private let output: UnsafeMutableRawBufferPointer
  private var waiting = 0..<0
  /// Behind what is decoded.
  private var place = TextPlace()

  /// - Parameter encoding: `nil`: to be found out.
  public init(_ source: any ByteSource, encoding: TextEncoding? = nil) {
    self.source = PeekableByteSource(source)
    askedEncoding = encoding
    input = .allocate(byteCount: 64 * 1024, alignment: 1)
    output = .allocate(byteCount: 192 * 1024, alignment: 1)
  }

  deinit {
    input.deallocate()
    output.deallocate()
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    if case .undecided = stage { stage = makeStage() }
    if case .plain = stage { return try source.read(into: buffer) }
    if waiting.isEmpty { try decodeMore() }
    let part = waiting.prefix(buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: output[part]))
    waiting = waiting.dropFirst(part.count)
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

  /// Decodes until there is text; there is none at the end only.
  private func decodeMore() throws(ReadFailure) {
    while waiting.isEmpty {
      guard case .decoding(var decoder) = stage else {
        if case .failed(let failure) = stage { throw failure }
        return
      }
      refill()
      let known = inputCount
      if known == 0, hasEnded {
        // The decoder may hold a last character back.
        if isFlushed { return }
        isFlushed = true
      }
      if let fault = decode(with: &decoder) {
        stage = .failed(failure(fault))
      } else if let sourceFailure, waiting.isEmpty, inputCount == known {
        // All before it has been decoded, but perhaps for the beginning of a character.
        stage = .failed(sourceFailure)
      } else {
        stage = .decoding(decoder)
      }
    }
  }

  private func refill() {
    guard !hasEnded, sourceFailure == nil, inputCount < input.count else { return }
    do throws(ReadFailure) {
      let received = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: input[inputCount...]))
      hasEnded = received == 0
      inputCount += received
    } catch {
      sourceFailure = error
    }
  }

  private func decode(with decoder: inout any TextDecoder) -> DecodedStretch.Fault? {
    let stretch = decoder.decode(
      UnsafeRawBufferPointer(rebasing: input[..<inputCount]), isLast: hasEnded, into: output)
    inputCount -= stretch.consumed
    let rest = UnsafeRawBufferPointer(rebasing: input[stretch.consumed...].prefix(inputCount))
    input.copyMemory(from: rest)
    offset += stretch.consumed
    waiting = 0..<stretch.produced
    place.pass(UnsafeRawBufferPointer(rebasing: output[waiting]))
    return stretch.fault
  }

  private func failure(_ fault: DecodedStretch.Fault) -> ReadFailure {
    let position = SourcePosition(line: place.line, column: place.column, byteOffset: offset)
    switch fault {
    case .incomplete:
      return ReadFailure(.incompleteText(encoding, bytes: Array(input[..<inputCount])), in: name, at: position)
    case .invalid(let length):
      let bytes = Array(input.prefix(length))
      let sample = input.prefix(min(inputCount, likelyEncodingSampleSize))
      let likely = likelyEncoding(of: sample + source.peek(likelyEncodingSampleSize - sample.count))
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
