#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The stretch of a document between what the parser is done with and what has been read, and the place where it begins.
///
/// It is UTF-8, checked. The parser gets it with `\n` for each `\r\n` and `\r`, as XML 1.0 (2.11) has it, since libxml2's push parser
/// leaves that out in CDATA sections; places are counted in the bytes as they are.
final class XMLWindow {
  private let source: any ByteSource
  private let chunkSize: Int
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// What is in front of it is done with.
  private var begin = 0
  /// What is in front of it was given to the parser.
  private var given = 0
  private var end = 0
  /// Bytes behind `end`: the beginning of a character.
  private var unchecked = 0
  private(set) var hasEnded = false
  /// Why the document is read no further than `end`.
  private var failure: ReadFailure?

  /// Of the byte at `begin`.
  private var place = Place()
  /// The parser's own count of the bytes in front of `begin`.
  private var parserOffset = 0
  /// What was given last, if it had to be changed.
  private var changed: [UInt8] = []

  /// Wide loads may look this far behind the last byte.
  static let overread = 64

  private struct Place {
    var line = 1
    var column = 1
    var byteOffset = 0
  }

  init(_ source: any ByteSource, chunkSize: Int) {
    self.source = source
    self.chunkSize = chunkSize
    capacity = 2 * chunkSize
    memory = RecordBatch.made(capacity + XMLWindow.overread)
  }

  deinit { free(memory) }

  var notices: [ReadNotice] { source.notices }

  /// What was read and not given to the parser yet.
  var waiting: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafePointer(memory + given), count: end - given)
  }

  /// How many bytes were given to the parser that it is not done with.
  var heldBack: Int { given - begin }

  /// Whether nothing follows `waiting`, be it that the document cannot be read further.
  var isLast: Bool { hasEnded || failure != nil }

  /// Reads until `count` bytes are waiting, or there are no more.
  func fill(to count: Int) {
    while end - given < count, !isLast { readChunk() }
  }

  /// Throws why the document could not be read to its end; the place is behind all that could.
  func throwFailure(in name: String) throws(ReadFailure) {
    if let failure { throw failure }
  }

  private func readChunk() {
    if begin > 0 {
      memory.update(from: memory + begin, count: end + unchecked - begin)
      (given, end, begin) = (given - begin, end - begin, 0)
    }
    let filled = end + unchecked
    if capacity - filled < chunkSize { grow(to: max(2 * capacity, filled + chunkSize)) }
    do throws(ReadFailure) {
      let received = try source.read(into: UnsafeMutableRawBufferPointer(start: memory + filled, count: chunkSize))
      hasEnded = received == 0
      check(to: filled + received)
    } catch {
      failure = error
    }
  }

  private func grow(to larger: Int) {
    memory = RecordBatch.grown(memory, from: capacity, to: larger + XMLWindow.overread)
    capacity = larger
  }

  private func check(to filled: Int) {
    let verdict = checkUTF8(UnsafePointer(memory), from: end, to: filled)
    let start = end
    var cause: ReadFailure.Cause?
    switch verdict {
    case .valid: (end, unchecked) = (filled, 0)
    case .incomplete(let place):
      (end, unchecked) = (place, filled - place)
      if hasEnded { cause = .invalidUTF8(byte: memory[place]) }
    case .invalid(let place):
      (end, unchecked) = (place, 0)
      cause = .invalidUTF8(byte: memory[place])
    }
    if let zero = XMLBytes(UnsafePointer(memory), count: end).first(0, from: start) {
      (end, cause) = (zero, .xml(.notWellFormed("a byte with the value 0 stands here, which no XML document may have")))
    }
    if let cause { failure = ReadFailure(cause, in: source.name, at: position(of: end)) }
  }
}

extension XMLWindow {
  /// Passes over a byte order mark in front of the document.
  func skipMark() {
    fill(to: 3)
    guard waiting.starts(with: [0xef, 0xbb, 0xbf]) else { return }
    given += 3
    begin = given
    place.byteOffset += 3
  }

  /// Gives the next `count` bytes to `body`, as the parser is to see them.
  func give(_ count: Int, doctype: XMLDoctype?, to body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let piece = UnsafeBufferPointer(start: UnsafePointer(memory + given), count: count)
    let hasReturns = XMLBytes(UnsafePointer(memory + given), count: count).first(UInt8(ascii: "\r"), from: 0) != nil
    given += count
    if !hasReturns, doctype?.instructions.isEmpty ?? true { return body(piece) }
    changed.removeAll(keepingCapacity: true)
    changed.append(contentsOf: piece)
    for instruction in doctype?.instructions ?? [] { changed.blankQuotes(inData: instruction) }
    if hasReturns { changed.removeReturns() }
    changed.withUnsafeBufferPointer(body)
  }

  /// Lets go of everything in front of the place that the parser calls `offset`.
  func release(upTo offset: Int) {
    let target = min(index(of: offset), given)
    place = self.place(of: target)
    (begin, parserOffset) = (target, offset)
  }

  /// The place that the parser calls `offset`.
  func position(at offset: Int) -> SourcePosition { position(of: index(of: offset)) }

  /// The place of the last `sign` in front of the place that the parser calls `offset`: of the `<` of the tag that it is in.
  func position(at offset: Int, backTo sign: UInt8) -> SourcePosition {
    position(of: index(of: sign, before: index(of: offset)))
  }

  /// The same, and what is in front of it is let go.
  func release(upTo offset: Int, backTo sign: UInt8) -> SourcePosition {
    let inside = index(of: offset)
    let start = index(of: sign, before: inside)
    var between = inside - start
    for place in start..<inside where memory[place] == UInt8(ascii: "\r") && memory[place + 1] == UInt8(ascii: "\n") {
      between -= 1
    }
    place = self.place(of: start)
    (begin, parserOffset) = (start, offset - between)
    return SourcePosition(line: place.line, column: place.column, byteOffset: place.byteOffset)
  }

  private func index(of sign: UInt8, before end: Int) -> Int {
    var start = end
    while start > begin, memory[start - 1] != sign { start -= 1 }
    return max(begin, start - 1)
  }

  /// The place of the next byte that the parser gets.
  var positionOfWaiting: SourcePosition { position(of: given) }
  /// The place of a byte of `waiting`.
  func positionOfWaiting(at index: Int) -> SourcePosition { position(of: given + index) }

  private func position(of index: Int) -> SourcePosition {
    let place = place(of: index)
    return SourcePosition(line: place.line, column: place.column, byteOffset: place.byteOffset)
  }

  /// The byte at the place that the parser calls `offset`, which is not in front of `begin`.
  private func index(of offset: Int) -> Int {
    var left = max(0, offset - parserOffset)
    guard left > 0 else { return begin }
    let plainEnd = min(begin + left, end)
    let text = XMLBytes(UnsafePointer(memory), count: plainEnd)
    guard var index = text.first(UInt8(ascii: "\r"), from: begin) else { return plainEnd }
    left -= index - begin
    while left > 0, index < end {
      if memory[index] == UInt8(ascii: "\r"), index + 1 < end, memory[index + 1] == UInt8(ascii: "\n") { index += 1 }
      index += 1
      left -= 1
    }
    return index
  }

  private func place(of index: Int) -> Place {
    var result = place
    result.byteOffset += index - begin
    var lineStart = begin
    // Most documents have line feeds only, which a search finds faster than a loop.
    let text = XMLBytes(UnsafePointer(memory), count: index)
    if text.first(UInt8(ascii: "\r"), from: begin) == nil {
      while let feed = text.first(UInt8(ascii: "\n"), from: lineStart) {
        result.line += 1
        lineStart = feed + 1
      }
    } else {
      for at in begin..<index {
        let isReturn = memory[at] == UInt8(ascii: "\r") && !(at + 1 < end && memory[at + 1] == UInt8(ascii: "\n"))
        guard isReturn || memory[at] == UInt8(ascii: "\n") else { continue }
        result.line += 1
        lineStart = at + 1
      }
    }
    if lineStart > begin { result.column = 1 }
    var at = lineStart
    while at < index {
      if memory[at] & 0xc0 != 0x80 { result.column += 1 }
      at += 1
    }
    return result
  }
}

extension [UInt8] {
  /// Takes what a search for the end of a document type declaration would stop at out of a processing instruction's data, which
  /// may be anything.
  fileprivate mutating func blankQuotes(inData instruction: Range<Int>) {
    guard let space = instruction.first(where: { self[$0] <= UInt8(ascii: " ") }) else { return }
    for place in space..<instruction.upperBound - 2 where "\"'<]".utf8.contains(self[place]) {
      self[place] = UInt8(ascii: " ")
    }
  }

  /// One `\n` for each `\r\n` and `\r`.
  fileprivate mutating func removeReturns() {
    var write = 0
    var read = 0
    while read < count {
      var byte = self[read]
      if byte == UInt8(ascii: "\r") {
        byte = UInt8(ascii: "\n")
        if read + 1 < count, self[read + 1] == UInt8(ascii: "\n") { read += 1 }
      }
      self[write] = byte
      write += 1
      read += 1
    }
    removeLast(count - write)
  }
}
