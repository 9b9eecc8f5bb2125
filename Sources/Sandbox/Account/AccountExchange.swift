/// An HTTP request as the account sees it.
public struct AccountRequest: Sendable {
  public var method: String
  /// Path and query, percent-encoded, as on the request line.
  public var target: String
  /// The header `Authorization`, whole.
  public var authorization: String?
  /// The header `Ngrok-Version`.
  public var version: String?
  public var body: [UInt8]
  /// What `uri` and `next_page_uri` begin with: scheme, host and port, without a slash.
  public var baseURL: String
  /// How many requests are under way at once, this one included; the account cannot know.
  public var concurrency: Int
  /// Comes back in the log with whatever this request changes.
  public var tag: UInt64

  public init(
    _ method: String, _ target: String, authorization: String?, version: String? = "2", body: [UInt8] = [],
    baseURL: String = "https://api.ngrok.com", concurrency: Int = 1, tag: UInt64 = 0
  ) {
    self.method = method
    self.target = target
    self.authorization = authorization
    self.version = version
    self.body = body
    self.baseURL = baseURL
    self.concurrency = concurrency
    self.tag = tag
  }

  /// A request as a well-behaved client sends it.
  public init(
    _ method: String, _ target: String, apiKey: String, body: [UInt8] = [], tag: UInt64 = 0
  ) {
    self.init(method, target, authorization: "Bearer \(apiKey)", body: body, tag: tag)
  }
}

/// The account's answer; the body is JSON, or empty with status 204.
public struct AccountResponse: Sendable, Equatable {
  public var status: Int
  public var body: [UInt8]
  /// The header `Retry-After`: seconds or an HTTP date, on a 429 only.
  public var retryAfter: String?
  /// The header `Date`, by the server's clock.
  public var date: String
  /// The header `ngrok-operation-id`.
  public var operationID: String
}
