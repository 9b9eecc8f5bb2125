import Engine
import NgrokAPI
import Runner
import Transport

/// Reads an account's lists page by page: one request at a time, within the window that all runs share.
///
/// Reads change nothing, so a request without an answer is simply sent again.
struct AccountReader {
  private let transport: CurlTransport
  private let slots: any SlotBook
  private let settings: JobSettings
  private let clock = SystemClock()
  /// For the part of a millisecond by which clocks tick differently.
  private static let slotMargin = Duration.milliseconds(50)
  private var serial: UInt64 = 0

  init(transport: CurlTransport, slots: any SlotBook, settings: JobSettings) {
    self.transport = transport
    self.slots = slots
    self.settings = settings
  }

  mutating func forEachUser(_ body: ([User]) throws -> Void) throws {
    var next: APIRequest? = .listUsers(settings.userKind)
    while let request = next {
      guard case .users(let page) = try read(request, expecting: .users(settings.userKind)) else { return }
      try body(page.items)
      next = page.next.map(APIRequest.next)
    }
  }

  mutating func forEachAPIKey(_ body: ([Credential]) throws -> Void) throws {
    var next: APIRequest? = .listCredentials(.apiKey)
    while let request = next {
      guard case .credentials(let page) = try read(request, expecting: .credentials(.apiKey)) else { return }
      try body(page.items)
      next = page.next.map(APIRequest.next)
    }
  }

  private mutating func read(_ request: APIRequest, expecting expectation: Expectation) throws -> Payload {
    var tries = 0
    var trouble = ""
    while tries <= settings.retries {
      let ticket = try reserveSlot()
      let delivery = try deliver(request)
      try release(ticket)
      switch classify(delivery, of: request, expecting: expectation) {
      case .done(let payload): return payload
      case .refused(let error), .fatal(let error): throw Report(error)
      case .throttled(let throttle):
        try sleep(throttle.retryAfter ?? (settings.rate ?? .documented).window / 8)
      case .neverLeft(let failure):
        trouble = failure.message
        try pause(afterTries: &tries)
      case .ambiguous(let reason):
        trouble = reason
        try pause(afterTries: &tries)
      }
    }
    throw Report(
      "no-answer", "the API did not answer in \(count(tries, "try", "tries")); the latest: \(trouble)",
      advice: "check the address and the network, then give the same command", exit: .stopped)
  }

  private mutating func deliver(_ request: APIRequest) throws -> Delivery {
    serial += 1
    transport.send(request, id: serial)
    let deadline = clock.now + settings.timeout
    while true {
      let completions = try transport.wait(upTo: max(.zero, deadline - clock.now))
      if let ended = completions.first(where: { $0.id == serial }) { return ended.delivery }
      if clock.now >= deadline { transport.cancel(id: serial) }
    }
  }

  // MARK: - Waiting

  private mutating func reserveSlot() throws -> SlotWindow.Ticket? {
    guard let rate = settings.rate else { return nil }
    let allowed = max(1, Int(Double(rate.count) * settings.share))
    serial += 1
    while true {
      let now = clock.now
      let latest = now + settings.timeout + rate.window + Self.slotMargin
      let holder = SlotHolder.base | (serial & 0xFFFF_FFFF)
      var ticket: SlotWindow.Ticket?
      var nextLook = now
      try slots.update(at: now) { window in
        if window.occupied(at: now) < allowed {
          ticket = window.reserve(at: now, latest: latest, holder: holder)
        }
        nextLook = window.nextFree(at: now)
      }
      if let ticket { return ticket }
      try sleep(max(.milliseconds(50), nextLook - now))
    }
  }

  private func release(_ ticket: SlotWindow.Ticket?) throws {
    guard let ticket, let rate = settings.rate else { return }
    let now = clock.now
    try slots.update(at: now) { $0.release(ticket, freeAt: now + rate.window + Self.slotMargin) }
  }

  private func pause(afterTries tries: inout Int) throws {
    tries += 1
    let bound = min(Duration.seconds(30), .milliseconds(500) * (1 << min(tries, 6)))
    try sleep(bound * Double.random(in: 0.2...1))
  }

  /// Lets the transport do the waiting, as it keeps connections alive.
  private func sleep(_ duration: Duration) throws {
    let end = clock.now + duration
    while clock.now < end { _ = try transport.wait(upTo: end - clock.now) }
  }
}
