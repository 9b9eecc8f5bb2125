import Foundation
import Synchronization

/// A real server on loopback that does to a connection exactly what a test wants, wrong things included.
final class LocalServer: Sendable {
  let port: Int
  private let listener: Int32
  private let isStopped = Atomic(false)
  let connectionsAccepted = Atomic(0)

  var address: String { "http://127.0.0.1:\(port)" }

  /// Serves each connection on a thread of its own; a connection is closed when its handler returns.
  init(_ serve: @escaping @Sendable (LocalConnection) -> Void) throws {
    listener = Self.makeSocket()
    port = try Self.bindToFreePort(listener)
    Thread.detachNewThread { [self] in
      while true {
        let descriptor = accept(listener, nil, nil)
        if descriptor < 0 || isStopped.load(ordering: .acquiring) {
          if descriptor >= 0 { Foundation.close(descriptor) }
          break
        }
        connectionsAccepted.add(1, ordering: .relaxed)
        Thread.detachNewThread {
          let connection = LocalConnection(descriptor)
          serve(connection)
          connection.close()
        }
      }
      // Closed nowhere else: the number of a closed listener would soon be another test's, and accepted from here.
      Foundation.close(listener)
    }
  }

  /// A port that nobody listens on, and that nobody gets: its socket stays bound as long as the tests run.
  static func unusedPort() throws -> Int {
    try bindToFreePort(makeSocket(), listens: false)
  }

  /// Lets go of the port; a connection of our own wakes the thread that waits for one.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    let descriptor = Self.makeSocket()
    var address = Self.loopback(port: port)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    Foundation.close(descriptor)
  }

  private static func makeSocket() -> Int32 {
    #if canImport(Darwin)
      socket(AF_INET, SOCK_STREAM, 0)
    #else
      socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
  }

  private static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func bindToFreePort(_ descriptor: Int32, listens: Bool = true) throws -> Int {
    var address = loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && (!listens || listen(descriptor, 128) == 0)
          && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

/// What a server's thread tells the test's: this has happened.
final class Flag: Sendable {
  private let state = Atomic(false)
  var isUp: Bool { state.load(ordering: .acquiring) }
  func raise() { state.store(true, ordering: .releasing) }
}

/// A request as the server read it; perhaps only a part of one.
struct ReceivedRequest: Sendable {
  var head: String
  var body: [UInt8]
  var isComplete: Bool

  var line: String { head.components(separatedBy: "\r\n").first ?? "" }
  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? {
    for line in head.components(separatedBy: "\r\n").dropFirst() where line.lowercased().hasPrefix("\(name):") {
      return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}

/// The server's end of a connection.
final class LocalConnection {
  private var descriptor: Int32
  private var unread: [UInt8] = []

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  /// The next request, whole or as far as it came; `nil` when the client closes before the first byte of one.
  func readRequest() -> ReceivedRequest? {
    let emptyLine = Array("\r\n\r\n".utf8)
    while unread.firstRange(of: emptyLine) == nil {
      if !readMore() {
        return unread.isEmpty ? nil : ReceivedRequest(head: taken(unread.count), body: [], isComplete: false)
      }
    }
    let head = taken(unread.firstRange(of: emptyLine)!.upperBound)
    var request = ReceivedRequest(head: head, body: [], isComplete: true)
    let size = request.header("content-length").flatMap { Int($0) } ?? 0
    while unread.count < size, readMore() {}
    request.isComplete = unread.count >= size
    request.body = Array(unread.prefix(size))
    unread.removeFirst(min(size, unread.count))
    return request
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) }
      if written <= 0 { return }
      rest = rest.dropFirst(written)
    }
  }

  /// An answer in full, with the connection kept.
  func answer(_ status: Int = 200, _ body: String = #"{"id":"bot_1"}"#, headers: String = "") {
    let size = status == 204 ? "" : "Content-Length: \(body.utf8.count)\r\n"
    write("HTTP/1.1 \(status) Status\r\n\(size)\(headers)\r\n\(status == 204 ? "" : body)")
  }

  /// Closes with a reset instead of the usual farewell.
  func reset() {
    var lingering = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  func close() {
    if descriptor >= 0 { Foundation.close(descriptor) }
    descriptor = -1
  }

  #if canImport(Darwin)
    private let noSignal: Int32 = 0
  #else
    private let noSignal = Int32(MSG_NOSIGNAL)
  #endif

  private func readMore() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count <= 0 { return false }
    unread.append(contentsOf: buffer[..<count])
    return true
  }

  private func taken(_ count: Int) -> String {
    defer { unread.removeFirst(count) }
    return String(decoding: unread.prefix(count), as: UTF8.self)
  }
}
