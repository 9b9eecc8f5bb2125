import Foundation
import NgrokAPI
import Support
import Testing

@testable import Transport

/// The promise that the whole recovery of the engine rests on: what the transport says of a sending is true.
@Suite("No request is sent a second time unseen")
struct SendingOnceTests {
  /// What reached the server, by the number in each body.
  final class Arrivals: Sendable {
    private let counts = Guarded<[String: Int]>([:])
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
    expectOnce(deliveries, try server.report().arrivals)
  }

  @Test("requests cancelled at any moment end once, and those said to have never left have not arrived")
  func cancelledAtAnyMoment() throws {
    let arrivals = Arrivals()
    let server = try LocalServer { connection in
      while let request = connection.readRequest() {
        arrivals.note(request)
        connection.answer(201)
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address) { $0.maximumConnections = 4 }
    var deliveries: [UInt64: Delivery] = [:]
    let count: UInt64 = 2000
    var next: UInt64 = 0
    while deliveries.count < count {
      while transport.countUnderWay < 12, next < count {
        transport.send(.createUser(.bot, name: "number \(next)"), id: next)
        next += 1
      }
      if Int.random(in: 0..<3) == 0 { transport.cancel(id: next - UInt64.random(in: 1...12)) }
      for (id, delivery) in try transport.wait(upTo: .seconds(30)) {
        #expect(deliveries.updateValue(delivery, forKey: id) == nil, "request \(id) ended twice")
      }
    }
    let arrived = arrivals.all
    #expect(deliveries.values.contains { $0.neverLeftKind == .cancelled })
    #expect(deliveries.values.contains { $0.lostKind == .cancelled })
    #expect(arrived.allSatisfy { $0.value == 1 })
    for (id, delivery) in deliveries where delivery.neverLeftKind != nil { #expect(arrived["\(id)"] == nil) }
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
