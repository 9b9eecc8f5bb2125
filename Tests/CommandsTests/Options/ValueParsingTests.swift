import Engine
import Testing

@testable import Commands

@Suite("Values of options")
struct ValueParsingTests {
  @Test(
    "durations need a unit",
    arguments: [
      ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("2m", .seconds(120)), ("1.5h", .seconds(5400)),
      ("1h30m", .seconds(5400)), ("2d", .seconds(172_800)), ("0s", .zero), ("30", nil), ("", nil), ("s", nil),
      ("-3s", nil), ("1e3s", nil), ("3 s", nil), ("3w", nil), ("1.2.3s", nil), ("٣s", nil), ("9999999999999s", nil),
    ] as [(String, Duration?)])
  func durations(_ text: String, _ expected: Duration?) {
    #expect(parseDuration(text) == expected)
  }

  @Test(
    "rates are requests per window",
    arguments: [
      ("120/60s", RateLimit(count: 120, window: .seconds(60))),
      ("10/500ms", RateLimit(count: 10, window: .milliseconds(500))),
      ("5/s", RateLimit(count: 5, window: .seconds(1))), ("120/m", RateLimit(count: 120, window: .seconds(60))),
      ("0/60s", nil), ("120", nil), ("120/0s", nil), ("/60s", nil), ("120/", nil), ("-1/s", nil),
    ] as [(String, RateLimit?)])
  func rates(_ text: String, _ expected: RateLimit?) {
    #expect(RateChoice(text)?.limit == expected)
  }

  @Test("a rate can be none, which is not the same as a bad one")
  func noRate() {
    #expect(RateChoice("none") == RateChoice.none)
    #expect(RateChoice("None") == nil)
  }

  @Test(
    "shares are over 0 and at most 100, with or without the sign",
    arguments: [
      ("50%", 50), ("50", 50), ("0.5%", 0.5), ("0", nil), ("101%", nil), ("%", nil), ("-1", nil), ("abc", nil),
    ]
      as [(String, Double?)])
  func shares(_ text: String, _ expected: Double?) {
    #expect(parsePercentage(text) == expected)
  }

  @Test("an error limit is a number of customers or a share")
  func errorLimits() {
    #expect(ErrorLimit(parsing: "0") == .count(0))
    #expect(ErrorLimit(parsing: "5%") == .percent(5))
    #expect(ErrorLimit(parsing: "5 %") == nil)
  }

  @Test(
    "durations are written as they are read",
    arguments: ["500ms", "30s", "2m", "1h30m", "1d", "1d2h3m4s", "1500ms"])
  func writing(_ text: String) throws {
    #expect(brief(try #require(parseDuration(text))) == text)
  }

  @Test(
    "durations for eyes have two units at most",
    arguments: [
      (.seconds(45), "45 s"), (.seconds(125), "2 min 5 s"), (.seconds(720), "12 min"), (.seconds(5040), "1 h 24 min"),
      (.seconds(273_600), "3 d 4 h"), (.milliseconds(10), "less than a second"), (.seconds(3599), "60 min"),
    ] as [(Duration, String)])
  func eyes(_ duration: Duration, _ text: String) {
    #expect(spoken(duration) == text)
  }

  @Test("thousands are grouped")
  func grouping() {
    #expect([0, 999, 1000, 1_234_567].map(grouped) == ["0", "999", "1,000", "1,234,567"])
  }
}
