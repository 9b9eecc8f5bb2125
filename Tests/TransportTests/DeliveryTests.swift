import Foundation
import NgrokAPI
import Synchronization
import Testing

@testable import Transport

@Suite("How a sending ended is told as it was")
struct DeliveryTests {
  private let request = APIRequest.createUser(.bot, name: "Acme")

  /// What becomes of one request to a server that does this once it has read it.
  private func delivery(
    when answer: @escaping @Sendable (LocalConnection) -> Void,
    with change: (inout TransportConfiguration) -> Void = { _ in }
  ) throws -> Delivery {
    let server = try LocalServer { connection in
      if connection.readRequest() != nil { answer(connection) }
    }
    defer { server.stop() }
    return try CurlTransport.forTests(to: server.address, change).deliver(request)
  }

  // MARK: Never left

  @Test("a refused connection has let nothing out")
  func refusedConnection() throws {
    let transport = try CurlTransport.forTests(to: "http://127.0.0.1:\(try LocalServer.unusedPort())")
    #expect(try transport.deliver(request).neverLeftKind == .connect)
  }

  @Test("a name that does not exist has let nothing out")
  func unknownName() throws {
    let transport = try CurlTransport.forTests(to: "https://name.invalid") { $0.proxy = "" }
    #expect(try transport.deliver(request).neverLeftKind == .nameResolution)
  }

  @Test("a certificate that nobody vouches for has let nothing out")
  func unknownCertificate() throws {
    let server = try TLSServer()
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address)
    #expect(try transport.deliver(request).neverLeftKind == .tls)
    #expect(try server.report().arrivals.isEmpty)
  }

  @Test("a certificate of another name has let nothing out")
  func certificateOfAnotherName() throws {
    let server = try TLSServer(name: "other.example")
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address) {
      $0.certificateAuthorityFile = server.certificateFile
    }
    #expect(try transport.deliver(request).neverLeftKind == .tls)
    #expect(try server.report().arrivals.isEmpty)
  }

  @Test("a server without TLS behind https has let nothing out")
  func noTLS() throws {
    let server = try LocalServer { connection in
      _ = connection.readRequest()
      connection.answer()
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: "https://127.0.0.1:\(server.port)") {
      $0.connectTimeout = .milliseconds(300)
    }
    #expect(try transport.deliver(request).neverLeftKind == .timeout)
  }

  @Test("a request that waited for a connection when it was cancelled has never left")
  func cancelledWhileWaiting() throws {
    let hasArrived = Flag()
    let server = try LocalServer { connection in
      _ = connection.readRequest()
      hasArrived.raise()
      _ = connection.readRequest()
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address) { $0.maximumConnections = 1 }
    transport.send(request, id: 1)
    transport.send(request, id: 2)
    while !hasArrived.isUp { _ = try transport.wait(upTo: .milliseconds(5)) }
    transport.cancel(id: 1)
    transport.cancel(id: 2)
    let deliveries = try transport.ended(2)
    #expect(deliveries[1]?.lostKind == .cancelled)
    #expect(deliveries[2]?.neverLeftKind == .cancelled)
    #expect(transport.countUnderWay == 0)
  }

  @Test("a closed transport sends nothing")
  func closed() throws {
    let server = try LocalServer { _ in }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address)
    transport.close()
    #expect(try transport.deliver(request).neverLeftKind == .other)
  }

  // MARK: Lost

  @Test("a connection closed without an answer leaves the fate open, on the first request too")
  func closedWithoutAnswer() throws {
    #expect(try delivery { _ in }.lostKind == .connectionLost)
    #expect(try delivery { $0.reset() }.lostKind == .connectionLost)
  }

  @Test(
    "a cut answer is lost, wherever it was cut",
    arguments: [
      "HTTP/1.1 201 Crea", "HTTP/1.1 201 Created\r\nContent-Le", "HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n",
      "HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n{\"id\":\"bot",
      "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{\"id\":\"bot_1\"}\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
    ])
  func cutAnswer(_ text: String) throws {
    #expect(try delivery { $0.write(text) }.lostKind != nil)
  }

  @Test(
    "what is no HTTP answer is lost",
    arguments: [
      "{\"id\":\"bot_1\"}\n\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/9.9 what\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
    ])
  func garbage(_ text: String) throws {
    #expect(try delivery { $0.write(text) }.lostKind != nil)
  }

  @Test("an answer that never comes ends with the timeout, as lost")
  func noAnswer() throws {
    let delivery = try delivery(when: { _ = $0.readRequest() }, with: { $0.totalTimeout = .milliseconds(200) })
    #expect(delivery.lostKind == .timeout)
  }

  @Test("cancelling a request that is being answered slowly closes its connection")
  func cancelledWhileAnswered() throws {
    let hasArrived = Flag()
    let closed = DispatchSemaphore(value: 0)
    let server = try LocalServer { connection in
      guard connection.readRequest() != nil else { return }
      connection.write("HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{")
      hasArrived.raise()
      if connection.readRequest() == nil { closed.signal() }
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address)
    transport.send(request, id: 7)
    while !hasArrived.isUp { _ = try transport.wait(upTo: .milliseconds(5)) }
    transport.cancel(id: 7)
    transport.cancel(id: 8)
    #expect(try transport.ended(1)[7]?.lostKind == .cancelled)
    #expect(closed.wait(timeout: .now() + 10) == .success)
    #expect(try transport.wait(upTo: .zero).isEmpty, "an unknown id was told of, or a known one twice")
  }

  @Test("an answer that outgrows the limit is lost, announced or not, packed or not")
  func oversizedAnswer() throws {
    let limit: (inout TransportConfiguration) -> Void = { $0.maximumAnswerBytes = 1000 }
    let announced = try delivery(when: { $0.answer(200, String(repeating: "x", count: 1001)) }, with: limit)
    #expect(announced.lostKind == .oversizedAnswer)
    let endless = try delivery(
      when: { connection in
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<200 { connection.write("a\r\n0123456789\r\n") }
        _ = connection.readRequest()
      }, with: limit)
    #expect(endless.lostKind == .oversizedAnswer)
    let packed = try delivery(when: { $0.answerPacked() }, with: { $0.maximumAnswerBytes = 10 })
    #expect(packed.lostKind == .oversizedAnswer)
    let full = try delivery(when: { $0.answer(200, String(repeating: "x", count: 1000)) }, with: limit)
    #expect(full.answer?.body.count == 1000)
  }

  @Test("headers without end are cut off")
  func oversizedHeaders() throws {
    let delivery = try delivery { connection in
      connection.write("HTTP/1.1 200 OK\r\n")
      for number in 0..<10_000 { connection.write("X-\(number): \(String(repeating: "y", count: 100))\r\n") }
    }
    #expect(delivery.lostKind == .oversizedAnswer)
  }

  // MARK: Answered

  @Test("status, body and the headers that matter come through, whatever their spelling")
  func answer() throws {
    let delivery = try delivery {
      $0.answer(
        429, "slow down",
        headers: "retry-after:  7 \r\nDATE: Sun, 06 Nov 1994 08:49:37 GMT\r\nNgrok-Operation-ID: op_1\r\nRetry: 9\r\n")
    }
    let expected = APIAnswer(
      status: 429, body: Array("slow down".utf8), retryAfter: "7", date: "Sun, 06 Nov 1994 08:49:37 GMT",
      operationID: "op_1")
    #expect(delivery == .answered(expected))
  }

  @Test("nothing of one answer is left in the next on the same handle")
  func nothingIsLeftOver() throws {
    let server = try LocalServer { connection in
      _ = connection.readRequest()
      connection.answer(429, "a long body here", headers: "Retry-After: 7\r\nngrok-operation-id: op_1\r\nDate: x\r\n")
      _ = connection.readRequest()
      connection.answer(204)
      _ = connection.readRequest()
      connection.answer(200, "{}")
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address)
    _ = try transport.deliver(request)
    #expect(try transport.deliver(.deleteUser(.bot, UserID("bot_1"))) == .answered(APIAnswer(status: 204)))
    #expect(try transport.deliver(request) == .answered(APIAnswer(status: 200, body: Array("{}".utf8))))
  }

  @Test("a packed answer is unpacked")
  func packedAnswer() throws {
    #expect(try delivery { $0.answerPacked() }.answer?.body == Array("{\"id\":\"bot_gzip\"}".utf8))
  }

  @Test("a redirect is an answer and is not followed")
  func redirect() throws {
    let elsewhere = try LocalServer { _ in }
    defer { elsewhere.stop() }
    let location = "Location: \(elsewhere.address)/\r\n"
    let delivery = try delivery { $0.answer(307, "", headers: location) }
    #expect(delivery.answer?.status == 307)
    #expect(elsewhere.connectionsAccepted.load(ordering: .relaxed) == 0)
  }

  @Test("interim answers are passed over")
  func interimAnswers() throws {
    let delivery = try delivery { connection in
      connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
      connection.answer(201)
    }
    #expect(delivery.answer?.status == 201)
  }

  @Test("an answer that nobody asked for is not taken for the next request's, nor is an ended connection used")
  func unaskedAnswer() throws {
    // The first is what many servers say on a kept connection that has been idle for long.
    for isSaying in [true, false] {
      let isAnswered = Flag()
      let isOver = Flag()
      let server = try LocalServer { connection in
        guard connection.readRequest() != nil else { return }
        connection.answer(201)
        if isOver.isUp { return }
        while !isAnswered.isUp {}
        if isSaying { connection.answer(408, "too slow", headers: "Connection: close\r\n") } else { connection.close() }
        isOver.raise()
        if isSaying { _ = connection.readRequest() }
      }
      defer { server.stop() }
      let transport = try CurlTransport.forTests(to: server.address)
      #expect(try transport.deliver(request).answer?.status == 201)
      isAnswered.raise()
      while !isOver.isUp {}
      let second = try transport.deliver(request)
      #expect(second.answer?.status == 201, "\(second)")
    }
  }

  @Test("an answer in one-byte pieces is the same answer")
  func slowPieces() throws {
    let delivery = try delivery { connection in
      for byte in "HTTP/1.1 201 Created\r\nContent-Length: 14\r\nDate: d\r\n\r\n{\"id\":\"bot_1\"}".utf8 {
        connection.write([byte])
      }
    }
    let expected = APIAnswer(status: 201, body: Array("{\"id\":\"bot_1\"}".utf8), date: "d")
    #expect(delivery == .answered(expected))
  }
}

extension LocalConnection {
  /// The answer `{"id":"bot_gzip"}`, packed.
  fileprivate func answerPacked() {
    let body: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0xCA, 0x4C, 0x51, 0xB2, 0x52, 0x4A, 0xCA,
      0x2F, 0x89, 0x4F, 0xAF, 0xCA, 0x2C, 0x50, 0xAA, 0x05, 0x00, 0x41, 0xF1, 0xBA, 0x4C, 0x11, 0x00, 0x00, 0x00,
    ]
    write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
    write(body)
  }
}
