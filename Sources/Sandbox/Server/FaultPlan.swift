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
  }

  public var entries: [Entry] = []

  public init() {}

  /// Parses `NAME=PROBABILITY[,ARGUMENT]`, with `post:` (or another method and a colon) before it to restrict it.
  ///
  /// Examples: `drop-after=0.02`, `latency=1,20-80`, `post:error-after=0.01,502`, `throttle=0.05,date:3`.
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
    guard let fault = Fault(rawValue: String(halves[0])) else {
      let names = Fault.allCases.map(\.rawValue).joined(separator: ", ")
      throw refusal("there is no fault named \(halves[0]); there are \(names)")
    }
    let values = halves[1].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let probability = Double(values[0]), (0...1).contains(probability) else {
      throw refusal("the probability must be a number from 0 to 1")
    }
    var entry = Entry(fault: fault, probability: probability, argument: fault.defaultArgument, method: method)
    guard values.count == 2 else { return entry }
    guard entry.read(argument: values[1]) else { throw refusal("\(values[1]) does not fit; \(fault.summary)") }
    return entry
  }
}

extension FaultPlan.Entry {
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
