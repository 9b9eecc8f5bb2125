import NgrokAPI

/// What to do with a customer whose name the account already has.
public enum ExistingPolicy: String, Sendable, CaseIterable {
  case fail, adopt, skip
}

/// What to do when the account may have no more credentials of a kind.
public enum QuotaPolicy: String, Sendable, CaseIterable {
  /// Stops the run.
  case stop
  /// Goes on with all else; customers who lack nothing but such credentials are left for later.
  case skip
}

/// An allowed number of requests in a window of time.
public struct RateLimit: Sendable, Equatable {
  public var count: Int
  public var window: Duration

  public init(count: Int, window: Duration) {
    self.count = count
    self.window = window
  }

  /// The documented limit of the API: 120 requests in a rolling 60-second window, per account.
  public static let documented = RateLimit(count: 120, window: .seconds(60))
}

/// When a run that is going wrong is stopped.
public enum ErrorLimit: Sendable, Equatable {
  /// Stops when more customers than this failed or are unknown.
  case count(Int)
  /// Stops when more than this share (0…100) of the finished customers failed or are unknown, once 100 have finished.
  case percent(Double)
}

/// How many users a run may delete, or it deletes none.
public struct DeletionLimit: Sendable, Equatable {
  public enum Most: Sendable, Equatable {
    case count(Int)
    /// Of the users that the account has when the run begins, 0…100.
    case percent(Double)
  }

  public var most: Most
  /// How many are to be deleted.
  public var pending: Int

  public init(_ most: Most, pending: Int) {
    self.most = most
    self.pending = pending
  }
}

/// All that a job's engine is told beforehand.
public struct JobSettings: Sendable, Equatable {
  /// The run's name, the first part of every marker; letters and digits only.
  public var run: String
  public var kind = JobKind.import
  public var userKind: UserKind = .bot
  public var existing: ExistingPolicy = .fail
  public var onQuota = QuotaPolicy.stop
  /// The member of credentials' metadata that holds the customer's key; `nil` if none does.
  public var keyMember: String?
  /// Whether credentials carry the marker in their metadata.
  public var usesMarker = true
  /// The settling time D: nothing that was sent executes or becomes visible later than this after its connection ended.
  public var settle: Duration = .seconds(30)
  /// How long a request may take before it is given up as unanswered.
  public var timeout: Duration = .seconds(30)
  /// How often a step is tried again after a try without a definite answer, in one call of the program.
  public var retries = 8
  /// The most requests under way at once.
  public var concurrency = 16
  /// `nil` sends as fast as answers come in.
  public var rate: RateLimit? = .documented
  /// The part of the window that this run may use, over 0 and at most 1.
  public var share = 1.0
  public var maximumErrors: ErrorLimit?
  /// Stops after that many customers have been taken up and finished.
  public var stopAfter: Int?
  public var maximumDuration: Duration?
  /// How long the API may be out of reach before the run stops.
  public var maximumOutage: Duration = .seconds(12 * 3600)
  /// The same while the API has not answered a single time yet: more likely a wrong address than an outage.
  public var maximumFirstOutage: Duration = .seconds(60)
  /// The most pages of the account's users that are worth listing before the first customer; whoever is on none of them
  /// is read one by one. `nil` where the whole list is needed, as for whoever is known by name only.
  public var baselinePages: Int?
  public var deletionLimit: DeletionLimit?
  /// Whether users are deleted although they are active.
  public var deletesActiveUsers = false
  /// Whether credentials are replaced although they seem to have been, and the old ones not retired yet.
  public var rotatesAgain = false
  /// The name of the run that a `withdraw` takes back: credentials with its marker are not those of others.
  public var undoneRun: String?
  /// Credentials of which a person has said that requests of this run have left them behind, where nothing else tells.
  public var disposableCredentials: Set<CredentialID> = []
  /// Whether the job only finds out what became of requests that it never heard of, and begins nothing.
  public var onlySettles = false
  /// Whether requests that change the account are only shown, and taken for carried out.
  public var isDryRun = false
  public var seed: UInt64 = 0

  public init(run: String) { self.run = run }
}
