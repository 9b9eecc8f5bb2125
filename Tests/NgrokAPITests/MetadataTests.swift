import Testing

@testable import NgrokAPI

@Suite("Metadata") struct MetadataTests {
  @Test(
    "tells a member's text or number",
    arguments: [
      (#"{"id":"A-1","muster":"r.1-1.1"}"#, "A-1"), (#"{ "plan": {"id": "x"}, "id" : 42 }"#, "42"),
      (#"{"id":-1.5e3}"#, "-1.5e3"),
      (#"{"id":"\u00e9\"x"}"#, "é\"x"), (#"{"id":true}"#, nil), (#"{"id":{"a":1}}"#, nil), (#"{"other":"A-1"}"#, nil),
      (#"["id"]"#, nil), ("id=A-1", nil), ("", nil), (#"{"id":"A-1""#, nil),
    ] as [(String, String?)])
  func member(metadata: String, expected: String?) {
    #expect(Metadata.member("id", of: metadata) == expected)
  }
}
