import CMicrohttpd
import CPlatform

/// How an exchange goes from arrival to answer, by way of the faults that were drawn for it.
extension ServerLoop {
  func advance(_ exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
    while true {
      switch exchange.stage {
      case .receiving, .done: return .NO
      case .arrived:
        if exchange.target.hasPrefix("/_sandbox/") { return administrate(exchange, on: connection) }
        if exchange.isTooLarge {
          return finish(exchange, on: connection, status: 413, body: Array("{}".utf8))
        }
        statistics.requests += 1
        underWay += 1
        exchange.concurrency = underWay
        let inForce = calendar?.inForce(atRequest: statistics.requests, platform_sandbox_monotonic()) ?? []
        let drawn = DrawnFaults(from: faults, method: exchange.method, inForce: inForce, using: &generator)
        exchange.faults = drawn
        exchange.stage = .working
        if drawn.millisecondsBefore > 0 {
          statistics.count(.latency)
          suspend(connection, milliseconds: drawn.millisecondsBefore)
          return .YES
        }
      case .working:
        if let outcome = exchange.faults?.outcome, outcome.fault.comesBeforeWork {
          statistics.count(fault: outcome.name)
          return misbehave(outcome, in: exchange, on: connection)
        }
        exchange.stage = .answering(respond(to: request(of: exchange, on: connection)))
        if let milliseconds = exchange.faults?.millisecondsAfter, milliseconds > 0 {
          statistics.count(.slowAnswer)
          suspend(connection, milliseconds: milliseconds)
          return .YES
        }
      case .answering(let response):
        if let outcome = exchange.faults?.outcome {
          statistics.count(fault: outcome.name)
          return misbehave(outcome, answering: response, in: exchange, on: connection)
        }
        return send(response, in: exchange, on: connection)
      case .resetting: return reset(exchange, on: connection)
      }
    }
  }

  // MARK: Faults

  private func misbehave(
    _ outcome: DrawnFaults.Outcome, in exchange: Exchange, on connection: OpaquePointer
  ) -> MHD_Result {
    switch outcome.fault {
    case .errorBefore:
      return finish(exchange, on: connection, status: outcome.argument, body: Self.page(of: outcome.argument))
    case .garbageBefore:
      return finish(exchange, on: connection, status: 200, body: Self.page(of: 200))
    case .throttle:
      return send(throttled(outcome), in: exchange, on: connection)
    case .hang:
      exchange.stage = .resetting
      suspend(connection, milliseconds: outcome.argument)
      return .YES
    case .late:
      let request = request(of: exchange, on: connection)
      after(milliseconds: outcome.argument) { [unowned self] in _ = respond(to: request) }
      return reset(exchange, on: connection)
    default: return reset(exchange, on: connection)
    }
  }

  private func misbehave(
    _ outcome: DrawnFaults.Outcome, answering response: AccountResponse, in exchange: Exchange,
    on connection: OpaquePointer
  ) -> MHD_Result {
    switch outcome.fault {
    case .errorAfter:
      return finish(exchange, on: connection, status: outcome.argument, body: Self.page(of: outcome.argument))
    case .garbageAfter:
      return finish(exchange, on: connection, status: 200, body: Self.page(of: 200))
    case .hangAfter:
      exchange.stage = .resetting
      suspend(connection, milliseconds: outcome.argument)
      return .YES
    case .halfAnswer where response.body.count > 1:
      let half = response.body.count / 2
      let body = PiecewiseBody(response.body, cut: half, pieceLength: half) { _ in false }
      return send(response, body: body, in: exchange, on: connection)
    case .slowBody where response.body.count > 1:
      let body = PiecewiseBody(response.body, cut: nil, pieceLength: (response.body.count + 7) / 8) {
        [unowned self] body in
        body.mayContinue.toggle()
        // Asked twice for each piece: the first time it waits, the second time the wait is over.
        guard body.mayContinue else { return false }
        suspend(connection, milliseconds: outcome.argument)
        return true
      }
      return send(response, body: body, in: exchange, on: connection)
    case .slowBody: return send(response, in: exchange, on: connection)
    default: return reset(exchange, on: connection)
    }
  }

  /// As a proxy in between would word it: no JSON.
  private static func page(of status: Int) -> [UInt8] {
    Array("<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n".utf8)
  }

  private func throttled(_ outcome: DrawnFaults.Outcome) -> AccountResponse {
    let instant = now
    let later = AccountTime(nanoseconds: instant.nanoseconds + UInt64(outcome.argument) * 1_000_000_000)
    let retryAfter: String? =
      switch outcome.retryAfter {
      case .seconds: String(outcome.argument)
      case .date: account.httpDate(at: later)
      case .absent: nil
      }
    let body = #"{"error_code":"ERR_NGROK_226","status_code":429,"msg":"Your account is rate limited.","details":{}}"#
    return AccountResponse(
      status: 429, body: Array(body.utf8), retryAfter: retryAfter, date: account.httpDate(at: instant),
      operationID: "")
  }

  // MARK: In and out

  private func request(of exchange: Exchange, on connection: OpaquePointer) -> AccountRequest {
    func header(_ name: String) -> String? {
      MHD_lookup_connection_value(connection, .HEADER_KIND, name).map { String(cString: $0) }
    }
    return AccountRequest(
      exchange.method, exchange.target, authorization: header("Authorization"), version: header("Ngrok-Version"),
      body: exchange.body, baseURL: "http://\(header("Host") ?? "127.0.0.1")", concurrency: exchange.concurrency)
  }

  private func administrate(_ exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
    switch exchange.target {
    case "/_sandbox/stats":
      return finish(exchange, on: connection, status: 200, body: statistics.encode(account: account))
    case "/_sandbox/dump": return finish(exchange, on: connection, status: 200, body: account.dump())
    default: return finish(exchange, on: connection, status: 404, body: Array("{}".utf8))
    }
  }

  private func send(_ response: AccountResponse, in exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
    let answer = response.body.withUnsafeBytes { bytes in
      MHD_create_response_from_buffer(
        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
    return send(answer, headersOf: response, in: exchange, on: connection)
  }

  private func send(
    _ response: AccountResponse, body: PiecewiseBody, in exchange: Exchange, on connection: OpaquePointer
  ) -> MHD_Result {
    let context = Unmanaged.passRetained(body).toOpaque()
    let answer = MHD_create_response_from_callback(
      UInt64(body.bytes.count), body.pieceLength, serverDidAskForBody, context, serverDidFreeBody)
    if answer == nil { Unmanaged<PiecewiseBody>.fromOpaque(context).release() }
    return send(answer, headersOf: response, in: exchange, on: connection)
  }

  private func finish(
    _ exchange: Exchange, on connection: OpaquePointer, status: Int, body: [UInt8]
  ) -> MHD_Result {
    let response = AccountResponse(
      status: status, body: body, retryAfter: nil, date: account.httpDate(at: now), operationID: "")
    return send(response, in: exchange, on: connection)
  }

  private func send(
    _ answer: OpaquePointer?, headersOf response: AccountResponse, in exchange: Exchange,
    on connection: OpaquePointer
  ) -> MHD_Result {
    guard let answer else { return reset(exchange, on: connection) }
    defer { MHD_destroy_response(answer) }
    let isHTML = response.body.first == UInt8(ascii: "<")
    if response.status != 204 {
      MHD_add_response_header(answer, "Content-Type", isHTML ? "text/html" : "application/json")
    }
    MHD_add_response_header(answer, "Date", response.date)
    if !response.operationID.isEmpty {
      MHD_add_response_header(answer, "Ngrok-Operation-Id", response.operationID)
    }
    if let retryAfter = response.retryAfter { MHD_add_response_header(answer, "Retry-After", retryAfter) }
    exchange.stage = .done
    statistics.count(exchange.method, exchange.collection, status: response.status)
    return MHD_queue_response(connection, UInt32(response.status), answer)
  }

  /// Ends the connection by a reset, without a word.
  private func reset(_ exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
    exchange.stage = .done
    statistics.count(exchange.method, exchange.collection, status: 0)
    let socket = sandbox_mhd_socket(connection)
    if socket >= 0 { platform_sandbox_reset(socket) }
    return .NO
  }

  func complete(_ exchange: Exchange, on connection: OpaquePointer) {
    if exchange.concurrency > 0 { underWay -= 1 }
    guard let milliseconds = exchange.faults?.closesIdleAfter,
      let context = sandbox_mhd_connection_context(connection)
    else { return }
    let state = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    let requests = state.requests
    after(milliseconds: milliseconds) { [unowned self] in
      guard state.isOpen, state.requests == requests else { return }
      statistics.count(.closeIdle)
      platform_sandbox_shut_down(state.socket)
    }
  }
}

extension Fault {
  fileprivate var comesBeforeWork: Bool {
    switch self {
    case .dropBefore, .late, .errorBefore, .hang, .garbageBefore, .throttle: true
    default: false
    }
  }
}
