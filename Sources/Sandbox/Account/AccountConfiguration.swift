/// What an account is like; it may be changed while the account runs.
public struct AccountConfiguration: Sendable, Equatable {
  /// Seconds since 1970 for which the origin of `AccountTime` stands; shift it to make the server's clock wrong.
  public var epoch: Int64 = 1_767_225_600
  /// Keys that authenticate as the account's human admin.
  public var adminKeys: Set<String> = ["sandbox"]
  /// Any key that begins so is an admin key, too; `nil`: none, and an empty text: every key.
  public var adminKeyPrefix: String?
  public var limits = AccountLimits()
  public var listOrder = ListOrder.creation
  public var lostAnchor = LostAnchor.passesOver
  /// Whether a last page that is full names a further one, which is empty.
  public var hasTrailingPages = false
  /// Whether answers have members that no client knows, as a later API may.
  public var hasFutureMembers = false
  /// The error code of a 404. Documentation is silent, so none is the default: a client has to do without.
  public var notFoundCode: String?
  /// Refuses every authenticated request: a suspended account, an IP policy, a plan that lacks something.
  public var refusal: AccountRefusal?
  public var hasServiceUsers = true
  /// Whether `Account.log` keeps every mutation; without it, it holds those that nobody has taken.
  public var keepsLog = true

  /// How ids, by which lists are sorted, are drawn within one second.
  public enum ListOrder: String, Sendable, CaseIterable {
    /// Ascending, so that lists are newest first exactly.
    case creation
    /// At random, as the KSUIDs that ngrok's ids look like: what was created in the same second comes in any order,
    /// and a later one may stand behind an earlier one.
    case randomWithinSecond
  }

  /// What a list answers whose `before_id` has been deleted; documentation is silent.
  public enum LostAnchor: String, Sendable, CaseIterable {
    /// Goes on where the deleted one stood.
    case passesOver
    /// 404.
    case notFound
    /// 400, ERR_NGROK_215.
    case invalid
  }

  public init() {}
}

/// The account's limits; `nil` switches one off.
public struct AccountLimits: Sendable, Equatable {
  /// Requests in a rolling window over the whole account (ERR_NGROK_226).
  public var requests: AccountRate? = AccountRate(120, perSeconds: 60)
  /// Whether a request that was refused with 429 takes a place in the window all the same.
  public var countsThrottled = false
  /// Simultaneous requests (ERR_NGROK_225).
  public var concurrency: Int?
  /// New API keys in a rolling window (ERR_NGROK_614).
  public var newKeys: AccountRate?
  /// How many credentials there may be, by kind.
  public var quotas: [AccountResourceKind: Quota] = [:]
  public var retryAfter = RetryAfter.seconds
  /// Bytes; the documentation does not tell the real maximum.
  public var nameLength = 255
  public var descriptionLength = 255
  public var metadataLength = 4_096

  /// How many credentials of a kind there may be, and with which code further ones are refused: 603 or 613 for API keys,
  /// 602 or 615 for authtokens, 608 or 617 for SSH credentials.
  public struct Quota: Sendable, Equatable {
    public var count: Int
    /// `nil`: the first one of the kind.
    public var code: String?

    public init(_ count: Int, code: String? = nil) {
      self.count = count
      self.code = code
    }
  }

  /// The form of `Retry-After` on a 429.
  public enum RetryAfter: String, Sendable, CaseIterable {
    case seconds, date, absent
  }

  public init() {}

  /// No limit on requests.
  public static var unlimited: Self {
    var limits = Self()
    limits.requests = nil
    return limits
  }
}

/// So many in so long.
public struct AccountRate: Sendable, Equatable {
  public var count: Int
  public var nanoseconds: UInt64

  public init(_ count: Int, perSeconds seconds: Double) {
    self.count = count
    nanoseconds = UInt64(max(seconds, 0.001) * 1e9)
  }

  /// A rate as the command line spells it: `120/60s`, `120/2s`, `10/500ms`, `3/m`; `nil` if it is none.
  public init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000_000).contains(count) else { return nil }
    let span = parts[1].first?.isNumber == true ? parts[1] : "1" + parts[1]
    guard let nanoseconds = sandboxNanoseconds(span), nanoseconds > 0 else { return nil }
    self.init(count, perSeconds: Double(nanoseconds) / 1e9)
  }

  var interval: String {
    nanoseconds % 1_000_000_000 == 0 ? "\(nanoseconds / 1_000_000_000)s" : "\(nanoseconds / 1_000_000)ms"
  }
}
