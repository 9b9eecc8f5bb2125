import NgrokAPI

/// Where the API is, who asks, and the bounds of a connection.
public struct TransportConfiguration: Sendable {
  /// Where the API is.
  public var baseURL: BaseURL
  /// Who asks; it goes into a header of each request and nowhere else.
  public var apiKey: Secret
  /// The header `User-Agent`, such as `muster/1.0`.
  public var userAgent: String
  /// From the start of a sending until the connection, TLS included, stands.
  public var connectTimeout: Duration = .seconds(10)
  /// From the start of a sending to the last byte of its answer. A backstop: the engine cancels by deadlines of its own.
  public var totalTimeout: Duration = .seconds(120)
  /// Connections open at once; further requests wait for one.
  public var maximumConnections = 16
  /// A file of certificates in PEM that are trusted instead of the system's.
  public var certificateAuthorityFile: String?
  /// A proxy's address; `nil` takes what the environment says (`https_proxy`, `no_proxy` …), the empty text takes none.
  ///
  /// Where it is given it holds for every host, whatever `no_proxy` says.
  ///
  /// It holds for `https://` only: to an `http://` address, which is always this machine, a proxy would carry the API
  /// key in clear text over the network.
  public var proxy: String?
  /// Answers above this size, after unpacking, are cut off and count as lost.
  public var maximumAnswerBytes = 8 << 20
  /// Status lines and headers of one answer above this size are cut off, too.
  public var maximumHeaderBytes = 64 << 10

  /// Takes what has no default; the rest is set afterwards.
  public init(baseURL: BaseURL, apiKey: Secret, userAgent: String) {
    self.baseURL = baseURL
    self.apiKey = apiKey
    self.userAgent = userAgent
  }
}
