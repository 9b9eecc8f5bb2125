import Foundation

@testable import Sandbox

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// One TCP connection without any HTTP library, which would hide how a connection ends.
final class RawClient {
  enum End: String {
    /// The whole body came, as long as the answer said.
    case complete
    case closed, reset, silence
  }

  struct Answer {
    var end: End
    var status: Int?
    var head = ""
    var body: [UInt8] = []

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
  }

  private let socket: Int32

  init?(port: UInt16, patience: Double = 10) {
    #if canImport(Darwin)
      socket = Darwin.socket(AF_INET, SOCK_STREAM, 0)
    #else
      socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(socket)
      return nil
    }
    var timeout = timeval()
    timeout.tv_sec = numericCast(Int(patience))
    timeout.tv_usec = numericCast(Int(patience * 1e6) % 1_000_000)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(socket) }

  func send(raw text: String) {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    var rest = ArraySlice(text.utf8)
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          Darwin.send(socket, buffer.baseAddress, buffer.count, flags)
        #else
          Glibc.send(socket, buffer.baseAddress, buffer.count, flags)
        #endif
      }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  func send(_ method: String, _ target: String, body: String = "", key: String = "sandbox") {
    let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
    send(
      raw: "\(method) \(target) HTTP/1.1\r\nHost: api.test:81\r\nAuthorization: Bearer \(key)\r\nNgrok-Version: 2\r\n"
        + "\(length)\r\n\(body)")
  }

  /// Reads one answer, or until the connection ends.
  func receive() -> Answer {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let answer = Self.answer(in: bytes, end: .complete), answer.body.count >= Self.length(of: answer.head) {
        return answer
      }
      let count = recv(socket, &buffer, buffer.count, 0)
      if count > 0 {
        bytes += buffer[..<count]
        continue
      }
      let end: End = count == 0 ? .closed : errno == ECONNRESET ? .reset : .silence
      return Self.answer(in: bytes, end: end) ?? Answer(end: end)
    }
  }

  func exchange(_ method: String, _ target: String, body: String = "", key: String = "sandbox") -> Answer {
    send(method, target, body: body, key: key)
    return receive()
  }

  private static func answer(in bytes: [UInt8], end: End) -> Answer? {
    guard let separator = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: bytes[..<separator.lowerBound], as: UTF8.self)
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return Answer(end: end, status: status, head: head, body: Array(bytes[separator.upperBound...]))
  }

  private static func length(of head: String) -> Int {
    let line = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
    return line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
  }
}
