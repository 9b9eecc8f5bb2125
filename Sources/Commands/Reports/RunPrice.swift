import CPlatform
import Engine

/// What a run takes: requests, and time at the account's limit.
struct RunPrice {
  /// Customers whose users are to be created.
  var customers: Int
  var credentials: Int
  /// Users that are to be inactive in the end.
  var deactivations = 0
  var requestsForCustomer = 1
  var rate: RateLimit?
  var share: Double

  /// Without those that list the users that the account has already, of which nobody knows the number beforehand.
  var requests: Int { customers * requestsForCustomer + credentials + deactivations }

  /// How long the requests take at the limit, whatever the network; `nil` without a limit.
  var time: Duration? { time(ofRequests: requests) }

  func time(ofRequests requests: Int) -> Duration? {
    guard let rate else { return nil }
    let perWindow = max(1, (Double(rate.count) * share).rounded(.down))
    // The first window's worth goes out at once.
    let windows = max(0, (Double(requests) / perWindow).rounded(.up) - 1)
    return rate.window * windows
  }

  /// `about 1 h 24 min at 120 requests a minute`
  var spokenTime: String {
    guard let rate, let time else { return "as fast as the API answers" }
    let window =
      switch rate.window {
      case .seconds(60): "a minute"
      case .seconds(1): "a second"
      default: "in \(brief(rate.window))"
      }
    let limit = "\(grouped(max(1, Int(Double(rate.count) * share)))) requests \(window)"
    return time == .zero ? "at once: it is within \(limit)" : "about \(spoken(time)) at \(limit)"
  }
}

/// Local clock time a while from now: `14:32`, with the day where it is not today's.
func clockTime(in duration: Duration) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
    guard let start = buffer.baseAddress else { return "" }
    muster_local_clock_time(duration.components.seconds, start)
    return String(cString: start)
  }
}
