/// A request to the API as a value: what to ask, not how to carry it.
public struct APIRequest: Sendable, Equatable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether carrying the request out may change the account.
    public var isMutation: Bool { self != .get }
  }

  public var method: Method
  /// Path and query, percent-encoded, beginning with `/`; the base URL stands before it.
  public var target: String
  /// The JSON body; `nil` sends none, as the API refuses a body on a method that expects none (ERR_NGROK_211).
  public var body: [UInt8]?
  /// The owner of the credential that is asked for, or of those that are to be listed, as the answer has to name it; `nil`
  /// for other requests.
  public var owner: UserID?

  public init(_ method: Method, _ target: String, body: [UInt8]? = nil, owner: UserID? = nil) {
    self.method = method
    self.target = target
    self.body = body
    self.owner = owner
  }
}
