import CCurl
import NgrokAPI

/// Carries requests to the API and brings back how each ended, over libcurl on the caller's own thread.
///
/// A request is written at most once: there is no repeating in here, neither by us nor by libcurl. Nothing runs in the
/// background; requests move only inside `wait(upTo:)`. Use it from one thread; `waker` alone may go elsewhere.
public final class CurlTransport {
  /// An ended request, by the id under which it was sent.
  public typealias Completion = (id: UInt64, delivery: Delivery)

  /// What other threads may use to end a wait.
  public let waker: TransportWaker

  private let configuration: TransportConfiguration
  private var multi: UnsafeMutableRawPointer?
  private let headers: RequestHeaders
  private let sockets = ConnectionSockets()
  private var underWay: [UInt64: Transfer] = [:]
  /// Transfers that have ended and can be used again, with the connections' settings already in them.
  private var idle: [Transfer] = []
  private var completions: [Completion] = []

  /// - Throws: A `TransportError` if libcurl is too old or the key cannot stand in a header.
  public init(configuration: TransportConfiguration) throws(TransportError) {
    try CurlLibrary.prepare()
    headers = try RequestHeaders(apiKey: configuration.apiKey)
    guard let multi = curl_multi_init() else {
      throw TransportError(.outOfResources, "libcurl has no memory left for connections")
    }
    self.configuration = configuration
    self.multi = multi
    waker = TransportWaker(multi: multi)
    let connections = max(1, configuration.maximumConnections)
    _ = muster_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    _ = muster_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
    _ = muster_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
    // A transfer made here shows a setting that libcurl does not know before anything is sent.
    idle.append(try Transfer(configuration, sockets: sockets))
  }

  deinit { close() }

  /// Requests that have been sent and have not ended.
  public var countUnderWay: Int { underWay.count }

  /// Takes a request over; it goes out within the next `wait(upTo:)`, which also brings how it ended.
  ///
  /// - Parameter id: Names the request until it has ended; no other under way may bear it.
  public func send(_ request: APIRequest, id: UInt64) {
    guard let multi, underWay[id] == nil else {
      assert(multi == nil, "two requests under way have the id \(id)")
      completions.append((id, .neverLeft(TransportFailure(.other, "the transport does not take this request"))))
      return
    }
    do throws(TransportError) {
      let transfer = try idleTransfer()
      try transfer.prepare(
        request, id: id, address: configuration.baseURL.address(of: request.target),
        headers: request.body == nil ? headers.withoutBody : headers.withBody)
      guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
        throw TransportError(.outOfResources, "libcurl takes no further request")
      }
      underWay[id] = transfer
    } catch {
      completions.append((id, .neverLeft(TransportFailure(.other, error.message))))
    }
  }

  /// Drops a request and its connection; how it ended comes with the next `wait(upTo:)`. An id not under way is ignored.
  public func cancel(id: UInt64) {
    guard let transfer = underWay.removeValue(forKey: id) else { return }
    abandon(transfer)
    completions.append((id, transfer.undelivered(TransportFailure(.cancelled, "muster gave up waiting"))))
  }

  /// Moves requests on until at least one has ended, somebody has woken the transport, or the time is over.
  ///
  /// With a limit of zero or less it does what can be done at once.
  public func wait(upTo limit: Duration) throws(TransportError) -> [Completion] {
    let end = ContinuousClock.now.advanced(by: limit)
    while true {
      try moveOn()
      if !completions.isEmpty || waker.takeCall() { break }
      let rest = ContinuousClock.now.duration(to: end)
      if rest <= .zero { break }
      try sleep(atMost: rest)
    }
    defer { completions.removeAll(keepingCapacity: true) }
    return completions
  }

  /// Makes a wait return at once; the same as `waker.wake()`.
  public func wake() { waker.wake() }

  /// Drops everything under way, without completions, and all connections.
  public func close() {
    guard let multi else { return }
    waker.close()
    for transfer in underWay.values { abandon(transfer) }
    underWay.removeAll()
    idle.removeAll()
    curl_multi_cleanup(multi)
    self.multi = nil
  }

  private func idleTransfer() throws(TransportError) -> Transfer {
    if let transfer = idle.popLast() { return transfer }
    return try Transfer(configuration, sockets: sockets)
  }

  private func moveOn() throws(TransportError) {
    guard let multi else { return }
    var running: Int32 = 0
    try check(curl_multi_perform(multi, &running))
    var code = CURLE_OK
    var context: UnsafeMutableRawPointer?
    while let easy = muster_curl_next_ended(multi, &code, &context) {
      curl_multi_remove_handle(multi, easy)
      guard let context else { continue }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      if transfer.wantsFreshConnection, startAgain(transfer, in: multi) { continue }
      completions.append((transfer.id, transfer.delivery(code)))
      underWay.removeValue(forKey: transfer.id)
      idle.append(transfer)
    }
  }

  /// Sends a request that has not left over a new connection; it cannot come here twice.
  private func startAgain(_ transfer: Transfer, in multi: UnsafeMutableRawPointer) -> Bool {
    do throws(TransportError) {
      try transfer.prepareFreshConnection()
      return curl_multi_add_handle(multi, transfer.easy) == CURLM_OK
    } catch {
      return false
    }
  }

  private func sleep(atMost rest: Duration) throws(TransportError) {
    guard let multi else { throw TransportError(.waitingFailed, "the transport is closed") }
    var ready: Int32 = 0
    try check(curl_multi_poll(multi, nil, 0, Int32(min(rest.wholeMilliseconds, 60_000)), &ready))
  }

  /// A handle taken out in the middle is not used again: libcurl closes its connection, and the resolver may be at work.
  private func abandon(_ transfer: Transfer) {
    muster_curl_leave_resolver(transfer.easy)
    if let multi { curl_multi_remove_handle(multi, transfer.easy) }
  }

  private func check(_ code: CURLMcode) throws(TransportError) {
    guard code != CURLM_OK else { return }
    throw TransportError(.waitingFailed, "libcurl cannot go on: \(String(cString: curl_multi_strerror(code)))")
  }
}
