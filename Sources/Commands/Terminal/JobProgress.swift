import Engine
import Ledger

/// How far a job is with its customers, from what the engine has counted.
struct JobProgress {
  /// Where the customers stood when the run was taken up.
  let before: Tally
  /// Of what was left to do then.
  let price: RunPrice
  let start: Instant

  func view(of engine: borrowing JobEngine, at now: Instant, isStopping: Bool) -> ProgressView {
    let tally = engine.tally
    let total = before.finished + before[.pending]
    let done = before.finished + tally.finishedCount
    var view = ProgressView(total: total, done: min(done, total))
    view.errors = before[.failed] + before[.unknown] + tally.errorCount
    view.windowUse = price.rate == nil ? nil : (tally.windowUse, tally.windowSize)
    view.underWay = tally.requestsUnderWay
    view.baselineUsers = tally.finishedCount == 0 ? tally.listed[.users, default: 0] : 0
    view.timeLeft =
      isStopping ? nil : timeLeft(finished: tally.finishedCount, left: total - done, at: now, waiting: engine.waiting)
    view.activity = describeActivity(of: engine, at: now, isStopping: isStopping)
    return view
  }

  /// `nil` while nobody can tell.
  private func timeLeft(finished: Int, left: Int, at now: Instant, waiting: Waiting?) -> Duration? {
    switch waiting {
    case .outage: nil
    case .throttled(let until), .window(let until), .customers(let until):
      timeLeft(finished: finished, left: left, at: now).map { max($0, until - now) }
    case nil: timeLeft(finished: finished, left: left, at: now)
    }
  }

  /// By the limit, unless the run turns out slower than that.
  private func timeLeft(finished: Int, left: Int, at now: Instant) -> Duration? {
    guard left > 0 else { return nil }
    let share = Double(left) / Double(max(1, before[.pending]))
    let byLimit = price.time(ofRequests: Int(Double(price.requests) * share))
    guard finished >= 20 else { return byLimit }
    let measured = (now - start) * (Double(left) / Double(finished))
    guard let byLimit else { return measured }
    // The first window's worth goes out at once, which makes the beginning look faster than the rest will be.
    return max(byLimit, now - start > .seconds(300) ? measured : byLimit)
  }
}
