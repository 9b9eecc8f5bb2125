/// Where the API is: scheme, host, port and perhaps a path before every target.
///
/// A key is sent in clear text only to loopback addresses, so `http://` anywhere else is refused here, once.
public struct BaseURL: Sendable, Hashable, CustomStringConvertible {
  /// The two schemes that the API can be reached by.
  public enum Scheme: String, Sendable {
    case http, https

    var defaultPort: Int { self == .http ? 80 : 443 }
  }

  /// `http` only where the host is this machine.
  public let scheme: Scheme
  /// In lower case; an IPv6 address without its brackets.
  public let host: String
  /// `nil` for the scheme's own port.
  public let port: Int?
  /// Empty, or begins with `/` and does not end with one.
  public let pathPrefix: String

  /// The API itself.
  public static let ngrok = BaseURL(scheme: .https, host: "api.ngrok.com", port: nil, pathPrefix: "")

  /// The canonical text, by which a ledger knows its account: two texts of one address become the same.
  public var text: String {
    let authority = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return "\(scheme.rawValue)://\(authority)\(port.map { ":\($0)" } ?? "")\(pathPrefix)"
  }

  /// The same as `text`.
  public var description: String { text }

  /// Whether the address cannot leave this machine: 127.0.0.0/8, ::1 or localhost.
  public var isLoopback: Bool { Self.isLoopback(host) }

  /// The full address of a request's target; a prefix that the API's own paging repeats is not doubled.
  public func address(of target: String) -> String {
    if !pathPrefix.isEmpty, target.hasPrefix(pathPrefix + "/") {
      return BaseURL(scheme: scheme, host: host, port: port, pathPrefix: "").text + target
    }
    return text + target
  }

  private init(scheme: Scheme, host: String, port: Int?, pathPrefix: String) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.pathPrefix = pathPrefix
  }

  /// Reads an address such as `https://api.ngrok.com` or `http://127.0.0.1:8080/prefix`.
  public init(_ text: String) throws(BaseURLError) {
    let (scheme, rest) = try Self.split(text)
    let authority = rest.prefix { $0 != "/" }
    let (host, port) = try Self.splitAuthority(authority, of: text)
    let path = try Self.checkedPath(rest.dropFirst(authority.count), of: text)
    guard scheme == .https || Self.isLoopback(host) else { throw BaseURLError(.clearText, text) }
    self.init(scheme: scheme, host: host, port: port == scheme.defaultPort ? nil : port, pathPrefix: path)
  }

  private static func split(_ text: String) throws(BaseURLError) -> (Scheme, Substring) {
    guard text.utf8.count <= 2048, text.utf8.allSatisfy(\.isVisibleASCII) else {
      throw BaseURLError(.invalidCharacter, text)
    }
    let scheme = text.prefix { $0 != ":" }
    let rest = text.dropFirst(scheme.count)
    guard rest.hasPrefix("://"), let known = Scheme(rawValue: scheme.lowercased()) else {
      throw BaseURLError(.scheme, text)
    }
    if text.utf8.contains(UInt8(ascii: "@")) { throw BaseURLError(.userInformation, text) }
    if text.utf8.contains(UInt8(ascii: "?")) { throw BaseURLError(.query, text) }
    if text.utf8.contains(UInt8(ascii: "#")) { throw BaseURLError(.fragment, text) }
    return (known, rest.dropFirst(3))
  }

  private static func splitAuthority(
    _ authority: Substring, of text: String
  ) throws(BaseURLError) -> (host: String, port: Int?) {
    let host: Substring
    let rest: Substring
    if authority.hasPrefix("[") {
      host = authority.dropFirst().prefix { $0 != "]" }
      rest = authority.dropFirst(host.count + 2)
      let isAddress = host.utf8.allSatisfy {
        $0.isHexadecimalDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
      }
      guard isAddress, host.utf8.contains(UInt8(ascii: ":")), authority.utf8.contains(UInt8(ascii: "]")) else {
        throw BaseURLError(.host, text)
      }
    } else {
      host = authority.prefix { $0 != ":" }
      rest = authority.dropFirst(host.count)
      let isName = host.utf8.allSatisfy {
        ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z")) || $0.isDecimalDigit
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
      }
      guard isName, !host.isEmpty, host.utf8.count <= 253 else { throw BaseURLError(.host, text) }
    }
    if rest.isEmpty { return (host.lowercased(), nil) }
    let digits = rest.dropFirst()
    guard rest.first == ":", digits.utf8.allSatisfy(\.isDecimalDigit), digits.utf8.count <= 5, let port = Int(digits),
      (1...65535).contains(port)
    else { throw BaseURLError(.port, text) }
    return (host.lowercased(), port)
  }

  private static func checkedPath(_ path: Substring, of text: String) throws(BaseURLError) -> String {
    var path = path
    while path.last == "/" { path.removeLast() }
    if path.isEmpty { return "" }
    for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let isSound =
        !segment.isEmpty && segment != "." && segment != ".."
        && !segment.utf8.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }
      guard isSound else { throw BaseURLError(.path, text) }
    }
    return String(path)
  }

  /// Only the plain spellings: of `127.1` or `0x7f.1` nobody can be sure how a resolver takes them.
  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDecimalDigit)
          && (part == "0" || !part.hasPrefix("0")) && Int(part)! <= 255  // up to three digits are always a number
      }
  }
}

extension UInt8 {
  fileprivate var isHexadecimalDigit: Bool {
    isDecimalDigit || (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "f"))
  }
}
