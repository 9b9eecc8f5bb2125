import CCurl

// What libcurl calls, on the thread of the loop. These are free functions, as C function pointers have to be; the context
// is the transfer, which lives as long as its handle does, or the sockets, which live as long as the transport.

func guardSending(
  _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32,
  _ localPort: Int32
) -> Int32 {
  guard let transfer = transfer(context), transfer.maySend(fromPort: localPort) else { return CURL_PREREQFUNC_ABORT }
  return CURL_PREREQFUNC_OK
}

func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = transfer(context) else { return 0 }
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer.receive(header: line) ? line.count : refused(line.count)
}

func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = transfer(context) else { return 0 }
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer.receive(body: piece) ? piece.count : refused(piece.count)
}

func openSocket(
  _ context: UnsafeMutableRawPointer?, _: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let context, let address else { return -1 }
  return Unmanaged<ConnectionSockets>.fromOpaque(context).takeUnretainedValue().open(address)
}

func closeSocket(_ context: UnsafeMutableRawPointer?, _ socket: curl_socket_t) -> Int32 {
  guard let context else { return muster_socket_close(socket) }
  return Unmanaged<ConnectionSockets>.fromOpaque(context).takeUnretainedValue().close(socket)
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
  context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// Any other number than the one offered ends a transfer.
private func refused(_ offered: Int) -> Int { offered == 0 ? 1 : 0 }
