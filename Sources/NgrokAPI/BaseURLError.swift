/// Why a text cannot be the API's base URL.
public struct BaseURLError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong with the text; stable, for scripts and tests.
  public enum Code: String, Sendable {
    case scheme, host, port, path, userInformation, query, fragment, invalidCharacter, clearText
  }

  /// What is wrong.
  public let code: Code
  /// The address as given; empty where it may hold a password.
  public let text: String

  init(_ code: Code, _ text: String) {
    self.code = code
    // A query may hold a key, and user information a password: such a text is not repeated.
    let isQuotable =
      text.utf8.count <= 200 && !text.utf8.contains { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "?") }
    self.text = isQuotable ? text : ""
  }

  /// One sentence for a person: what, why, and what to give instead.
  public var description: String {
    let subject = text.isEmpty ? "the base URL" : "the base URL \(text)"
    let reason =
      switch code {
      case .scheme: "does not begin with https:// (or http:// for this machine)"
      case .host: "has no sound host name; names with other letters than ASCII are written in Punycode (xn--…)"
      case .port: "has a port that is no number from 1 to 65535"
      case .path: "has an empty, relative or quoted part in its path"
      case .userInformation: "holds a user name or password; the API knows only its key, from NGROK_API_KEY or a file"
      case .query: "has a query; give only scheme, host, port and path"
      case .fragment: "has a fragment; give only scheme, host, port and path"
      case .invalidCharacter: "is too long or has spaces, control characters or other letters than ASCII"
      case .clearText:
        "would send the API key in clear text; use https://, as http:// is only for 127.0.0.1, [::1] and localhost"
      }
    return "\(subject) \(reason)"
  }
}
