import NgrokAPI
import Testing

@Suite("Base URLs")
struct BaseURLTests {
  @Test(
    "an address becomes its canonical text",
    arguments: [
      ("https://api.ngrok.com", "https://api.ngrok.com"), ("HTTPS://API.Ngrok.COM:443/", "https://api.ngrok.com"),
      ("https://proxy.example:8443/ngrok/v1//", "https://proxy.example:8443/ngrok/v1"),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost:80", "http://localhost"),
      ("http://[::1]:9", "http://[::1]:9"), ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
      ("https://a.example/Path%20X", "https://a.example/Path%20X"),
      ("http://127.255.255.254", "http://127.255.255.254"),
    ])
  func canonical(_ text: String, _ expected: String) throws {
    let base = try BaseURL(text)
    #expect(base.text == expected && "\(base)" == expected)
    #expect(try BaseURL(base.text) == base)
  }

  @Test(
    "what cannot be the API's address is refused with its reason",
    arguments: [
      ("", .scheme), ("api.ngrok.com", .scheme), ("ftp://a.example", .scheme), ("https:/a.example", .scheme),
      ("//a.example", .scheme),
      ("https://", .host), ("https:///x", .host), ("https://:80", .host), ("https://a b", .invalidCharacter),
      ("https://bücher.example", .invalidCharacter), ("https://a.example\r\nX: y", .invalidCharacter),
      ("https://a%41.example", .host),
      ("https://[::1", .host), ("https://[abc]", .host), ("https://[]", .host), ("https://[::1]x", .port),
      ("https://a.example:", .port),
      ("https://a.example:0", .port), ("https://a.example:65536", .port), ("https://a.example:8x", .port),
      ("https://a.example:999999", .port),
      ("https://user:secret@a.example", .userInformation), ("https://key@a.example", .userInformation),
      ("https://a.example/?key=secret", .query), ("https://a.example?", .query), ("https://a.example/#x", .fragment),
      ("https://a.example/a//b", .path), ("https://a.example/../b", .path), ("https://a.example/./b", .path),
      ("https://a.example/a\\b", .path),
    ] as [(String, BaseURLError.Code)])
  func refused(_ text: String, _ code: BaseURLError.Code) {
    let error = #expect(throws: BaseURLError.self) { try BaseURL(text) }
    #expect(error?.code == code)
    #expect(error?.description.contains("secret") == false)
  }

  @Test(
    "a key in clear text goes to this machine only",
    arguments: [
      "http://api.ngrok.com", "http://192.168.0.1", "http://0.0.0.0", "http://128.0.0.1",
      "http://127.0.0.1.example.com",
      "http://127.1", "http://0127.0.0.1", "http://127.0.0.256", "http://127.0.0.01", "http://localhost.example",
      "http://[::2]",
      "http://[::ffff:10.0.0.1]", "http://127.0.0", "http://127.0.0.0.1", "http://2130706433",
    ])
  func clearText(_ text: String) {
    let error = #expect(throws: BaseURLError.self) { try BaseURL(text) }
    #expect(error?.code == .clearText)
  }

  @Test("loopback is known by its plain spellings")
  func loopback() throws {
    for text in ["http://127.0.0.1", "http://127.9.8.7:1", "https://localhost", "http://[::1]"] {
      #expect(try BaseURL(text).isLoopback)
    }
    #expect(!BaseURL.ngrok.isLoopback)
  }

  @Test("a target stands behind the address, and a prefix that it repeats is not doubled")
  func addresses() throws {
    #expect(BaseURL.ngrok.address(of: "/bot_users?limit=1") == "https://api.ngrok.com/bot_users?limit=1")
    let proxied = try BaseURL("https://proxy.example:8443/ngrok")
    #expect(proxied.address(of: "/bot_users") == "https://proxy.example:8443/ngrok/bot_users")
    #expect(proxied.address(of: "/ngrok/bot_users") == "https://proxy.example:8443/ngrok/bot_users")
    #expect(proxied.address(of: "/ngrok_users") == "https://proxy.example:8443/ngrok/ngrok_users")
  }
}
