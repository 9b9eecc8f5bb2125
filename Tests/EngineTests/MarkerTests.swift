import Testing

@testable import Engine

@Suite("The mark in a credential's metadata")
struct MarkerTests {
  private let attempt = Attempt(customer: CustomerID(12), step: .credential(1), number: 2, state: .intended)

  @Test(
    "what was there before the mark is there again without it",
    arguments: [
      "", "{}", "{ }", "{\n}", #"{"plan":"gold"}"#, #"{"a":{"b":[1,2]},"c":"\"muster\":\"x"}"#, #"{"ä":"ü"}"#,
      "{\"n\": 1 }\n", " {\"a\":[{}]}", #"{"muster":"by hand"}"#,
    ])
  func roundTrip(_ plain: String) {
    let marked = Marker.metadata(plain, run: "r1", attempt: attempt)
    #expect(marked.contains(#""muster":"r1.12-1.2""#))
    #expect(Marker.stripped(marked) == plain)
  }

  @Test(
    "what is no object, or has no room for a mark, is left as it is",
    arguments: [
      "plain text", "[1]", "{", "}", "{\"a\":1", "null", "{\"a\":\"\(String(repeating: "x", count: 4030))\"}",
    ])
  func unmarked(_ plain: String) {
    #expect(!Marker.canMark(plain))
    #expect(Marker.metadata(plain, run: "r1", attempt: attempt) == plain)
  }

  @Test("a marked object with as much as it may hold is taken by the API")
  func room() {
    let plain = "{\"a\":\"\(String(repeating: "x", count: 4024))\"}"
    let last = Attempt(customer: CustomerID(.max), step: .credential(100), number: 99, state: .intended)
    #expect(Marker.canMark(plain))
    #expect(Marker.metadata(plain, run: "0123456789", attempt: last).utf8.count <= 4096)
  }

  @Test("a mark is taken out wherever it stands")
  func places() {
    #expect(Marker.stripped(#"{"muster":"r1.12-1.2","plan":"gold"}"#) == #"{"plan":"gold"}"#)
    #expect(Marker.stripped(#"{"a":1,"muster":"r1.12-1.2","b":2}"#) == #"{"a":1,"b":2}"#)
  }

  @Test(
    "what only looks like a mark stays",
    arguments: [
      "", "{}", "plain text", #"{"muster":"by hand"}"#, #"{"muster":"1.2.3"}"#, #"{"muster":"r1.12-1."}"#,
      #"{"muster":1}"#, #"{"muster":"r1.12-1.2"#, #"{"note":"\"muster\":\"r1.12-1.2\""}"#,
    ])
  func others(_ metadata: String) {
    #expect(Marker.stripped(metadata) == metadata)
  }

  @Test("a mark tells its run; what only looks like one tells none")
  func run() {
    #expect(Marker.run(in: Marker.metadata(#"{"plan":"gold"}"#, run: "r1", attempt: attempt)) == "r1")
    #expect(Marker.run(in: #"{"muster":"r2.1-1.1","b":"x.y"}"#) == "r2")
    #expect(Marker.run(in: #"{"a":"x.y","muster":"r3.1-1.1","b":2}"#) == "r3")
    #expect(Marker.run(in: #"{"muster":"by hand"}"#) == nil)
  }
}
