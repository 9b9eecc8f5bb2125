/// A rule that restricts what an authtoken or SSH credential may bind: `bind:*.acme.example.com`.
///
/// Only what the API certainly refuses, or what certainly restricts to nothing that exists, is a fault here. A rule names
/// a domain, an address with its port, or a label such as `bind:edge=edghts_…`; `*` allows everything.
enum ACLRule {
  private static let prefix: StaticString = "bind:"
  /// Of a domain and of each of its parts, in bytes (RFC 1035).
  private static let longestDomain = 253
  private static let longestPart = 63

  /// Why a text is no rule; `nil` if it is one.
  static func fault(in rule: UnsafeRawBufferPointer) -> String? {
    if rule.elementsEqual(CollectionOfOne(UInt8(ascii: "*"))) { return nil }
    let prefixLength = prefix.utf8CodeUnitCount
    guard rule.count >= prefixLength,
      isEqualIgnoringCase(UnsafeRawBufferPointer(rebasing: rule[..<prefixLength]), prefix)
    else { return "a rule is * or begins with bind:, as in bind:*.example.com" }
    guard rule.starts(with: "bind:".utf8) else { return "bind: is written in small letters" }
    let bound = rule[prefixLength...]
    if bound.isEmpty { return "nothing is behind bind:" }
    if bound.contains(where: { $0 <= 0x20 || $0 == 0x7f }) { return "it has white space or a control character in it" }
    if let equals = bound.firstIndex(of: UInt8(ascii: "=")) {
      let isWhole = equals > bound.startIndex && equals + 1 < bound.endIndex
      return isWhole ? nil : "a label is a name and a value, as in bind:edge=edghts_1"
    }
    return fault(inHost: host(of: bound)) ?? fault(inPort: bound)
  }

  private static func host(of bound: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    bound[..<(bound.firstIndex(of: UInt8(ascii: ":")) ?? bound.endIndex)]
  }

  private static func fault(inPort bound: Slice<UnsafeRawBufferPointer>) -> String? {
    guard let colon = bound.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let port = bound[(colon + 1)...]
    let isNumber =
      (1...5).contains(port.count) && port.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    // Of five digits at most, so that the number fits.
    let number = isNumber ? port.reduce(0) { $0 * 10 + (Int($1) - 0x30) } : 0
    return (1...65_535).contains(number) ? nil : "what is behind the colon is no port from 1 to 65535"
  }

  private static func fault(inHost host: Slice<UnsafeRawBufferPointer>) -> String? {
    if host.count > longestDomain { return "the domain has \(host.count) bytes, allowed are \(longestDomain)" }
    for (number, part) in host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).enumerated() {
      if part.isEmpty { return "a part of the domain is empty: dots stand side by side or at an end" }
      if number == 0, part.elementsEqual(CollectionOfOne(UInt8(ascii: "*"))) { continue }
      if part.contains(UInt8(ascii: "*")) { return "* can only stand for the whole first part of a domain" }
      if part.count > longestPart {
        return "a part of the domain has \(part.count) bytes, allowed are \(longestPart); "
          + "{COLUMN | truncate:\(longestPart)} shortens it"
      }
      if let reason = fault(inPart: part) { return reason }
    }
    return nil
  }

  private static func fault(inPart part: Slice<UnsafeRawBufferPointer>) -> String? {
    for byte in part {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        continue
      case 0x80...:
        return "a domain is written in ASCII: {COLUMN | slug} makes such a part of a name, or write it as xn--…"
      default:
        return "\"\(Character(Unicode.Scalar(byte)))\" cannot stand in a domain; {COLUMN | slug} makes a part of a name"
      }
    }
    let hyphen = UInt8(ascii: "-")
    return part.first == hyphen || part.last == hyphen ? "a part of the domain begins or ends with a hyphen" : nil
  }
}
