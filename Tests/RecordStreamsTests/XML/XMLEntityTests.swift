import Testing

@testable import RecordStreams

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@Suite struct XMLEntityTests {
  private func document(_ declarations: String, _ content: String) -> String {
    "<!DOCTYPE l [\(declarations)]><l>\(content)</l>"
  }

  @Test("entities of the document are read, in texts and attributes, one inside the other, with markup and defaults")
  func inside() {
    let text = document(
      "<!ENTITY a \"A&#38;amp;\"><!ENTITY b '&a;B'><!ENTITY m '<n>&b;</n>'><!ATTLIST r d CDATA '&b;' k NMTOKENS #IMPLIED>",
      "<r x='&b;' k=' p  q '>&b;</r><r d='1'>&m;</r>")
    #expect(
      readXML(text, record: "r").values == [
        ["@x": "A&B", "@k": "p q", "@d": "A&B", "#text": "A&B"], ["@d": "1", "n": "A&B"],
      ])
  }

  @Test("declarations in a parameter entity of the document count")
  func parameter() {
    let text = document("<!ENTITY % p \"<!ENTITY e 'x'>\">%p;<?pi it's?><!-- it's -->", "<r>&e;</r>")
    #expect(readXML(text, record: "r").values == [["#text": "x"]])
  }

  @Test("records may be in an entity; their place is that of the reference")
  func records() {
    let reading = readXML(document("<!ENTITY e '<r>1</r>\n<r>2</r>'>\n", "\n&e;<r>3</r>"))
    #expect(reading.values == [["#text": "1"], ["#text": "2"], ["#text": "3"]])
    #expect(reading.rows.map(\.line) == [4, 4, 4])
  }

  @Test("an entity that is not declared is a mistake")
  func undeclared() {
    #expect(
      readXML("<l><r>&nbsp;</r></l>", record: "r").mistake?.hasPrefix("1:13: the entity &nbsp; is not declared") == true
    )
  }

  @Test("a record with a reference to what stands elsewhere is rejected, since a part of it is missing")
  func elsewhere() {
    let text =
      "<!DOCTYPE l SYSTEM 'l.dtd' [<!ENTITY f SYSTEM 'file.txt'>]><l><r>1</r><r>&f;</r><r>&g;</r><r a='&g;'/><r>2</r></l>"
    let reading = readXML(text)
    #expect(reading.failure == nil)
    #expect(
      reading.rows.map(\.code) == [nil, "row-entity-not-read", "row-entity-not-read", "row-entity-not-read", nil])
  }

  @Test(
    "what would use up memory or time is refused",
    arguments: ["", "x", "<r>y</r>"], ["<r>&l9;</r>", "&l9;", "<r a='&l9;'/>"])
  func laughs(smallest: String, use: String) {
    var declarations = "<!ENTITY l0 \"\(smallest)\">"
    for level in 1...9 {
      declarations += "<!ENTITY l\(level) \"\(String(repeating: "&l\(level - 1);", count: 50))\">"
    }
    let reading = XMLReading(Array(document(declarations, use + "<r/>").utf8), XMLOptions(record: "r"))
    let code = reading.failure?.code
    #expect(code == "xml-entity-expansion" || code == "xml-not-well-formed")
  }

  @Test("one long entity, referred to often, is refused")
  func quadratic() {
    let text = document(
      "<!ENTITY e '\(String(repeating: "x", count: 50_000))'>", "<r>\(String(repeating: "&e;", count: 50_000))</r>")
    #expect(XMLReading(Array(text.utf8), XMLOptions(record: "r")).failure?.code == "xml-entity-expansion")
  }

  @Test("an entity that a large list uses in each record is no bomb")
  func often() {
    let text = document(
      "<!ENTITY e 'a company of some name'>", String(repeating: "<r><n>&e;</n><n>&e; &e;</n></r>", count: 20_000))
    let reading = XMLReading(Array(text.utf8), XMLOptions(record: "r"))
    #expect(reading.failure == nil)
    #expect(reading.rows.count == 20_000)
  }

  @Test("no file is read and no connection made, whatever a document refers to")
  func nothingOutside() throws {
    let listener = try Listener()
    let path = "/tmp/muster-xml-secret-\(getpid())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { unlink(path) }
    _ = "SECRET".withCString { write(descriptor, $0, 6) }
    close(descriptor)
    for address in [
      "file://\(path)", path, "http://127.0.0.1:\(listener.port)/x", "ftp://127.0.0.1:\(listener.port)/x",
    ] {
      let uses = [
        "<!DOCTYPE l [<!ENTITY e SYSTEM '\(address)'>]><l><r>a&e;</r><r/></l>",
        "<!DOCTYPE l SYSTEM '\(address)'><l><r>1</r><r/></l>",
        "<!DOCTYPE l PUBLIC 'x' '\(address)'><l><r>1</r><r/></l>",
        "<!DOCTYPE l [<!ENTITY % p SYSTEM '\(address)'>%p;]><l><r>1</r><r/></l>",
        "<!DOCTYPE l [<!ENTITY % p SYSTEM '\(address)'><!ENTITY % q '<!ENTITY &#37; s \"%p;\">'>%q;]><l><r>1</r><r/></l>",
        "<l xmlns:xi='http://www.w3.org/2001/XInclude'><r><xi:include href='\(address)' parse='text'/></r><r/></l>",
        "<?xml-stylesheet href='\(address)'?><l><r>1</r><r/></l>",
        "<l xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a \(address)'><r>1</r><r/></l>",
      ]
      for use in uses { #expect(!readXML(use).description.contains("SECRET")) }
    }
    #expect(!listener.wasConnectedTo)
  }
}

/// A socket on the loopback interface that tells whether somebody connected.
private final class Listener {
  let port: UInt16
  private let descriptor: CInt

  struct Failure: Error {}

  init() throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard isBound else { throw Failure() }
  }

  deinit { close(descriptor) }

  var wasConnectedTo: Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0
  }
}
