import Foundation
import NgrokAPI
import Synchronization
import Testing

@testable import Transport

/// The promise that the whole recovery of the engine rests on: what the transport says of a sending is true.
@Suite("No request is sent a second time unseen")
struct SendingOnceTests {
  /// What reached the server, by the number in each body.
  final class Arrivals: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    func note(_ request: ReceivedRequest) {
      let number = request.text.firstMatch(of: /number (\d+)/).map { String($0.1) } ?? "unreadable \(UUID())"
      counts.withLock { $0[number, default: 0] += 1 }
    }
    var all: [String: Int] { counts.withLock { $0 } }
  }

  @Test("a server that closes kept connections without an answer sees each POST at most once")
  func keptConnectionsCloseWithoutAnswer() throws {
    let arrivals = Arrivals()
    let server = try LocalServer { connection in
      var generator = SystemRandomNumberGenerator()
      while let request = connection.readRequest() {
        arrivals.note(request)
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: return
        case 1: return connection.reset()
        default: connection.answer(201)
        }
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address)
    let deliveries = try transport.deliverNumbered(3000, atOnce: 8)
    expectOnce(deliveries, arrivals.all)
  }

  @Test("the same holds over TLS")
  func keptConnectionsCloseWithoutAnswerOverTLS() throws {
    let server = try TLSServer(dropping: 0.05)
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address) {
      $0.certificateAuthorityFile = server.certificateFile
    }
    let deliveries = try transport.deliverNumbered(1500, atOnce: 8)
    transport.close()
    expectOnce(deliveries, try server.arrivals())
  }

  private func expectOnce(_ deliveries: [UInt64: Delivery], _ arrivals: [String: Int]) {
    let lost = deliveries.values.count { $0.lostKind != nil }
    let mayHaveLeft = deliveries.values.count { $0.neverLeftKind == nil }
    let arrived = arrivals.values.reduce(0, +)
    print("sent \(deliveries.count), lost \(lost), arrived \(arrived)")
    #expect(lost > 0, "no connection was closed, so nothing was tried")
    #expect(arrived <= mayHaveLeft)
    #expect(arrivals.filter { $0.value > 1 }.isEmpty, "these numbers arrived more than once")
    for (id, delivery) in deliveries where delivery.answer != nil || delivery.neverLeftKind != nil {
      #expect(arrivals["\(id)", default: 0] == (delivery.answer == nil ? 0 : 1))
    }
  }
}
