import Engine

/// Says once that the API does not answer any more, and once that it does again: a log of hours without anybody watching
/// has to tell when that was.
struct OutageNotice {
  /// What is over sooner is not worth a line.
  static let shortest = Duration.seconds(10)

  private var announced: Instant?

  mutating func show(_ engine: borrowing JobEngine, at now: Instant, on console: Console) {
    guard let start = engine.outageStart else {
      if let announced { console.say("The API answers again, after \(spoken(now - announced)).", code: "outage-over") }
      announced = nil
      return
    }
    guard announced == nil, now - start >= Self.shortest else { return }
    announced = start
    let rest = engine.outageReason.isEmpty ? "" : ": \(engine.outageReason)"
    console.warn(
      "the API has not answered for \(spoken(now - start))\(rest). The run waits and asks again, for up to "
        + "\(spoken(engine.longestOutage)) (--max-outage)", code: "outage-begun")
  }
}
