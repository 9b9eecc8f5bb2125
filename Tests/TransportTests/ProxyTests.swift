import Foundation
import NgrokAPI
import Support
import Testing

@testable import Transport

@Suite("A proxy on the way")
struct ProxyTests {
  @Test("a proxy sees the name to connect to, but neither key nor request, and its refusal has let nothing out")
  func refusingProxy() throws {
    let asked = Guarded<[ReceivedRequest]>([])
    let proxy = try LocalServer { connection in
      while let request = connection.readRequest() {
        asked.withLock { $0.append(request) }
        connection.answer(407, "who are you?", headers: "Proxy-Authenticate: Basic realm=\"x\"\r\n")
      }
    }
    defer { proxy.stop() }
    let transport = try CurlTransport.forTests(to: "https://api.example") { $0.proxy = proxy.address }
    let delivery = try transport.deliver(.createUser(.bot, name: "Acme"))
    #expect(delivery.neverLeftKind == .proxy)
    let requests = asked.withLock { $0 }
    #expect(requests.map(\.line) == ["CONNECT api.example:443 HTTP/1.1"])
    #expect(requests.allSatisfy { !$0.head.contains("key_for_tests") && $0.header("authorization") == nil })
  }

  @Test("a proxy that hangs up has let nothing out")
  func closingProxy() throws {
    let proxy = try LocalServer { _ = $0.readRequest() }
    defer { proxy.stop() }
    let transport = try CurlTransport.forTests(to: "https://api.example") { $0.proxy = proxy.address }
    #expect(try transport.deliver(.createUser(.bot, name: "Acme")).neverLeftKind != nil)
  }

  @Test("a request in clear text, which is for this machine only, is never given to a proxy")
  func clearText() throws {
    let proxy = try LocalServer { _ in }
    let server = try LocalServer { connection in
      _ = connection.readRequest()
      connection.answer()
    }
    defer {
      proxy.stop()
      server.stop()
    }
    let transport = try CurlTransport.forTests(to: server.address) { $0.proxy = proxy.address }
    #expect(try transport.deliver(.listUsers(.bot)).answer?.status == 200)
    #expect(proxy.connectionsAccepted.load(ordering: .relaxed) == 0)
  }
}
