import CCurl

// What libcurl calls, on the thread of the loop. These are free functions, as C function pointers have to be; the context
// is the transfer, which lives as long as its handle does.

func guardSending(
  _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32,
  _: Int32
) -> Int32 {
  guard let transfer = transfer(context), transfer.maySend() else { return CURL_PREREQFUNC_ABORT }
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

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
  context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

/// Any other number than the one offered ends a transfer.
private func refused(_ offered: Int) -> Int { offered == 0 ? 1 : 0 }
