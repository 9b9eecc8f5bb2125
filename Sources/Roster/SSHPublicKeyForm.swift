/// Whether a text has the form of an SSH public key as `ssh-keygen` writes it into a `.pub` file: type, base64 and perhaps
/// a comment (RFC 4253, section 6.6, and OpenSSH's PROTOCOL.u2f). The numbers in it are not looked at.
enum SSHPublicKeyForm {
  enum Outcome: Equatable {
    /// How many bytes type and base64 take; a comment may follow.
    case key(count: Int)
    case fault(String)
  }

  private enum Part {
    /// A field of this many bytes.
    case bytes(Int)
    /// A field with just this text.
    case text(String)
    /// A number of at least so many bits.
    case number(bits: Int)
    case any
  }

  private static let types: [(name: String, parts: [Part])] = [
    ("ssh-ed25519", [.bytes(32)]),
    ("ssh-rsa", [.number(bits: 2), .number(bits: 1_024)]),
    ("ecdsa-sha2-nistp256", [.text("nistp256"), .bytes(65)]),
    ("ecdsa-sha2-nistp384", [.text("nistp384"), .bytes(97)]),
    ("ecdsa-sha2-nistp521", [.text("nistp521"), .bytes(133)]),
    ("sk-ssh-ed25519@openssh.com", [.bytes(32), .any]),
    ("sk-ecdsa-sha2-nistp256@openssh.com", [.text("nistp256"), .bytes(65), .any]),
    ("ssh-dss", [.number(bits: 512), .number(bits: 2), .number(bits: 2), .number(bits: 2)]),
  ]

  static func check(_ text: UnsafeRawBufferPointer) -> Outcome {
    if text.starts(with: "-----BEGIN".utf8) || text.starts(with: "---- BEGIN".utf8) {
      return .fault(
        "it is in another form, perhaps even a private key, which belongs in no list; take the .pub file's line")
    }
    if controlCharacter(in: text) != nil { return .fault("it has line breaks or tabs in it; a key is one line") }
    let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard let type = types.first(where: { $0.name.utf8.elementsEqual(words[0]) }) else {
      let names = types.map(\.name).joined(separator: ", ")
      return .fault("it does not begin with the type of a key (\(names))")
    }
    guard words.count > 1, !words[1].isEmpty else {
      return .fault("behind \(type.name) and a space its base64 is missing")
    }
    guard let blob = decoded(words[1]) else { return .fault("what stands behind \(type.name) is no base64") }
    if let reason = fault(in: blob, type) { return .fault(reason) }
    return .key(count: type.name.utf8.count + 1 + words[1].count)
  }

  private static func fault(in blob: [UInt8], _ type: (name: String, parts: [Part])) -> String? {
    var rest = blob[...]
    guard let name = takeField(&rest) else { return "its base64 is cut off" }
    guard name.elementsEqual(type.name.utf8) else { return "it says \(type.name), and its base64 is of another type" }
    for part in type.parts {
      guard let field = takeField(&rest) else { return "its base64 is cut off" }
      switch part {
      case .bytes(let count):
        if field.count != count { return "its base64 has \(field.count) bytes where \(type.name) has \(count)" }
      case .text(let text):
        if !field.elementsEqual(text.utf8) { return "its base64 does not say \(text)" }
      case .number(let bits):
        let size = bitCount(of: field)
        if size < bits { return "it has a number of \(size) bits, at least \(bits) are needed" }
      case .any: break
      }
    }
    return rest.isEmpty ? nil : "its base64 is longer than a key of this type"
  }

  /// A field: four bytes of length, the most significant first, and so many bytes.
  private static func takeField(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard rest.count >= 4 else { return nil }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    rest = rest.dropFirst(4)
    guard rest.count >= length else { return nil }
    defer { rest = rest.dropFirst(length) }
    return rest.prefix(length)
  }

  private static func bitCount(of number: ArraySlice<UInt8>) -> Int {
    let significant = number.drop { $0 == 0 }
    guard let first = significant.first else { return 0 }
    return significant.count * 8 - first.leadingZeroBitCount
  }

  /// The bytes of standard base64 with its padding; `nil` if it is none.
  private static func decoded(_ text: Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits = 0
    var held = 0
    for byte in text.dropLast(padding) {
      guard let value = value(of: byte) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    return bytes
  }

  private static func value(of byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 0x41
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 0x61 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

extension RowRejection {
  /// The text itself is not shown: what is no public key may be a private one.
  static func invalidPublicKey(_ reason: String, column: String?) -> RowRejection {
    let place = column.map { " in column \"\($0)\"" } ?? ""
    return RowRejection(
      code: "ssh-public-key-invalid", message: "the SSH public key\(place) is none: \(reason)", column: column)
  }
}
