/// A way in which the server misbehaves. “Work” is what the request asks the account to do.
public enum Fault: String, Sendable, CaseIterable {
  case latency
  case slowAnswer = "slow-answer"
  case dropBefore = "drop-before"
  case dropAfter = "drop-after"
  case late
  case halfAnswer = "half-answer"
  case errorBefore = "error-before"
  case errorAfter = "error-after"
  case hang
  case hangAfter = "hang-after"
  case garbageBefore = "garbage-before"
  case garbageAfter = "garbage-after"
  case slowBody = "slow-body"
  case closeIdle = "close-idle"
  case throttle

  /// One line for the help.
  public var summary: String {
    switch self {
    case .latency: "waits before the work; ARGUMENT: milliseconds or a range of them, 50"
    case .slowAnswer: "waits between work and answer; ARGUMENT: milliseconds or a range, 50"
    case .dropBefore: "resets the connection, the work is never done"
    case .dropAfter: "does the work and resets the connection without an answer"
    case .late: "resets the connection and does the work later; ARGUMENT: milliseconds or a range, 1000"
    case .halfAnswer: "does the work and ends the connection in the middle of the answer"
    case .errorBefore: "answers 500, 502, 503 or 504 without the work; ARGUMENT: the status, 503"
    case .errorAfter: "does the work and answers 500, 502, 503 or 504; ARGUMENT: the status, 503"
    case .hang: "keeps the connection open without work or answer; ARGUMENT: milliseconds until a reset, 600000"
    case .hangAfter: "does the work and never answers; ARGUMENT: milliseconds until a reset, 600000"
    case .garbageBefore: "answers 200 with a page of HTML without the work"
    case .garbageAfter: "does the work and answers 200 with a page of HTML"
    case .slowBody: "sends the answer's body in eight pieces; ARGUMENT: milliseconds between them, 100"
    case .closeIdle: "closes the kept connection silently after the answer; ARGUMENT: milliseconds until then, 0"
    case .throttle: "answers 429 without the work; ARGUMENT: Retry-After as SECONDS, date:SECONDS or absent, 1"
    }
  }

  var defaultArgument: ClosedRange<Int> {
    switch self {
    case .latency, .slowAnswer: 50...50
    case .late: 1_000...1_000
    case .errorBefore, .errorAfter: 503...503
    case .hang, .hangAfter: 600_000...600_000
    case .slowBody: 100...100
    case .throttle: 1...1
    case .dropBefore, .dropAfter, .halfAnswer, .garbageBefore, .garbageAfter, .closeIdle: 0...0
    }
  }

  /// The values that an argument may take; for those without one, 0 alone.
  var allowedArgument: ClosedRange<Int> {
    switch self {
    case .latency, .slowAnswer, .late, .hang, .hangAfter, .slowBody, .closeIdle: 0...86_400_000
    case .errorBefore, .errorAfter: 500...504
    case .throttle: 0...86_400
    case .dropBefore, .dropAfter, .halfAnswer, .garbageBefore, .garbageAfter: 0...0
    }
  }
}

/// What one request will meet, drawn when it arrives.
struct DrawnFaults {
  /// A fault that takes the place of the ordinary answer, and its argument.
  struct Outcome {
    var fault: Fault
    var argument: Int
    var retryAfter: AccountLimits.RetryAfter
    var isOutage = false

    /// What the statistics count it as.
    var name: String { isOutage ? FaultPlan.outage : fault.rawValue }
  }

  var millisecondsBefore = 0
  var millisecondsAfter = 0
  var closesIdleAfter: Int?
  var outcome: Outcome?

  /// Every entry is drawn, also when an earlier one has hit, so that the sequence of a seed does not depend on outcomes.
  ///
  /// - Parameter inForce: which entries are in force; empty: all.
  init(from plan: FaultPlan, method: String, inForce: [Bool] = [], using generator: inout SeededGenerator) {
    for (index, entry) in plan.entries.enumerated() {
      let hits = generator.chance(entry.probability)
      let argument = Int.random(in: entry.argument, using: &generator)
      guard hits, entry.method == nil || entry.method == method, inForce.isEmpty || inForce[index] else { continue }
      switch entry.fault {
      case .latency: millisecondsBefore += argument
      case .slowAnswer: millisecondsAfter += argument
      case .closeIdle: closesIdleAfter = argument
      default:
        if outcome == nil || entry.isOutage {
          outcome = Outcome(
            fault: entry.fault, argument: argument, retryAfter: entry.retryAfter, isOutage: entry.isOutage)
        }
      }
    }
  }
}
