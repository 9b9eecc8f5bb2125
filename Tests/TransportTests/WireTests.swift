import Foundation
import NgrokAPI
import Support
import Testing

@testable import Transport

@Suite("What goes over the wire")
struct WireTests {
  /// The requests that a server reads when these are sent one after another.
  private func received(_ requests: [APIRequest], prefix: String = "") throws -> (
    requests: [ReceivedRequest], connections: Int
  ) {
    let received = Guarded<[ReceivedRequest]>([])
    let server = try LocalServer { connection in
      while let request = connection.readRequest() {
        received.withLock { $0.append(request) }
        connection.answer()
      }
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address + prefix)
    for request in requests { #expect(try transport.deliver(request).answer?.status == 200) }
    return (received.withLock { $0 }, server.connectionsAccepted.load(ordering: .relaxed))
  }

  @Test("a creation carries the headers that the API wants, and nothing that makes it wait")
  func creation() throws {
    let request = try #require(try received([.createUser(.bot, name: "Ä")]).requests.first)
    #expect(
      request.head.replacing(/127.0.0.1:\d+/, with: "HOST") == """
        POST /bot_users HTTP/1.1\r
        Host: HOST\r
        User-Agent: muster-tests\r
        Accept-Encoding: gzip\r
        Authorization: Bearer key_for_tests\r
        Ngrok-Version: 2\r
        Accept: application/json\r
        Content-Type: application/json\r
        Content-Length: 27\r
        \r

        """)
    #expect(request.text == #"{"name":"Ä","active":true}"#)
  }

  @Test("each method goes out as itself, also on a handle used before, with a body only where there is one")
  func methods() throws {
    let sent: [APIRequest] = [
      .createUser(.bot, name: "a"), .listUsers(.bot), .updateUser(.bot, UserID("bot_1"), isActive: false),
      .deleteUser(.bot, UserID("bot_1")), .credential(.apiKey, CredentialID("ak_1")), .createUser(.service, name: "b"),
    ]
    let (requests, connections) = try received(sent)
    #expect(
      requests.map(\.line) == [
        "POST /bot_users HTTP/1.1", "GET /bot_users?limit=100 HTTP/1.1", "PATCH /bot_users/bot_1 HTTP/1.1",
        "DELETE /bot_users/bot_1 HTTP/1.1", "GET /api_keys/ak_1 HTTP/1.1", "POST /service_users HTTP/1.1",
      ])
    #expect(requests.map(\.body) == sent.map { $0.body ?? [] })
    for (request, sent) in zip(requests, sent) {
      #expect((request.header("content-type") != nil) == (sent.body != nil))
      #expect((request.header("content-length") != nil) == (sent.body != nil))
    }
    #expect(connections == 1, "the connection was not kept")
  }

  @Test("a base URL's path stands before every target, and dots in a target stay")
  func prefix() throws {
    let (requests, _) = try received([APIRequest(.get, "/a/../b"), .next("/proxy/api_keys?limit=1")], prefix: "/proxy")
    #expect(requests.map(\.line) == ["GET /proxy/a/../b HTTP/1.1", "GET /proxy/api_keys?limit=1 HTTP/1.1"])
  }

  @Test("a large body with zero bytes in it arrives whole")
  func largeBody() throws {
    let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let request = try #require(try received([APIRequest(.post, "/x", body: body)]).requests.first)
    #expect(request.body == body)
    #expect(request.header("expect") == nil)
  }

  @Test("requests sent together share the connections that are allowed")
  func connections() throws {
    let server = try LocalServer { connection in
      while connection.readRequest() != nil { connection.answer() }
    }
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address) { $0.maximumConnections = 4 }
    let deliveries = try transport.deliverNumbered(200, atOnce: 20)
    #expect(deliveries.values.allSatisfy { $0.answer?.status == 200 })
    #expect(server.connectionsAccepted.load(ordering: .relaxed) <= 4)
  }

  @Test(
    "a key that could end its header is refused without being shown", arguments: ["", "a\r\nX: y", "a b", "schlüssel"])
  func unusableKey(_ key: String) throws {
    let configuration = TransportConfiguration(baseURL: .ngrok, apiKey: Secret(key), userAgent: "muster-tests")
    let error = #expect(throws: TransportError.self) { try CurlTransport(configuration: configuration) }
    #expect(error?.code == .unusableKey)
    #expect(key.isEmpty || error?.message.contains(key) == false)
  }

  @Test("a connection with TLS is kept, too")
  func connectionWithTLS() throws {
    let server = try TLSServer()
    defer { server.stop() }
    let transport = try CurlTransport.forTests(to: server.address) {
      $0.certificateAuthorityFile = server.certificateFile
    }
    for id in 0..<20 { #expect(try transport.deliver(.listUsers(.bot), id: UInt64(id)).answer?.status == 201) }
    transport.close()
    #expect(try server.report().connections == 1)
  }

  @Test("a call from another thread ends a wait, and one made before is not forgotten")
  func wake() throws {
    let transport = try CurlTransport.forTests(to: "http://127.0.0.1:1")
    transport.wake()
    #expect(try transport.wait(upTo: .seconds(600)).isEmpty)
    let waker = transport.waker
    Thread.detachNewThread { waker.wake() }
    #expect(try transport.wait(upTo: .seconds(600)).isEmpty)
    transport.close()
    waker.wake()
  }
}
