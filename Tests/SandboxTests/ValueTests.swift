import Foundation
import Testing

@testable import Sandbox

@Suite("Ids, times and JSON")
struct ValueTests {
  @Test("an id is 27 base62 characters that say its second, and reads back")
  func identifiers() throws {
    var generator = SeededGenerator(seed: 1)
    for second: Int64 in [1_400_000_000, 1_767_225_600, 4_000_000_000] {
      let identifier = SortableIdentifier(secondsSince1970: second, using: &generator)
      #expect(identifier.text.count == 27)
      #expect(try #require(SortableIdentifier(text: identifier.text)) == identifier)
      #expect(Int64(identifier.second) + 1_400_000_000 == second)
    }
    #expect(SortableIdentifier(text: Array("aWgEPTl1tmebfsQzFP4bxwgy80V".utf8))?.second == .max)
    #expect(SortableIdentifier(text: Array("zzzzzzzzzzzzzzzzzzzzzzzzzzz".utf8)) == nil)
    #expect(SortableIdentifier(text: Array("0ujtsYcgvSTl8PAuAdqWYSMnLO!".utf8)) == nil)
  }

  @Test("the KSUID of its own documentation has the second that is told there")
  func documentedIdentifier() {
    // https://github.com/segmentio/ksuid: 0ujtsYcgvSTl8PAuAdqWYSMnLOv is 2017-10-09 21:00:47 -0700.
    #expect(SortableIdentifier(text: Array("0ujtsYcgvSTl8PAuAdqWYSMnLOv".utf8))?.second == 107_608_047)
  }

  @Test("ids ascend by their text, in one second and when the clock goes back")
  func ascending() {
    var generator = SeededGenerator(seed: 1)
    var previous: SortableIdentifier?
    for index in 0..<2_000 {
      let second = 1_700_000_000 + Int64(index / 500) - (index % 7 == 0 ? 100 : 0)
      let next = SortableIdentifier(after: previous, secondsSince1970: second, using: &generator)
      if let previous { #expect(AccountText(previous.text) < AccountText(next.text)) }
      previous = next
    }
  }

  @Test("a time is spelled as Foundation spells it", arguments: [0, 951_782_399, 951_782_400, 1_767_225_600, -1])
  func times(second: Int64) {
    let date = Date(timeIntervalSince1970: TimeInterval(second))
    let time = CivilTime(secondsSince1970: second)
    #expect(String(decoding: time.timestamp, as: UTF8.self) == date.ISO8601Format())
    #expect(CivilTime.nanoseconds(rfc3339: time.timestamp) == second * 1_000_000_000)
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    #expect(time.httpDate == formatter.string(from: date))
  }

  @Test(
    "an RFC 3339 time is read with offset and fraction, or not at all",
    arguments: [
      ("1970-01-01T00:00:01.5Z", 1_500_000_000), ("1970-01-01T01:00:00+01:00", 0),
      ("1969-12-31T23:59:59.999999999Z", -1), ("1970-01-01t00:00:00.1234567899z", 123_456_789),
      ("1970-01-01", nil), ("1970-13-01T00:00:00Z", nil), ("1970-01-01T00:00:00", nil), ("0001-01-01T00:00:00Z", nil),
      ("1970-01-01T00:00:00.Z", nil), ("1970-01-01T00:00:00Zx", nil), ("", nil),
    ] as [(String, Int64?)])
  func readTimes(text: String, nanoseconds: Int64?) {
    #expect(CivilTime.nanoseconds(rfc3339: Array(text.utf8)) == nanoseconds)
  }

  @Test("what Foundation writes is read, and what is written Foundation reads")
  func agreesWithFoundation() throws {
    let text = "quote \" slash \\ line\n tab\t bell\u{7} é e\u{301} 😀 \u{2028}"
    let data = try JSONSerialization.data(withJSONObject: ["text": text, "list": [1, true, NSNull()]])
    let value = try JSONValue(parsing: Array(data))
    #expect(value["text"]?.string == AccountText(text))
    #expect(value["list"] == .array([.number([UInt8(ascii: "1")]), .bool(true), .null]))

    var json = JSONWriter()
    json.beginObject()
    json.member("text", text)
    json.name("list")
    json.beginArray()
    json.number(-7)
    json.null()
    json.beginObject()
    json.endObject()
    json.endArray()
    json.endObject()
    let read = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any]
    #expect((read?["text"] as? String).map { Array($0.utf8) } == Array(text.utf8))
    #expect((read?["list"] as? [Any])?.count == 3)
  }

  @Test("escapes of every kind are read", arguments: [#""\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\""#])
  func escapes(text: String) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)).string == "é😀/\u{8}\u{C}\n\r\t\"\\")
  }

  @Test(
    "what is no JSON is refused",
    arguments: [
      "", " ", "{", "[1,]", "{\"a\":}", "{\"a\" 1}", "{a:1}", "01", "1.", "-", "1e", "+1", "tru", "\"a", "\"\n\"",
      "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\u12g4\"", "nul", "[1 2]", "1 2",
    ])
  func noJSON(text: String) {
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: Array(text.utf8)) }
  }

  @Test("deep nesting and bytes that are no UTF-8 are refused")
  func hostileJSON() {
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: Array(repeating: 0x5B, count: 100_000)) }
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    #expect(throws: JSONValue.SyntaxError.self) { try JSONValue(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
  }

  @Test("percent-encoding is undone once; what is no escape stays")
  func percentDecoding() {
    func decode(_ text: String) -> String {
      String(decoding: RequestTarget.decode(ArraySlice(text.utf8), plusIsSpace: true), as: UTF8.self)
    }
    #expect(decode("a%20b+c%2520%zz%4") == "a b c%20%zz%4")
    #expect(decode("%C3%A9") == "é")
  }

  @Test("timers come in the order of their instants, equal ones in the order of their coming")
  func timers() {
    var queue = TimerQueue()
    var order: [Int] = []
    for (number, due) in [5, 1, 3, 1, 4, 1, 9, 2].enumerated() {
      queue.add(at: UInt64(due)) { order.append(number) }
    }
    while let action = queue.popDue(at: 5) { action() }
    #expect(order == [1, 3, 5, 7, 2, 4, 0])
    #expect(queue.nextDue == 9)
  }
}
