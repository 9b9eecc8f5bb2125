import Engine

/// What a run waits for, in words; `nil` while it is simply at work.
func describeActivity(of engine: borrowing JobEngine, at now: Instant, isStopping: Bool) -> String? {
  if isStopping { return "stopping: waiting for \(engine.tally.requestsUnderWay) answers" }
  return engine.waiting.map { describe($0, now) }
}

private func describe(_ waiting: Waiting, _ now: Instant) -> String {
  func rest(_ instant: Instant) -> String { spoken(max(.seconds(1), instant - now)) }
  switch waiting {
  case .outage(let trouble, let probe):
    // The trouble's own words come last, since they may be longer than the terminal is wide.
    return (probe.map { "next try in \(rest($0))" } ?? "trying again") + "; the API does not answer: \(trouble)"
  case .throttled(let until):
    return "others use the account, too; going on in \(rest(until))"
  case .window(let until):
    return "the account's window is used up; next request in \(rest(until))"
  case .customers(let until):
    return "requests that got no answer are looked into in \(rest(until))"
  }
}
