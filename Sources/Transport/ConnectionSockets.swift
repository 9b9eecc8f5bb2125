import CCurl

/// The sockets of a transport's connections, findable by what libcurl tells before it sends: the local port.
///
/// libcurl uses a kept connection without looking whether something lies unread on it, at most once a second, and would
/// take that for the answer to the next request.
final class ConnectionSockets {
  /// Sockets whose local port is not known yet, as they get one only when they connect.
  private var unnamed: [curl_socket_t] = []
  private var named: [Int32: curl_socket_t] = [:]

  func open(_ address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
    let socket = muster_socket_open(address)
    if socket >= 0 { unnamed.append(socket) }
    return socket
  }

  func close(_ socket: curl_socket_t) -> Int32 {
    if let index = unnamed.firstIndex(of: socket) {
      unnamed.remove(at: index)
    } else if let port = named.first(where: { $0.value == socket })?.key {
      named.removeValue(forKey: port)
    }
    return muster_socket_close(socket)
  }

  /// Whether the connection from this port is fit to carry a request: not ended, and with nothing unread on it.
  ///
  /// On one that has not carried a request yet there can be no answer; a TLS server sends something at once, though.
  func isClean(localPort port: Int32) -> Bool {
    if let socket = named[port] { return !muster_socket_has_input(socket) }
    if let index = unnamed.firstIndex(where: { muster_socket_local_port($0) == port }) {
      named[port] = unnamed.remove(at: index)
    }
    return true
  }
}
