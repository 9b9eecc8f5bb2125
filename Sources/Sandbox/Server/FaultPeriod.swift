/// When a fault of a plan is in force.
public struct FaultPeriod: Sendable, Equatable {
  public enum Start: Sendable, Equatable {
    /// Behind so many requests.
    case requests(Int)
    /// So long after the server's start.
    case nanoseconds(UInt64)
  }

  public var start: Start
  /// `nil`: for ever.
  public var nanoseconds: UInt64?

  public init(start: Start, nanoseconds: UInt64?) {
    self.start = start
    self.nanoseconds = nanoseconds
  }

  /// Parses `200+30s`, `5m+30s` or `200`: a number of requests or a time, and how long.
  init?(_ text: Substring) {
    let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    if let count = Int(parts[0]), count >= 0 {
      start = .requests(count)
    } else if let time = sandboxNanoseconds(parts[0]) {
      start = .nanoseconds(time)
    } else {
      return nil
    }
    guard parts.count == 2 else { return }
    guard let length = sandboxNanoseconds(parts[1]) else { return nil }
    nanoseconds = length
  }
}

/// `500ms`, `30s`, `1.5m`, `2h`, a year at the most; `nil` for other texts.
func sandboxNanoseconds(_ text: Substring) -> UInt64? {
  let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600)]
  guard let (unit, scale) = units.first(where: { text.hasSuffix($0.0) }),
    let number = Double(text.dropLast(unit.count)), number >= 0, number * scale <= 86_400 * 365
  else { return nil }
  return UInt64(number * scale * 1e9)
}

/// Tells which entries of a plan are in force when a request arrives.
struct FaultCalendar {
  private let periods: [FaultPeriod?]
  private let serverStart: UInt64
  /// When each period has begun.
  private var begun: [UInt64?]

  init(_ plan: FaultPlan, serverStart: UInt64) {
    periods = plan.entries.map(\.period)
    begun = periods.map { _ in nil }
    self.serverStart = serverStart
  }

  /// - Parameters:
  ///   - number: of the request that has arrived, from 1.
  ///   - now: in nanoseconds of the clock that the server's start is told by.
  mutating func inForce(atRequest number: Int, _ now: UInt64) -> [Bool] {
    periods.indices.map { index in
      guard let period = periods[index] else { return true }
      if begun[index] == nil {
        switch period.start {
        case .requests(let count): if number > count { begun[index] = now }
        case .nanoseconds(let time): if now >= serverStart &+ time { begun[index] = serverStart &+ time }
        }
      }
      guard let begin = begun[index] else { return false }
      return period.nanoseconds.map { now - begin < $0 } ?? true
    }
  }
}
