import RecordStreams

/// A template's function with its texts as bytes.
enum CompiledFunction {
  case trim, lower, upper, slug
  case before([UInt8])
  case after([UInt8])
  case truncate(Int)
  case replace([UInt8], with: [UInt8])
  case fallback([UInt8])

  init(_ function: TemplateFunction) {
    switch function {
    case .trim: self = .trim
    case .lower: self = .lower
    case .upper: self = .upper
    case .slug: self = .slug
    case .before(let text): self = .before(Array(text.utf8))
    case .after(let text): self = .after(Array(text.utf8))
    case .truncate(let count): self = .truncate(count)
    case .replace(let old, let new): self = .replace(Array(old.utf8), with: Array(new.utf8))
    case .fallback(let text): self = .fallback(Array(text.utf8))
    }
  }

  /// What becomes of `value`, valid UTF-8: a part of it, or something in the scratch.
  func applied(to value: UnsafeRawBufferPointer, scratch: FieldScratch) -> UnsafeRawBufferPointer {
    switch self {
    case .trim: return trimmed(value)
    case .lower: return scratch.text(upTo: TextWriter.room(for: value)) { $0.append(value, as: .lower) }
    case .upper: return scratch.text(upTo: TextWriter.room(for: value)) { $0.append(value, as: .upper) }
    case .slug: return scratch.text(upTo: TextWriter.slugLimit) { $0.appendSlug(of: value) }
    case .before(let separator):
      guard let place = position(of: separator, in: value) else { return value }
      return UnsafeRawBufferPointer(rebasing: value[..<place])
    case .after(let separator):
      guard let place = position(of: separator, in: value) else { return UnsafeRawBufferPointer(rebasing: value[..<0]) }
      return UnsafeRawBufferPointer(rebasing: value[(place + separator.count)...])
    case .truncate(let count): return wholeCharacters(of: value, atMost: count)
    case .replace(let old, let new): return replaced(old, by: new, in: value, scratch: scratch)
    case .fallback(let text): return value.isEmpty ? scratch.text(upTo: text.count) { $0.append(text) } : value
    }
  }

  private func replaced(
    _ old: [UInt8], by new: [UInt8], in value: UnsafeRawBufferPointer, scratch: FieldScratch
  ) -> UnsafeRawBufferPointer {
    var occurrences = 0
    forEachPiece(of: value, between: old) { _, isLast in occurrences += isLast ? 0 : 1 }
    guard occurrences > 0 else { return value }
    return scratch.text(upTo: value.count + occurrences * (new.count - old.count)) { writer in
      forEachPiece(of: value, between: old) { piece, isLast in
        writer.append(piece)
        if !isLast { writer.append(new) }
      }
    }
  }
}

/// Hands over what stands between the occurrences of `separator`, from left to right.
private func forEachPiece(
  of bytes: UnsafeRawBufferPointer, between separator: [UInt8],
  _ body: (_ piece: UnsafeRawBufferPointer, _ isLast: Bool) -> Void
) {
  var rest = bytes
  while let place = position(of: separator, in: rest) {
    body(UnsafeRawBufferPointer(rebasing: rest[..<place]), false)
    rest = UnsafeRawBufferPointer(rebasing: rest[(place + separator.count)...])
  }
  body(rest, true)
}

/// Where `text`, which is not empty, first stands in `bytes`.
func position(of text: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
  guard let first = text.first, bytes.count >= text.count else { return nil }
  for start in 0...bytes.count - text.count where bytes[start] == first {
    if text.indices.allSatisfy({ bytes[start + $0] == text[$0] }) { return start }
  }
  return nil
}

/// The beginning of `bytes` that ends with a character as people see them, so that no letter loses its accent and no
/// flag its half.
func wholeCharacters(of bytes: UnsafeRawBufferPointer, atMost count: Int) -> UnsafeRawBufferPointer {
  guard bytes.count > count else { return bytes }
  // A cut between two ASCII characters is one, unless it would part CR and LF.
  if count > 0, bytes[count] < 0x80, bytes[count - 1] < 0x80, bytes[count] != 0x0A {
    return UnsafeRawBufferPointer(rebasing: bytes[..<count])
  }
  let text = String(decoding: bytes, as: UTF8.self)
  var end = count
  while end > 0 {
    let place = text.utf8.index(text.startIndex, offsetBy: end)
    if place.samePosition(in: text) != nil { break }
    end -= 1
  }
  return UnsafeRawBufferPointer(rebasing: bytes[..<end])
}
