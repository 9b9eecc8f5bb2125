import CMicrohttpd

// libmicrohttpd's callbacks. They are functions of a library, not closures in `main.swift`, which would be isolated to
// the main actor and trap on the server's thread. The context is the ServerLoop, which outlives the daemon.

private func loop(_ context: UnsafeMutableRawPointer?) -> ServerLoop? {
  context.map { Unmanaged<ServerLoop>.fromOpaque($0).takeUnretainedValue() }
}

/// The first sight of a request: its line. What is returned comes back as the exchange of all later calls.
func serverDidReadTarget(
  _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  if let connection, let state = sandbox_mhd_connection_context(connection) {
    Unmanaged<Connection>.fromOpaque(state).takeUnretainedValue().requests += 1
  }
  return Unmanaged.passRetained(Exchange(target: target.map { String(cString: $0) } ?? "")).toOpaque()
}

/// Called once with the headers, then with each piece of the body, then without one, and again after each suspension.
func serverDidReceive(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
  _ length: UnsafeMutablePointer<Int>?, _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let loop = loop(context), let connection, let length, let exchangeState = state?.pointee else { return .NO }
  let exchange = Unmanaged<Exchange>.fromOpaque(exchangeState).takeUnretainedValue()
  if case .receiving = exchange.stage {
    if exchange.method.isEmpty {
      exchange.method = method.map { String(cString: $0) } ?? "?"
      return .YES
    }
    if length.pointee > 0, let data {
      if exchange.body.count + length.pointee > ServerLoop.maximumBody {
        exchange.isTooLarge = true
      } else {
        exchange.body.append(contentsOf: UnsafeRawBufferPointer(start: data, count: length.pointee))
      }
      length.pointee = 0
      return .YES
    }
    exchange.stage = .arrived
  }
  return loop.advance(exchange, on: connection)
}

func serverDidComplete(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
  guard let exchangeState = state?.pointee else { return }
  state?.pointee = nil
  let exchange = Unmanaged<Exchange>.fromOpaque(exchangeState).takeRetainedValue()
  if let connection { loop(context)?.complete(exchange, on: connection) }
}

func serverDidChangeConnection(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
  guard let loop = loop(context), let connection, let state else { return }
  if change == .CONNECTION_NOTIFY_STARTED {
    loop.statistics.connections += 1
    loop.statistics.openConnections += 1
    state.pointee = Unmanaged.passRetained(Connection(socket: sandbox_mhd_socket(connection))).toOpaque()
  } else if let pointer = state.pointee {
    loop.statistics.openConnections -= 1
    let connection = Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue()
    connection.isOpen = false
    state.pointee = nil
  }
}

func serverDidAskForBody(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ limit: Int
) -> Int {
  guard let context, let buffer else { return -2 }
  return Unmanaged<PiecewiseBody>.fromOpaque(context).takeUnretainedValue()
    .read(Int(position), into: buffer, atMost: limit)
}

func serverDidFreeBody(_ context: UnsafeMutableRawPointer?) {
  if let context { Unmanaged<PiecewiseBody>.fromOpaque(context).release() }
}
