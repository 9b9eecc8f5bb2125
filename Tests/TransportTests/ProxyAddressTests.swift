import Testing

@testable import Transport

@Suite("Addresses of proxies")
struct ProxyAddressTests {
  @Test(
    "an address is taken with its scheme; without one it is an HTTP proxy",
    arguments: [
      ("proxy.example:3128", "http://proxy.example:3128"), ("http://proxy.example", "http://proxy.example"),
      ("SOCKS5H://127.0.0.1:1080/", "socks5h://127.0.0.1:1080"), ("https://[::1]:8443", "https://[::1]:8443"),
      ("none", ""),
    ])
  func accepted(_ text: String, _ taken: String) {
    #expect(ProxyAddress(text)?.text == taken)
  }

  @Test(
    "a password, another scheme, a path or no host are refused",
    arguments: [
      "http://name:password@proxy.example:3128", "name@proxy.example", "ftp://proxy.example", "http://", "",
      "http://proxy.example/path", "proxy.example:", "proxy.example:65536", "proxy example", "[::1", "[::1]x",
    ])
  func refused(_ text: String) {
    #expect(ProxyAddress(text) == nil)
  }
}
