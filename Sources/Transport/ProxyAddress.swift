/// A proxy on the way to the API, as a person names it: without name and password, which would stand in the list of
/// processes and in checkpoints.
public struct ProxyAddress: Sendable, Equatable {
  /// As libcurl takes it; empty where no proxy is to be used, whatever the environment says.
  public let text: String

  private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

  /// Reads `none`, or an address such as `socks5h://127.0.0.1:1080`; without a scheme it is an HTTP proxy.
  public init?(_ text: String) {
    if text == "none" {
      self.text = ""
      return
    }
    guard text.utf8.count <= 300, !text.isEmpty else { return nil }
    let scheme: Substring
    var authority: Substring
    if let separator = text.firstRange(of: "://") {
      (scheme, authority) = (text[..<separator.lowerBound], text[separator.upperBound...])
    } else {
      (scheme, authority) = ("http", text[...])
    }
    if authority.hasSuffix("/") { authority.removeLast() }
    guard Self.schemes.contains(scheme.lowercased()), Self.isHostWithPort(authority) else { return nil }
    self.text = "\(scheme.lowercased())://\(authority)"
  }

  private static func isHostWithPort(_ authority: Substring) -> Bool {
    var host = authority
    var port: Substring = "0"
    if let bracket = authority.lastIndex(of: "]"), authority.hasPrefix("[") {
      host = authority[authority.index(after: authority.startIndex)..<bracket]
      let rest = authority[authority.index(after: bracket)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return false }
      if !rest.isEmpty { port = rest.dropFirst() }
      guard host.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
        return false
      }
    } else {
      if let colon = authority.firstIndex(of: ":") {
        host = authority[..<colon]
        port = authority[authority.index(after: colon)...]
      }
      guard host.utf8.allSatisfy(\.isPartOfName) else { return false }
    }
    return !host.isEmpty && UInt16(port) != nil
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  fileprivate var isPartOfName: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
