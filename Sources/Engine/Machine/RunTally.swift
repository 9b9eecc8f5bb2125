/// What has happened since this process took up the run; for progress and the error limit.
public struct RunTally: Sendable, Equatable {
  public internal(set) var finished: [CustomerState: Int] = [:]
  public internal(set) var requestsSent = 0
  /// Answers 429: the account's window was full although ours was not.
  public internal(set) var throttled = 0
  /// Requests that got no definite answer.
  public internal(set) var unanswered = 0
  public internal(set) var requestsUnderWay = 0
  /// Customers that wait for a settling time or a delay.
  public internal(set) var waitingCustomers = 0
  /// How many items reading the account's lists has brought so far.
  public internal(set) var listed: [AccountList: Int] = [:]
  /// Slots of the window taken when the engine last looked, and how many it may take.
  public internal(set) var windowUse = 0
  public internal(set) var windowSize = 0

  public var finishedCount: Int { finished.values.reduce(0, +) }
  public var errorCount: Int { finished[.failed, default: 0] + finished[.unknown, default: 0] }
}

/// What a run is waiting for, where it is not simply at work.
public enum Waiting: Sendable, Equatable {
  /// The API cannot be reached; the text is the latest trouble.
  case outage(String, nextProbe: Instant?)
  /// Somebody else uses the account's window.
  case throttled(until: Instant)
  /// The window is used up by this run itself: the normal state of a long run.
  case window(until: Instant)
  /// All customers that are left wait for a settling time or a delay.
  case customers(until: Instant)
}
