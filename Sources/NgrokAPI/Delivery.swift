/// How one sending of a request ended, as the transport saw it.
///
/// The distinction between `neverLeft` and `lost` decides whether a creation may be repeated at once, so a transport
/// reports `neverLeft` only when it can prove that no byte of the request was written.
public enum Delivery: Sendable, Equatable {
  /// A complete answer came, whatever its status.
  case answered(APIAnswer)
  /// No byte of the request was written: refused connection, DNS, TLS failure.
  case neverLeft(TransportFailure)
  /// The request, or a part of it, was written and no complete answer came.
  case lost(TransportFailure)
}

/// A complete answer of the API, or of something that stands between.
public struct APIAnswer: Sendable, Equatable {
  public var status: Int
  public var body: [UInt8]
  /// The header `Retry-After` as it came: seconds or an HTTP date.
  public var retryAfter: String?
  /// The header `Date` as it came; a `Retry-After` date is read against it, never against our own clock.
  public var date: String?
  /// The header `ngrok-operation-id`.
  public var operationID: String?

  public init(
    status: Int, body: [UInt8] = [], retryAfter: String? = nil, date: String? = nil, operationID: String? = nil
  ) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
    self.date = date
    self.operationID = operationID
  }
}

/// Why a request got no complete answer.
public struct TransportFailure: Sendable, Equatable, Error {
  public enum Kind: String, Sendable {
    case nameResolution, connect, tls, proxy, timeout, connectionLost, cancelled, oversizedAnswer, other
  }

  public var kind: Kind
  /// What happened, in words for a person; without secrets.
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
