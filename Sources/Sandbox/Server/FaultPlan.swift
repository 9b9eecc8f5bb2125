/// Which faults the server commits, each how often.
public struct FaultPlan: Sendable, Equatable {
  /// One fault with what it takes.
  public struct Entry: Sendable, Equatable {
    public var fault: Fault
    /// Between 0 and 1, drawn for each request by itself.
    public var probability: Double
    /// Milliseconds, a status or seconds, by the fault; a value is drawn from the range.
    public var argument: ClosedRange<Int>
    /// For `throttle`: the form of `Retry-After`.
    public var retryAfter = AccountLimits.RetryAfter.seconds
    /// The method that it is restricted to; `nil`: all.
    public var method: String?
    /// When it is in force; `nil`: always.
    public var period: FaultPeriod?
    /// Whether it is an outage: it comes before all other faults, and is counted as one.
    public var isOutage = false
  }

  /// The name of a whole outage on a schedule, which is written otherwise than a fault.
  public static let outage = "outage"

  /// One line for the help.
  public static let outageSummary =
    "nobody answers for a while, as in outage=200+30s: after 200 requests, or a time such as 5m, for 30 s; "
    + "ARGUMENT: reset, hang, page (of HTML, with 200) or a status of 500 to 504, reset"

  public var entries: [Entry] = []

  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Parses `NAME=PROBABILITY[,ARGUMENT][@START[+LENGTH]]`, with `post:` (or another method and a colon) before it to
  /// restrict it, and `outage=START+LENGTH[,ARGUMENT]`. START is a number of requests or a time since the server's start.
  ///
  /// Examples: `drop-after=0.02`, `latency=1,20-80`, `post:error-after=0.01,502`, `throttle=0.05,date:3`,
  /// `latency=1,500@60s+30s`, `outage=200+30s`, `outage=5m+30s,503`.
  public static func parse(_ text: String) throws(SandboxError) -> Entry {
    func refusal(_ reason: String) -> SandboxError {
      SandboxError(code: .invalidFault, message: "fault \"\(text)\": \(reason)")
    }
    var rest = Substring(text)
    var method: String?
    if let colon = rest.firstIndex(of: ":"), colon < rest.firstIndex(of: "=") ?? rest.endIndex {
      let name = rest[..<colon].uppercased()
      guard ["GET", "POST", "PATCH", "DELETE"].contains(name) else {
        throw refusal("\(rest[..<colon]) is no method; use get, post, patch or delete")
      }
      method = name
      rest = rest[rest.index(after: colon)...]
    }
    let halves = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else { throw refusal("write NAME=PROBABILITY, such as drop-after=0.02") }
    if halves[0] == outage {
      guard var entry = Entry(outage: halves[1]) else { throw refusal(outageSummary) }
      entry.method = method
      return entry
    }
    guard let fault = Fault(rawValue: String(halves[0])) else {
      let names = (Fault.allCases.map(\.rawValue) + [outage]).joined(separator: ", ")
      throw refusal("there is no fault named \(halves[0]); there are \(names)")
    }
    let (what, period) = try splitPeriod(halves[1], refusal)
    let values = what.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let probability = Double(values[0]), (0...1).contains(probability) else {
      throw refusal("the probability must be a number from 0 to 1")
    }
    var entry = Entry(fault: fault, probability: probability, argument: fault.defaultArgument, method: method)
    entry.period = period
    guard values.count == 2 else { return entry }
    guard entry.read(argument: values[1]) else { throw refusal("\(values[1]) does not fit; \(fault.summary)") }
    return entry
  }

  private static func splitPeriod(
    _ text: Substring, _ refusal: (String) -> SandboxError
  ) throws(SandboxError) -> (what: Substring, period: FaultPeriod?) {
    guard let sign = text.firstIndex(of: "@") else { return (text, nil) }
    guard let period = FaultPeriod(text[text.index(after: sign)...]) else {
      throw refusal("behind @ stands when it is in force, such as @200+30s or @5m+30s")
    }
    return (text[..<sign], period)
  }
}

extension FaultPlan.Entry {
  /// `200+30s` or `5m+30s,503`.
  fileprivate init?(outage text: Substring) {
    let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let period = FaultPeriod(parts[0]), period.nanoseconds != nil else { return nil }
    let fault: Fault
    switch parts.count == 2 ? String(parts[1]) : "reset" {
    case "reset": fault = .dropBefore
    case "hang": fault = .hang
    case "page": fault = .garbageBefore
    case let status:
      guard let status = Int(status), Fault.errorBefore.allowedArgument.contains(status) else { return nil }
      self.init(fault: .errorBefore, probability: 1, argument: status...status)
      (self.period, isOutage) = (period, true)
      return
    }
    self.init(fault: fault, probability: 1, argument: fault.defaultArgument)
    (self.period, isOutage) = (period, true)
  }

  fileprivate mutating func read(argument text: Substring) -> Bool {
    var text = text
    if fault == .throttle {
      let parts = text.split(separator: ":", maxSplits: 1)
      if let form = parts.first.flatMap({ AccountLimits.RetryAfter(rawValue: String($0)) }) {
        retryAfter = form
        guard parts.count == 2 else { return true }
        text = parts[1]
      }
    }
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(bounds.count), let low = bounds[0], let high = bounds[bounds.count - 1], low <= high,
      fault.allowedArgument.contains(low), fault.allowedArgument.contains(high)
    else { return false }
    argument = low...high
    return true
  }
}
