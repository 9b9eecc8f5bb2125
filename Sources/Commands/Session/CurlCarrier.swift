import Engine
import NgrokAPI
import Runner
import Transport

/// The transport as the run's loop wants it.
struct CurlCarrier: RequestCarrier {
  let transport: CurlTransport
  let clock: SystemClock
  /// The longest wait: so often the loop looks at the clock and shows how far it is.
  let tick: Duration
  /// Takes the requests that a dry run does not send.
  let plan: (PlannedRequest) -> Void

  func send(_ request: APIRequest, id: RequestID) { transport.send(request, id: id.rawValue) }

  func cancel(_ id: RequestID) { transport.cancel(id: id.rawValue) }

  func show(_ planned: PlannedRequest) { plan(planned) }

  func wait(until instant: Instant) throws -> [Completion] {
    let now = clock.now
    let rest = instant > now ? min(instant - now, tick) : .zero
    return try transport.wait(upTo: rest).map { Completion(id: RequestID(rawValue: $0.id), delivery: $0.delivery) }
  }
}
