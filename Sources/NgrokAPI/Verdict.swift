/// What an ended request means for the run; the one place where a status or an error code is looked at.
public enum Verdict: Sendable, Equatable {
  /// A 2xx whose body is the resource, list or nothing that the request asked for.
  case done(Payload)
  /// The API refused this request for what it asks (4xx with an ERR_NGROK code); it was not carried out.
  case refused(APIError)
  /// The API refused for a reason that holds for every further request; it was not carried out.
  case fatal(APIError)
  /// The account may have no more credentials of this kind; the request was not carried out.
  case quotaFull(APIError)
  /// The API wants us to slow down; the request was not carried out and nothing is charged for it.
  case throttled(Throttle)
  /// No byte of the request left this machine; it was not carried out.
  case neverLeft(TransportFailure)
  /// Nobody knows whether the request was carried out: no answer, 5xx, no JSON, a 2xx without an id.
  case ambiguous(String)
}

/// The parsed body of a successful answer.
public enum Payload: Sendable, Equatable {
  case user(User)
  case credential(Credential)
  case users(Page<User>)
  case credentials(Page<Credential>)
  case nothing
}

/// What a request expects as the body of its success.
public enum Expectation: Sendable, Equatable {
  case user, nothing
  case credential(CredentialKind)
  /// A credential that has just been created, which is useless, and so no definite success, without its token where its
  /// kind has one.
  case newCredential(CredentialKind)
  case users(UserKind)
  case credentials(CredentialKind)
}

/// An answer that says “not now”.
public struct Throttle: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// ERR_NGROK_226, or a 429 with no code known to us: the account's window is full.
    case rate
    /// ERR_NGROK_225: too many requests at once.
    case concurrency
    /// ERR_NGROK_614: too many API keys created in an interval; other requests are not concerned.
    case keyCreation
  }

  public var kind: Kind
  /// How long the answer asks to wait: never negative, at most an hour; `nil` where it does not say.
  public var retryAfter: Duration?

  public init(_ kind: Kind, retryAfter: Duration? = nil) {
    self.kind = kind
    self.retryAfter = retryAfter
  }
}

/// An error as the API words it.
public struct APIError: Sendable, Equatable, Error {
  /// The stable code, such as `ERR_NGROK_4112`.
  public var code: String
  public var status: Int
  public var message: String
  /// The id by which ngrok's support finds the request; empty where none came.
  public var operationID: String

  public init(code: String, status: Int, message: String, operationID: String) {
    self.code = code
    self.status = status
    self.message = message
    self.operationID = operationID
  }
}
