/// Why the account does not do what it was asked: what becomes the body of a 4xx answer.
///
/// Codes and wording follow ngrok's error reference; where that leaves a status open, the nearest HTTP meaning is taken.
/// Credentials are never repeated in a message, although ngrok's own texts do so.
public struct AccountRefusal: Error, Sendable, Equatable {
  public var status: Int
  /// The stable code, such as `ERR_NGROK_4112`; `nil` leaves the field out.
  public var code: String?
  public var message: String
  var retryAt: AccountTime?

  public init(status: Int, code: String?, message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  private init(_ status: Int, _ number: Int, _ message: String) {
    self.init(status: status, code: "ERR_NGROK_\(number)", message: message)
  }
}

// MARK: Who asks, and how

extension AccountRefusal {
  static let noAuthorization = Self(
    401, 200, "The ngrok API requires that you set the Authorization header for authentication.")
  static let unreadableAuthorization = Self(
    401, 201, "The ngrok API requires Bearer authentication via the Authorization header, which could not be parsed.")
  static let malformedKey = Self(
    401, 202, "The API authentication you specified does not look like a valid credential.")
  static let invalidKey = Self(
    401, 203, "The API authentication you specified is properly formed, but it is invalid.")
  static let noVersion = Self(
    400, 218,
    "Your request has not specified an API version. Include it in the Ngrok-Version header. Supported versions: 2.")
  static let unsupportedVersion = Self(
    400, 217, "The provided API version is invalid or unsupported. Supported versions: 2.")
  static let usersAreForAdmins = Self(403, 4111, "You must be an admin to create, update, or delete Bots.")
  static let ownershipIsForAdmins = Self(403, 630, "You must be an admin to set credential ownership.")
  static let noServiceUsers = Self(
    403, 4119, "This account does not have access to service users, please upgrade to a paid plan.")
}

// MARK: Limits

extension AccountRefusal {
  static func tooManyRequests(_ rate: AccountRate, until: AccountTime) -> Self {
    var refusal = Self(429, 226, "Your account is rate limited to \(rate.count) API requests per \(rate.interval).")
    refusal.retryAt = until
    return refusal
  }

  static func tooManyAtOnce(_ limit: Int, until: AccountTime) -> Self {
    var refusal = Self(429, 225, "Your account is limited to \(limit) simultaneous API requests.")
    refusal.retryAt = until
    return refusal
  }

  static func tooManyNewKeys(_ rate: AccountRate, until: AccountTime) -> Self {
    var refusal = Self(
      429, 614, "Your account is rate limited for adding \(rate.count) API keys per \(rate.interval).")
    refusal.retryAt = until
    return refusal
  }

  static func fullQuota(_ quota: AccountLimits.Quota, code: String, of things: String) -> Self {
    Self(
      status: 400, code: quota.code ?? code,
      message: "Your account is limited to \(quota.count) \(things). Upgrade your account.")
  }
}

// MARK: What is asked

extension AccountRefusal {
  static func unexpectedBody(_ method: String) -> Self {
    Self(400, 211, "The \(method) request you made does not expect a body, but you provided one.")
  }

  static func unknownParameter(_ name: AccountText, supported: [String]) -> Self {
    Self(
      400, 214,
      "The request parameter \(name) is unknown and not expected. "
        + "The supported fields are: \(supported.joined(separator: ", ")).")
  }

  static func unknownQueryParameter(_ name: AccountText, supported: [String]) -> Self {
    Self(
      400, 231,
      "The query part of the requested URI includes unknown parameters: \(name). "
        + "The supported parameters are: \(supported.joined(separator: ", ")).")
  }

  static func invalidParameter(_ name: String) -> Self {
    Self(400, 215, "The value provided for the request parameter \(name) is invalid.")
  }

  static func invalidJSON(_ error: JSONValue.SyntaxError) -> Self {
    Self(400, 215, "The request body is not valid JSON: \(error.message) at byte \(error.offset).")
  }

  static func invalidFilter(_ detail: String) -> Self { Self(400, 250, "Invalid CEL query: \(detail)") }

  static let emptyName = Self(400, 4109, "Service User name must not be empty.")

  static func longName(_ length: Int, maximum: Int) -> Self {
    Self(400, 4110, "Service User name exceeds max length, \(length) bytes, max: \(maximum).")
  }

  static let nameExists = Self(400, 4112, "Service User names must be unique within an account.")

  static func longDescription(_ length: Int, maximum: Int) -> Self {
    Self(400, 604, "Description is limited to \(maximum) characters; you have entered \(length) characters.")
  }

  static func longMetadata(_ length: Int, maximum: Int) -> Self {
    Self(400, 605, "Metadata is limited to \(maximum) characters; you have entered \(length) characters.")
  }

  static func invalidRule(_ rule: AccountText) -> Self {
    Self(
      400, 600,
      "Invalid ACL rule. An ACL rule must be '*' or start with 'bind:'. The bind value must match the format of a "
        + "domain, address, or label. You specified: \(rule).")
  }

  static let noPublicKey = Self(400, 611, "Public key is missing or empty.")

  static func invalidPublicKey(_ reason: String) -> Self { Self(400, 612, "Invalid public key: \(reason).") }

  static let publicKeyExists = Self(400, 609, "The public key already exists on your account.")

  static let inactiveOwner = Self(400, 636, "The credential owner is marked as inactive on the account.")

  static func reassignment(_ traits: AccountResourceKind.Traits) -> Self {
    Self(
      status: 400, code: traits.reassignmentCode,
      message: "The \(traits.title) is already owned by a user and cannot be re-assigned ownership.")
  }

  /// Documentation names no code for what is not there, and the official clients tell it by the status alone.
  static func notFound(_ what: String, code: String?) -> Self {
    Self(status: 404, code: code, message: "\(what) not found.")
  }

  static func methodNotAllowed(_ method: String) -> Self {
    Self(status: 405, code: nil, message: "The method \(method) is not allowed here.")
  }
}
