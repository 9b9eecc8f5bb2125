import CPlatform

/// Writing a record's text. Each function makes room for what it writes.
extension XMLRecordBuilder {
  /// Room for `more` bytes, and 64 behind them to look at.
  @inline(__always) mutating func ensure(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  @inline(never) private mutating func grow(_ more: Int) {
    batch.inputCount = count
    batch.rewrittenEnd = count
    batch.reserve(count + more)
    base = batch.memory
    capacity = batch.capacity - RecordBatch.overread
  }

  @inline(__always) mutating func append(_ byte: UInt8) {
    ensure(1)
    base[count] = byte
    count += 1
  }

  @inline(__always) private mutating func put(_ byte: UInt8) {
    base[count] = byte
    count += 1
  }

  @inline(__always) private mutating func put(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    (base + count).update(from: bytes, count: length)
    count += length
  }

  /// Appends `<prefix:name`.
  ///
  /// - Returns: the length of the name with its prefix.
  @inline(__always) mutating func appendTagStart(_ tag: XMLTag, nameLength: Int) -> Int {
    var length = nameLength
    ensure(nameLength + 1)
    put(UInt8(ascii: "<"))
    if let prefix = tag.prefix {
      let prefixLength = XMLPaths.length(of: prefix)
      ensure(prefixLength + 1 + nameLength)
      put(prefix, prefixLength)
      put(UInt8(ascii: ":"))
      length += prefixLength + 1
    }
    put(tag.name, nameLength)
    return length
  }

  /// Appends `</name>` with the name that stands at `place`.
  @inline(__always) mutating func appendTagEnd(nameFrom place: Int, length: Int) {
    ensure(length + 3)
    put(UInt8(ascii: "<"))
    put(UInt8(ascii: "/"))
    put(UnsafePointer(base + place), length)
    put(UInt8(ascii: ">"))
  }

  /// Appends ` prefix:name="`.
  @inline(__always) mutating func appendAttributeName(_ attribute: XMLTag.Attribute, nameLength: Int) {
    let prefixLength = attribute.prefix.map { XMLPaths.length(of: $0) } ?? 0
    ensure(nameLength + prefixLength + 4)
    put(UInt8(ascii: " "))
    if let prefix = attribute.prefix {
      put(prefix, prefixLength)
      put(UInt8(ascii: ":"))
    }
    put(attribute.name, nameLength)
    put(UInt8(ascii: "="))
    put(UInt8(ascii: "\""))
  }

  /// Appends the declarations of a tag and those that hold around it.
  @inline(never) mutating func appendNamespaces(_ tag: XMLTag, scope: XMLScope?) {
    var declarations = scope?.inherited(by: tag) ?? []
    for index in 0..<tag.namespaceCount {
      let (prefix, address) = tag.declaration(index)
      declarations.append((prefix.map { String(cString: $0) } ?? "", address.map { String(cString: $0) } ?? ""))
    }
    for (prefix, address) in declarations {
      appendText(prefix.isEmpty ? " xmlns=\"" : " xmlns:\(prefix)=\"")
      var address = address
      address.withUTF8 { bytes in
        if let first = bytes.baseAddress { _ = appendEscaped(first, bytes.count, isAttribute: true) }
      }
      append(UInt8(ascii: "\""))
    }
  }

  private mutating func appendText(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      ensure(bytes.count)
      if let first = bytes.baseAddress { put(first, bytes.count) }
    }
  }

  /// Appends a value, with escapes where it would not come back as it is.
  ///
  /// - Returns: whether it has escapes.
  @inline(__always) mutating func appendEscaped(
    _ text: UnsafePointer<UInt8>, _ length: Int, isAttribute: Bool
  ) -> Bool {
    ensure(length)
    put(text, length)
    // Looked through where it stands now, since more than its bytes can be looked at there.
    let written = UnsafePointer(base + count - length)
    let hasEscapes =
      muster_has_one_of_four(
        written, length, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\r"))
      || isAttribute
        && muster_has_one_of_four(
          written, length, UInt8(ascii: "\""), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\n"))
    guard hasEscapes else { return false }
    count -= length
    appendWithEscapes(UnsafeBufferPointer(start: text, count: length), isAttribute: isAttribute)
    return true
  }

  @inline(never) private mutating func appendWithEscapes(_ text: UnsafeBufferPointer<UInt8>, isAttribute: Bool) {
    for byte in text {
      ensure(XMLEscapes.longest)
      if let escape = XMLEscapes.escape(of: byte, isAttribute: isAttribute) {
        put(escape.utf8Start, escape.utf8CodeUnitCount)
      } else {
        put(byte)
      }
    }
  }

  @inline(__always) func isBlank(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    for index in 0..<length {
      switch text[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): continue
      default: return false
      }
    }
    return true
  }
}

/// The escapes that records are written out with.
enum XMLEscapes {
  static let longest = 6

  static func escape(of byte: UInt8, isAttribute: Bool) -> StaticString? {
    switch byte {
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "&"): "&amp;"
    // A parser makes a bare carriage return a line feed, and white space in an attribute a space.
    case UInt8(ascii: "\r"): "&#13;"
    case UInt8(ascii: "\""): isAttribute ? "&quot;" : nil
    case UInt8(ascii: "\t"): isAttribute ? "&#9;" : nil
    case UInt8(ascii: "\n"): isAttribute ? "&#10;" : nil
    default: nil
    }
  }

  /// Appends `text` as it was before its escapes, which are those above for text that is no attribute.
  static func undo(_ text: UnsafeBufferPointer<UInt8>, appendingTo output: inout [UInt8]) {
    var place = 0
    while place < text.count {
      guard text[place] == UInt8(ascii: "&"), place + 1 < text.count else {
        output.append(text[place])
        place += 1
        continue
      }
      switch text[place + 1] {
      case UInt8(ascii: "l"):
        output.append(UInt8(ascii: "<"))
        place += 4
      case UInt8(ascii: "g"):
        output.append(UInt8(ascii: ">"))
        place += 4
      case UInt8(ascii: "a"):
        output.append(UInt8(ascii: "&"))
        place += 5
      default:
        output.append(UInt8(ascii: "\r"))
        place += 5
      }
    }
  }
}
