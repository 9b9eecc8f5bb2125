/// The path and query of a request, taken apart.
struct RequestTarget {
  let collection: String
  let id: AccountText?
  /// Whether the path is `/collection` or `/collection/id`.
  let hasKnownShape: Bool
  let query: Query

  init(_ target: String) {
    let bytes = Array(target.utf8)
    let mark = bytes.firstIndex(of: UInt8(ascii: "?"))
    let path = bytes[..<(mark ?? bytes.count)].split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    hasKnownShape = (path.count == 2 || path.count == 3) && path[0].isEmpty
    collection = path.count > 1 ? String(decoding: path[1], as: UTF8.self) : ""
    id = path.count > 2 ? AccountText(Self.decode(path[2], plusIsSpace: false)) : nil
    query = Query(mark.map { bytes[($0 + 1)...] } ?? [])
  }

  /// `name=value&…`.
  struct Query {
    private var items: [(name: AccountText, value: AccountText, spelling: String)] = []

    init(_ bytes: ArraySlice<UInt8>) {
      for item in bytes.split(separator: UInt8(ascii: "&")) {
        let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count > 1 ? parts[1] : []
        items.append(
          (
            AccountText(decode(parts[0], plusIsSpace: true)), AccountText(decode(value, plusIsSpace: true)),
            String(decoding: value, as: UTF8.self)
          ))
      }
    }

    subscript(name: AccountText) -> AccountText? { items.first { $0.name == name }?.value }

    /// The value still percent-encoded as it came.
    func spelling(of name: AccountText) -> String? { items.first { $0.name == name }?.spelling }

    func refuse(unknownBeside names: [AccountText]) throws(AccountRefusal) {
      guard let unknown = items.first(where: { !names.contains($0.name) }) else { return }
      throw .unknownQueryParameter(unknown.name, supported: names.map(\.string))
    }
  }

  /// Undoes percent-encoding; what is no valid escape stays as it is.
  static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
      {
        decoded.append(UInt8(high << 4 | low))
        index += 3
        continue
      }
      decoded.append(plusIsSpace && bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
      index += 1
    }
    return decoded
  }
}
